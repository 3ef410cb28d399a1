package plugintesting

import (
	"fmt"
	"maps"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

const imageAddress = "aws_sagemaker_image.test"

func TestTheLeastImageIsCreatedReadAndImported(t *testing.T) {
	name := "least-image"
	run(t, name,
		resource.TestStep{
			Config: imageConfig(name, ""),
			ConfigPlanChecks: planned(
				plancheck.ExpectResourceAction(imageAddress, plancheck.ResourceActionCreate),
				plancheck.ExpectUnknownValue(imageAddress, tfjsonpath.New("arn")),
			),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "id", knownvalue.StringExact(name)),
				has(imageAddress, "arn", knownvalue.StringExact(imageARN(name))),
				has(imageAddress, "region", knownvalue.StringExact(region)),
				has(imageAddress, "account_id", knownvalue.StringExact(account)),
				has(imageAddress, "status", knownvalue.StringExact("CREATED")),
				has(imageAddress, "failure_reason", knownvalue.Null()),
				has(imageAddress, "creation_time", knownvalue.StringRegexp(timestamp)),
				statecheck.ExpectIdentity(imageAddress, map[string]knownvalue.Check{
					"account_id": knownvalue.StringExact(account),
					"region":     knownvalue.StringExact(region),
					"image_name": knownvalue.StringExact(name),
				}),
			},
		},
		imported(imageAddress, name),
		imported(imageAddress, name+"@"+region),
		importedByBlock(imageAddress, name),
		importedByIdentity(imageAddress),
	)
}

func TestAnImageIsChangedInPlaceAndItsTextsAreTakenAway(t *testing.T) {
	name := "changing-image"
	run(t, name,
		resource.TestStep{
			Config: imageConfig(name, `
				display_name = "First"
				description  = "The first description."`),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "display_name", knownvalue.StringExact("First")),
				has(imageAddress, "description", knownvalue.StringExact("The first description.")),
			},
		},
		imported(imageAddress, name),
		resource.TestStep{
			Config:           imageConfig(name, `display_name = "Second"`),
			ConfigPlanChecks: updated(imageAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "display_name", knownvalue.StringExact("Second")),
				has(imageAddress, "description", knownvalue.Null()),
			},
		},
		resource.TestStep{
			Config:           imageConfigWithRole(name, otherRole, ""),
			ConfigPlanChecks: updated(imageAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "display_name", knownvalue.Null()),
				has(imageAddress, "role_arn", knownvalue.StringExact(otherRole)),
			},
		},
		imported(imageAddress, name),
	)
}

func TestTimeoutsAreTakenAndChangeNothing(t *testing.T) {
	name := "patient-image"
	timeouts := tfjsonpath.New("timeouts")
	run(t, name,
		resource.TestStep{
			Config: imageConfig(name, `timeouts { create = "5m" }`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(imageAddress, timeouts.AtMapKey("create"), knownvalue.StringExact("5m")),
				statecheck.ExpectKnownValue(imageAddress, timeouts.AtMapKey("delete"), knownvalue.Null()),
			},
		},
		resource.TestStep{
			Config: imageConfig(name, `timeouts { delete = "1h30m" }`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(imageAddress, timeouts.AtMapKey("delete"), knownvalue.StringExact("1h30m")),
			},
		},
		resource.TestStep{
			Config:      imageConfig(name, `timeouts { update = "soon" }`),
			ExpectError: regexp.MustCompile(`length of time`),
		},
		resource.TestStep{
			Config: imageConfig(name, ""),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "timeouts", knownvalue.Null()),
			},
		},
		imported(imageAddress, name),
	)
}

func TestTagsAreMergedWithThoseOfTheProviderAndChangedInPlace(t *testing.T) {
	name := "tagged-image"
	provider := `
		provider "aws" {
			default_tags {
				tags = { owner = "platform", team = "default" }
			}
		}`
	run(t, name,
		resource.TestStep{
			Config: imageConfig(name, `tags = { stage = "test" }`),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "tags", tags("stage", "test")),
				has(imageAddress, "tags_all", tags("stage", "test")),
			},
		},
		imported(imageAddress, name),
		resource.TestStep{
			Config:           provider + imageConfig(name, `tags = { stage = "live", team = "ours" }`),
			ConfigPlanChecks: updated(imageAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "tags", tags("stage", "live", "team", "ours")),
				has(imageAddress, "tags_all", tags("owner", "platform", "stage", "live", "team", "ours")),
			},
			Check: tagged(name, map[string]string{"owner": "platform", "stage": "live", "team": "ours"}),
		},
		resource.TestStep{
			Config:           imageConfig(name, ""),
			ConfigPlanChecks: updated(imageAddress),
			Check:            tagged(name, map[string]string{}),
		},
	)
}

func TestAnotherNameMakesAnotherImage(t *testing.T) {
	name := "renamed-image"
	run(t, name,
		resource.TestStep{Config: imageConfig("first-name-of-"+name, "")},
		resource.TestStep{
			Config: imageConfig(name, ""),
			ConfigPlanChecks: planned(
				plancheck.ExpectResourceAction(imageAddress, plancheck.ResourceActionReplace)),
			Check: gone("first-name-of-" + name),
		},
	)
}

func TestAnImageThatVanishedIsPlannedAgain(t *testing.T) {
	name := "vanished-image"
	run(t, name,
		resource.TestStep{Config: imageConfig(name, "")},
		vanished(imageAddress, func() error { return local.remove(name, 0) }),
	)
}

func TestAnImageThatSomebodyChangedIsChangedBack(t *testing.T) {
	name := "drifted-image"
	config := imageConfig(name, `display_name = "Ours"`)
	run(t, name,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: behind(t, func() error {
				return local.put(name, 0, map[string]any{"DisplayName": "Theirs"})
			}),
			Config:           config,
			ConfigPlanChecks: updated(imageAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "display_name", knownvalue.StringExact("Ours")),
			},
		},
	)
}

func TestTextsThatWereNeverSetHereAreShownAndLeftAlone(t *testing.T) {
	name := "unmanaged-image"
	config := imageConfig(name, "")
	run(t, name,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: behind(t, func() error {
				return local.put(name, 0, map[string]any{"DisplayName": "Theirs", "Description": "Theirs too."})
			}),
			Config:           config,
			ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan()),
			ConfigStateChecks: []statecheck.StateCheck{
				has(imageAddress, "display_name", knownvalue.StringExact("Theirs")),
				has(imageAddress, "description", knownvalue.StringExact("Theirs too.")),
			},
		},
	)
}

func imageConfig(name, arguments string) string {
	return imageConfigWithRole(name, role, arguments)
}

func imageConfigWithRole(name, role, arguments string) string {
	return fmt.Sprintf(`
		resource "aws_sagemaker_image" "test" {
			image_name = %q
			role_arn   = %q
			%s
		}
	`, name, role, arguments)
}

func imageARN(name string) string {
	return "arn:aws:sagemaker:" + region + ":" + account + ":image/" + name
}

// tags expects a map of keys, each followed by its value.
func tags(pairs ...string) knownvalue.Check {
	expected := map[string]knownvalue.Check{}
	for i := 0; i < len(pairs); i += 2 {
		expected[pairs[i]] = knownvalue.StringExact(pairs[i+1])
	}
	return knownvalue.MapExact(expected)
}

// tagged compares the tags that the service has.
func tagged(name string, expected map[string]string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		found, err := local.image(name)
		if err != nil {
			return err
		}
		if found == nil || !maps.Equal(found.Tags, expected) {
			return fmt.Errorf("image %s has not the tags %v: %v", name, expected, found)
		}
		return nil
	}
}
