terraform {
  required_providers {
    # The local name "aws" makes Terraform find the provider by the prefix of the resource types.
    aws = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

# What the profile says counts: keys, single sign-on, a role, a program that prints keys.
provider "aws" {
  profile = "publisher"

  shared_config_files      = ["~/.aws/config", "./aws/config"]
  shared_credentials_files = ["~/.aws/credentials"]
}
