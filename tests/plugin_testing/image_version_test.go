package plugintesting

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

const versionAddress = "aws_sagemaker_image_version.test"

const everything = `
	aliases          = ["latest", "stable"]
	horovod          = true
	job_type         = "TRAINING"
	ml_framework     = "PyTorch 2.4"
	processor        = "GPU"
	programming_lang = "Python 3.11"
	release_notes    = "First."
	vendor_guidance  = "STABLE"
`

func TestTheLeastVersionIsCreatedReadAndImported(t *testing.T) {
	name := "least-version"
	run(t, name,
		resource.TestStep{
			Config: versionConfig(name, "latest", ""),
			ConfigPlanChecks: planned(
				plancheck.ExpectResourceAction(versionAddress, plancheck.ResourceActionCreate),
				plancheck.ExpectUnknownValue(versionAddress, tfjsonpath.New("version")),
			),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "id", knownvalue.StringExact(name+",1")),
				has(versionAddress, "version", knownvalue.Int64Exact(1)),
				has(versionAddress, "image_arn", knownvalue.StringExact(imageARN(name))),
				has(versionAddress, "horovod", knownvalue.Bool(false)),
				has(versionAddress, "container_image", knownvalue.NotNull()),
				has(versionAddress, "account_id", knownvalue.StringExact(account)),
				has(versionAddress, "status", knownvalue.StringExact("CREATED")),
				has(versionAddress, "last_modified_time", knownvalue.StringRegexp(timestamp)),
				statecheck.ExpectIdentity(versionAddress, map[string]knownvalue.Check{
					"account_id": knownvalue.StringExact(account),
					"region":     knownvalue.StringExact(region),
					"image_name": knownvalue.StringExact(name),
					"version":    knownvalue.Int64Exact(1),
				}),
			},
		},
		imported(versionAddress, name+",1"),
		imported(versionAddress, name+",1@"+region),
		importedByBlock(versionAddress, name+",1"),
		importedByIdentity(versionAddress),
	)
}

func TestAVersionIsCreatedWithEverythingAndChangedInPlace(t *testing.T) {
	name := "full-version"
	run(t, name,
		resource.TestStep{
			Config: versionConfig(name, "latest", everything),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "job_type", knownvalue.StringExact("TRAINING")),
				has(versionAddress, "horovod", knownvalue.Bool(true)),
				has(versionAddress, "aliases", texts("latest", "stable")),
			},
		},
		imported(versionAddress, name+",1"),
		imported(versionAddress, name+",stable"),
		importedByBlock(versionAddress, "arn:aws:sagemaker:"+region+":"+account+":image-version/"+name+"/1"),
		resource.TestStep{
			Config: versionConfig(name, "latest", `
				aliases          = ["stable", "2.5"]
				horovod          = false
				job_type         = "INFERENCE"
				ml_framework     = "PyTorch 2.5"
				processor        = "CPU"
				programming_lang = "Python 3.12"
				release_notes    = "Second."
				vendor_guidance  = "TO_BE_ARCHIVED"`),
			ConfigPlanChecks: updated(versionAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "version", knownvalue.Int64Exact(1)),
				has(versionAddress, "release_notes", knownvalue.StringExact("Second.")),
				has(versionAddress, "aliases", texts("2.5", "stable")),
			},
		},
		imported(versionAddress, name+",1"),
	)
}

func TestArgumentsThatAreTakenAwayLeaveNoDifference(t *testing.T) {
	name := "bare-version"
	run(t, name,
		resource.TestStep{Config: versionConfig(name, "latest", everything)},
		resource.TestStep{
			Config:           versionConfig(name, "latest", ""),
			ConfigPlanChecks: updated(versionAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "horovod", knownvalue.Bool(false)),
				has(versionAddress, "vendor_guidance", knownvalue.StringExact("NOT_PROVIDED")),
				has(versionAddress, "job_type", knownvalue.StringExact("TRAINING")),
			},
			Check: holds(name, "1"),
		},
	)
}

func TestWhatWasNeverSetHereIsShownAndLeftAlone(t *testing.T) {
	name := "unmanaged-version"
	config := versionConfig(name, "latest", "")
	run(t, name,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: behind(t, func() error {
				return local.put(name, 1, map[string]any{
					"Aliases": []string{"theirs"}, "Horovod": true, "JobType": "INFERENCE",
					"ReleaseNotes": "Theirs.", "VendorGuidance": "ARCHIVED",
				})
			}),
			Config:           config,
			ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan()),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "aliases", texts("theirs")),
				has(versionAddress, "job_type", knownvalue.StringExact("INFERENCE")),
				has(versionAddress, "vendor_guidance", knownvalue.StringExact("ARCHIVED")),
			},
			Check: holds(name, "1: theirs"),
		},
	)
}

func TestAnotherBaseImageMakesAnotherVersion(t *testing.T) {
	name := "rebuilt-version"
	run(t, name,
		resource.TestStep{Config: versionConfig(name, "1.0", "")},
		resource.TestStep{
			Config: versionConfig(name, "2.0", ""),
			ConfigPlanChecks: planned(
				plancheck.ExpectResourceAction(versionAddress, plancheck.ResourceActionReplace)),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "version", knownvalue.Int64Exact(2)),
			},
			Check: holds(name, "2"),
		},
	)
}

func TestVersionsOfOneImageAreMadeAtOnce(t *testing.T) {
	name := "many-versions"
	run(t, name, resource.TestStep{
		Config: versionConfig(name, "latest", "count = 5"),
		Check:  holds(name, "1, 2, 3, 4, 5"),
	})
}

func TestAVersionThatVanishedIsPlannedAgain(t *testing.T) {
	name := "vanished-version"
	run(t, name,
		resource.TestStep{Config: versionConfig(name, "latest", "")},
		vanished(versionAddress, func() error { return local.remove(name, 1) }),
	)
}

func TestAVersionWhoseImageVanishedIsPlannedAgain(t *testing.T) {
	name := "vanished-image-of-version"
	run(t, name,
		resource.TestStep{Config: versionConfig(name, "latest", "")},
		vanished(versionAddress, func() error { return local.remove(name, 0) }),
	)
}

func TestAliasesThatSomebodyChangedAreChangedBack(t *testing.T) {
	name := "drifted-version"
	config := versionConfig(name, "latest", `aliases = ["latest"]`)
	run(t, name,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: behind(t, func() error {
				return local.put(name, 1, map[string]any{"Aliases": []string{"theirs"}})
			}),
			Config:           config,
			ConfigPlanChecks: updated(versionAddress),
			ConfigStateChecks: []statecheck.StateCheck{
				has(versionAddress, "aliases", texts("latest")),
			},
			Check: holds(name, "1: latest"),
		},
	)
}

func TestAReplacementTakesTheAliasesBeforeTheOldVersionGoes(t *testing.T) {
	name := "blue-green-version"
	arguments := `
		aliases = ["latest", "stable"]
		lifecycle { create_before_destroy = true }`
	run(t, name,
		resource.TestStep{Config: versionConfig(name, "1.0", arguments), Check: holds(name, "1: latest stable")},
		resource.TestStep{
			Config: versionConfig(name, "2.0", arguments),
			ConfigPlanChecks: planned(
				plancheck.ExpectResourceAction(versionAddress, plancheck.ResourceActionCreateBeforeDestroy)),
			Check: holds(name, "2: latest stable"),
		},
	)
}

func TestAnAliasMovesFromOneVersionToAnother(t *testing.T) {
	name := "promoted-version"
	config := func(first, second string) string {
		return versionConfig(name, "1.0", first) + fmt.Sprintf(`
			resource "aws_sagemaker_image_version" "other" {
				image_name = aws_sagemaker_image_version.test.image_name
				base_image = %q
				%s
			}
		`, registry+":2.0", second)
	}
	run(t, name,
		resource.TestStep{
			Config: config(`aliases = ["live"]`, ""),
			Check:  holds(name, "1: live, 2"),
		},
		resource.TestStep{
			Config:           config("", `aliases = ["live"]`),
			ConfigPlanChecks: updated(versionAddress, "aws_sagemaker_image_version.other"),
			Check:            holds(name, "1, 2: live"),
		},
		resource.TestStep{
			Config: config("alias_takeover = true\naliases = [\"live\"]", ""),
			Check:  holds(name, "1: live, 2"),
		},
	)
}

func TestAVersionThatIsToStayIsOnlyForgotten(t *testing.T) {
	name := "kept-version"
	run(t, name,
		resource.TestStep{Config: versionConfig(name, "latest", "skip_destroy = true")},
		resource.TestStep{Config: imageConfig(name, ""), Check: holds(name, "1")},
	)
}

func versionConfig(name, tag, arguments string) string {
	return imageConfig(name, "") + fmt.Sprintf(`
		resource "aws_sagemaker_image_version" "test" {
			image_name = aws_sagemaker_image.test.image_name
			base_image = %q
			%s
		}
	`, registry+":"+tag, arguments)
}

func texts(values ...string) knownvalue.Check {
	var checks []knownvalue.Check
	for _, value := range values {
		checks = append(checks, knownvalue.StringExact(value))
	}
	return knownvalue.SetExact(checks)
}
