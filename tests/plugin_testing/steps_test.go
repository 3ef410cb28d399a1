package plugintesting

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// run makes the steps, of which each that applies ends with an empty plan, then destroys
// everything and looks whether the service has forgotten the image.
func run(t *testing.T, name string, steps ...resource.TestStep) {
	t.Helper()
	resource.ParallelTest(t, resource.TestCase{
		ExternalProviders: providers,
		CheckDestroy:      gone(name),
		Steps:             steps,
	})
}

// RFC 3339 in UTC.
var timestamp = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)

func gone(name string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		found, err := local.image(name)
		if err == nil && found != nil {
			err = fmt.Errorf("image %s is left in the service", name)
		}
		return err
	}
}

func planned(checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: checks}
}

// updated expects an update in place of these resources.
func updated(addresses ...string) resource.ConfigPlanChecks {
	var checks []plancheck.PlanCheck
	for _, address := range addresses {
		checks = append(checks, plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate))
	}
	return planned(checks...)
}

func has(address, attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// imported imports by the import command and compares all that was read with the state.
func imported(address, id string) resource.TestStep {
	return resource.TestStep{
		ResourceName:      address,
		ImportState:       true,
		ImportStateId:     id,
		ImportStateVerify: true,
	}
}

// importedByBlock imports by an import block, whose plan must hold no change.
func importedByBlock(address, id string) resource.TestStep {
	return resource.TestStep{
		ResourceName:    address,
		ImportState:     true,
		ImportStateKind: resource.ImportBlockWithID,
		ImportStateId:   id,
	}
}

// importedByIdentity imports by an import block with the identity that the state has.
func importedByIdentity(address string) resource.TestStep {
	return resource.TestStep{
		ResourceName:    address,
		ImportState:     true,
		ImportStateKind: resource.ImportBlockWithResourceIdentity,
	}
}

func behind(t *testing.T, change func() error) func() {
	return func() {
		t.Helper()
		if err := change(); err != nil {
			t.Fatal(err)
		}
	}
}

// vanished takes something away behind the provider's back; the refresh must see that and the
// plan must make it again.
func vanished(address string, remove func() error) resource.TestStep {
	return resource.TestStep{
		PreConfig: func() {
			if err := remove(); err != nil {
				panic(err)
			}
		},
		RefreshState:       true,
		ExpectNonEmptyPlan: true,
		RefreshPlanChecks: resource.RefreshPlanChecks{PostRefresh: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
		}},
	}
}

// holds compares the image's versions with what the service really has, as in "1, 2: latest stable":
// numbers, each with its aliases.
func holds(name, expected string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		found, err := local.image(name)
		if err != nil {
			return err
		}
		if found == nil {
			return fmt.Errorf("the service has no image %s", name)
		}
		var held []string
		for _, version := range found.Versions {
			number := strconv.Itoa(version.Version)
			if len(version.Aliases) > 0 {
				slices.Sort(version.Aliases)
				number += ": " + strings.Join(version.Aliases, " ")
			}
			held = append(held, number)
		}
		if strings.Join(held, ", ") != expected {
			return fmt.Errorf("image %s has the versions %q, not %q", name, held, expected)
		}
		return nil
	}
}
