// Package plugintesting drives the built provider with HashiCorp's public module for testing
// providers: it plans, applies, refreshes, imports and destroys with a real CLI, and judges every
// step by rules that nobody of this project wrote.
//
// The provider is the program that PROVIDER_BINARY names, installed from a mirror in a folder; the
// CLI is the one that TF_ACC_TERRAFORM_PATH names; the service is the local one, started here with
// the Python that PYTHON names. All tests share one service: each has an image of its own name.
package plugintesting

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

const (
	source    = "sagemaker-images/sagemaker"
	program   = "terraform-provider-sagemaker"
	account   = "123456789012"
	region    = "us-west-2"
	role      = "arn:aws:iam::" + account + ":role/example-role"
	otherRole = "arn:aws:iam::" + account + ":role/other-role"
	registry  = account + ".dkr.ecr." + region + ".amazonaws.com/example"
)

// The provider under the local name by which the CLIs find it for the types aws_*.
var providers = map[string]resource.ExternalProvider{"aws": {Source: source}}

var local *service

func TestMain(m *testing.M) {
	code, err := runAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "plugin_testing:", err)
		code = 1
	}
	os.Exit(code)
}

func runAll(m *testing.M) (code int, err error) {
	folder, err := os.MkdirTemp("", "plugin_testing")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(folder)
	configuration, err := install(folder)
	if err != nil {
		return 1, err
	}
	local, err = startService()
	if err != nil {
		return 1, err
	}
	defer local.stop()
	for name, value := range environment(folder, configuration, local.url) {
		if err := os.Setenv(name, value); err != nil {
			return 1, err
		}
	}
	code = m.Run()
	return code, local.complaints()
}

// environment leads the CLI to the mirror and the provider to the local service, and neither to
// what is the user's.
func environment(folder, configuration, url string) map[string]string {
	return map[string]string{
		"TF_ACC":                      "1",
		"TF_CLI_CONFIG_FILE":          configuration,
		"CHECKPOINT_DISABLE":          "1",
		"XDG_STATE_HOME":              folder,
		"AWS_ENDPOINT_URL_SAGEMAKER":  url,
		"AWS_ENDPOINT_URL_STS":        url,
		"AWS_REGION":                  region,
		"AWS_DEFAULT_REGION":          region,
		"AWS_ACCESS_KEY_ID":           "AKIAIOSFODNN7EXAMPLE",
		"AWS_SECRET_ACCESS_KEY":       "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		"AWS_SESSION_TOKEN":           "",
		"AWS_PROFILE":                 "",
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"NO_PROXY":                    "127.0.0.1",
		"no_proxy":                    "127.0.0.1",
	}
}

// install puts the provider into a mirror for the hosts that both CLIs ask by default, and returns
// the CLI configuration that names it.
func install(folder string) (string, error) {
	binary := os.Getenv("PROVIDER_BINARY")
	output, err := exec.Command(binary, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("PROVIDER_BINARY=%q tells no version: %w", binary, err)
	}
	version := regexp.MustCompile(`\d+\.\d+\.\d+`).FindString(string(output))
	text, err := os.ReadFile(binary)
	if err != nil {
		return "", err
	}
	for _, host := range []string{"registry.opentofu.org", "registry.terraform.io"} {
		platform := runtime.GOOS + "_" + runtime.GOARCH
		place := filepath.Join(folder, "mirror", host, source, version, platform)
		if err := os.MkdirAll(place, 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(place, program+"_v"+version), text, 0o755); err != nil {
			return "", err
		}
	}
	configuration := filepath.Join(folder, "cli.tfrc")
	mirror := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		filepath.Join(folder, "mirror"))
	return configuration, os.WriteFile(configuration, []byte(mirror), 0o600)
}
