// Answers one case as hashicorp/aws does: the arguments of a provider block go to the module with which that provider
// finds its credentials, then the account is asked for and one version of an image is described.
//
// The arguments are a JSON object on stdin; the environment and the files are those of the process. What comes out is
// an object on stdout: the keys, the region and the account, the warnings, or the error.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
)

type keys struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
	Token  string `json:"token"`
}

type answer struct {
	Keys     *keys    `json:"keys"`
	Region   string   `json:"region"`
	Account  string   `json:"account"`
	Source   string   `json:"source"`
	Warnings []string `json:"warnings"`
	Error    string   `json:"error"`
	After    string   `json:"after"` // the error of the call that follows the configuration
}

// add notes warnings, and the first error; it tells whether there was one.
func (a *answer) add(prefix string, found diag.Diagnostics) bool {
	for _, item := range found {
		if item.Severity() == diag.SeverityWarning {
			a.Warnings = append(a.Warnings, item.Summary())
		} else if a.Error == "" {
			a.Error = fmt.Sprintf("%s%s\n%s", prefix, item.Summary(), item.Detail())
		}
	}
	return a.Error != ""
}

func configure(ctx context.Context, given arguments) (answer, aws.Config) {
	said := answer{Warnings: []string{}}
	base := given.base()
	// The account is asked for below, so the first step need not try the keys.
	base.SkipCredsValidation = true
	ctx, config, found := awsbase.GetAwsConfig(ctx, base)
	if said.add("", found) {
		return said, config
	}
	base.SkipCredsValidation = given.SkipCredentialsValidation
	said.Region = config.Region
	if retrieved, err := config.Credentials.Retrieve(ctx); err != nil {
		said.Error = err.Error()
		return said, config
	} else {
		said.Keys = &keys{retrieved.AccessKeyID, retrieved.SecretAccessKey, retrieved.SessionToken}
		said.Source = retrieved.Source
	}
	if !given.SkipRegionValidation {
		if err := validation.SupportedRegion(config.Region); err != nil {
			said.Error = err.Error()
			return said, config
		}
	}
	account, _, found := awsbase.GetAwsAccountIDAndPartition(ctx, config, base)
	if said.add("Retrieving AWS account details: ", found) {
		return said, config
	}
	said.Account = account
	if account == "" {
		said.Warnings = append(said.Warnings, "AWS account ID not found for provider")
	}
	if err := base.VerifyAccountIDAllowed(account); err != nil {
		said.Error = err.Error()
	}
	return said, config
}

func describe(ctx context.Context, given arguments, config aws.Config) error {
	client := sagemaker.NewFromConfig(config, func(options *sagemaker.Options) {
		if url := given.merged().SageMaker; url != "" {
			options.BaseEndpoint = &url
		}
	})
	name, version := "example-name", int32(1)
	_, err := client.DescribeImageVersion(ctx, &sagemaker.DescribeImageVersionInput{
		ImageName: &name,
		Version:   &version,
	})
	return err
}

func main() {
	var given arguments
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&given); err != nil {
		panic(err)
	}
	ctx := context.Background()
	said, config := configure(ctx, given)
	if said.Error == "" {
		if err := describe(ctx, given, config); err != nil {
			said.After = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(said); err != nil {
		panic(err)
	}
}
