terraform {
  required_providers {
    # The local name "aws" makes Terraform find the provider by the prefix of the resource types.
    aws = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

# Credentials come from the environment or from the shared AWS files.
provider "aws" {
  region = "us-west-2"
}
