package main

import (
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

const (
	defaultAttempts = 25
	maxBackoff      = 300 * time.Second
)

// The arguments of a provider block by their names there; blocks are lists.
type arguments struct {
	AccessKey                      string        `json:"access_key"`
	AllowedAccountIDs              []string      `json:"allowed_account_ids"`
	AssumeRole                     []role        `json:"assume_role"`
	AssumeRoleWithWebIdentity      []webIdentity `json:"assume_role_with_web_identity"`
	CustomCABundle                 string        `json:"custom_ca_bundle"`
	EC2MetadataServiceEndpoint     string        `json:"ec2_metadata_service_endpoint"`
	EC2MetadataServiceEndpointMode string        `json:"ec2_metadata_service_endpoint_mode"`
	Endpoints                      []endpoints   `json:"endpoints"`
	ForbiddenAccountIDs            []string      `json:"forbidden_account_ids"`
	HTTPProxy                      *string       `json:"http_proxy"`
	HTTPSProxy                     *string       `json:"https_proxy"`
	Insecure                       bool          `json:"insecure"`
	MaxRetries                     int           `json:"max_retries"`
	NoProxy                        string        `json:"no_proxy"`
	Profile                        string        `json:"profile"`
	Region                         string        `json:"region"`
	RetryMode                      string        `json:"retry_mode"`
	SecretKey                      string        `json:"secret_key"`
	SharedConfigFiles              []string      `json:"shared_config_files"`
	SharedCredentialsFiles         []string      `json:"shared_credentials_files"`
	SkipCredentialsValidation      bool          `json:"skip_credentials_validation"`
	SkipMetadataAPICheck           string        `json:"skip_metadata_api_check"`
	SkipRegionValidation           bool          `json:"skip_region_validation"`
	SkipRequestingAccountID        bool          `json:"skip_requesting_account_id"`
	StsRegion                      string        `json:"sts_region"`
	Token                          string        `json:"token"`
	TokenBucketRateLimiterCapacity int           `json:"token_bucket_rate_limiter_capacity"`
	UseDualStackEndpoint           bool          `json:"use_dualstack_endpoint"`
	UseFIPSEndpoint                bool          `json:"use_fips_endpoint"`
}

type role struct {
	Duration          string            `json:"duration"`
	ExternalID        string            `json:"external_id"`
	Policy            string            `json:"policy"`
	PolicyARNs        []string          `json:"policy_arns"`
	RoleARN           string            `json:"role_arn"`
	SessionName       string            `json:"session_name"`
	SourceIdentity    string            `json:"source_identity"`
	Tags              map[string]string `json:"tags"`
	TransitiveTagKeys []string          `json:"transitive_tag_keys"`
}

type webIdentity struct {
	Duration             string   `json:"duration"`
	Policy               string   `json:"policy"`
	PolicyARNs           []string `json:"policy_arns"`
	RoleARN              string   `json:"role_arn"`
	SessionName          string   `json:"session_name"`
	WebIdentityToken     string   `json:"web_identity_token"`
	WebIdentityTokenFile string   `json:"web_identity_token_file"`
}

type endpoints struct {
	IAM       string `json:"iam"`
	SageMaker string `json:"sagemaker"`
	SSO       string `json:"sso"`
	STS       string `json:"sts"`
}

func duration(text string) time.Duration {
	if text == "" {
		return 0
	}
	length, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return length
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// merged is what several endpoints blocks say together.
func (given arguments) merged() endpoints {
	var all endpoints
	for _, block := range given.Endpoints {
		all.IAM = firstOf(all.IAM, block.IAM)
		all.SageMaker = firstOf(all.SageMaker, block.SageMaker)
		all.SSO = firstOf(all.SSO, block.SSO)
		all.STS = firstOf(all.STS, block.STS)
	}
	all.STS = firstOf(all.STS, os.Getenv("AWS_ENDPOINT_URL_STS"), os.Getenv("TF_AWS_STS_ENDPOINT"),
		os.Getenv("AWS_STS_ENDPOINT"))
	return all
}

func (given arguments) metadata() imds.ClientEnableState {
	switch given.SkipMetadataAPICheck {
	case "true":
		return imds.ClientDisabled
	case "false":
		return imds.ClientEnabled
	}
	return imds.ClientDefaultEnableState
}

// base is what hashicorp/aws hands to the module that finds its credentials.
func (given arguments) base() *awsbase.Config {
	urls := given.merged()
	made := &awsbase.Config{
		AccessKey:                      given.AccessKey,
		AllowedAccountIds:              given.AllowedAccountIDs,
		CallerDocumentationURL:         "https://registry.terraform.io/providers/hashicorp/aws",
		CallerName:                     "Terraform AWS Provider",
		CustomCABundle:                 given.CustomCABundle,
		EC2MetadataServiceEnableState:  given.metadata(),
		EC2MetadataServiceEndpoint:     given.EC2MetadataServiceEndpoint,
		EC2MetadataServiceEndpointMode: given.EC2MetadataServiceEndpointMode,
		ForbiddenAccountIds:            given.ForbiddenAccountIDs,
		HTTPProxy:                      given.HTTPProxy,
		HTTPProxyMode:                  awsbase.HTTPProxyModeLegacy,
		HTTPSProxy:                     given.HTTPSProxy,
		IamEndpoint:                    urls.IAM,
		Insecure:                       given.Insecure,
		MaxBackoff:                     maxBackoff,
		MaxRetries:                     given.MaxRetries,
		NoProxy:                        given.NoProxy,
		Profile:                        given.Profile,
		Region:                         given.Region,
		RetryMode:                      aws.RetryMode(given.RetryMode),
		SecretKey:                      given.SecretKey,
		SharedConfigFiles:              given.SharedConfigFiles,
		SharedCredentialsFiles:         given.SharedCredentialsFiles,
		SkipCredsValidation:            given.SkipCredentialsValidation,
		SkipRequestingAccountId:        given.SkipRequestingAccountID,
		SsoEndpoint:                    urls.SSO,
		StsEndpoint:                    urls.STS,
		StsRegion:                      given.StsRegion,
		SuppressDebugLog:               true,
		Token:                          given.Token,
		TokenBucketRateLimiterCapacity: given.TokenBucketRateLimiterCapacity,
		UseDualStackEndpoint:           given.UseDualStackEndpoint,
		UseFIPSEndpoint:                given.UseFIPSEndpoint,
	}
	if made.MaxRetries == 0 {
		made.MaxRetries = defaultAttempts
	}
	made.AssumeRole = given.roles()
	for _, block := range given.AssumeRoleWithWebIdentity {
		made.AssumeRoleWithWebIdentity = &awsbase.AssumeRoleWithWebIdentity{
			RoleARN:              block.RoleARN,
			Duration:             duration(block.Duration),
			Policy:               block.Policy,
			PolicyARNs:           block.PolicyARNs,
			SessionName:          block.SessionName,
			WebIdentityToken:     block.WebIdentityToken,
			WebIdentityTokenFile: block.WebIdentityTokenFile,
		}
	}
	return made
}

// roles is nil for one block that names no role: hashicorp/aws passes over it.
func (given arguments) roles() []awsbase.AssumeRole {
	if len(given.AssumeRole) == 1 && given.AssumeRole[0].RoleARN == "" {
		return nil
	}
	var found []awsbase.AssumeRole
	for _, block := range given.AssumeRole {
		found = append(found, awsbase.AssumeRole{
			RoleARN:           block.RoleARN,
			Duration:          duration(block.Duration),
			ExternalID:        block.ExternalID,
			Policy:            block.Policy,
			PolicyARNs:        block.PolicyARNs,
			SessionName:       block.SessionName,
			SourceIdentity:    block.SourceIdentity,
			Tags:              block.Tags,
			TransitiveTagKeys: block.TransitiveTagKeys,
		})
	}
	return found
}
