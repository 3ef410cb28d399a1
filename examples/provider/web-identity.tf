terraform {
  required_providers {
    # The local name "aws" makes Terraform find the provider by the prefix of the resource types.
    aws = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

# A job of a CI system that gives out OpenID Connect tokens needs no keys.
provider "aws" {
  region = "us-west-2"

  assume_role_with_web_identity {
    role_arn                = "arn:aws:iam::123456789012:role/pipeline"
    session_name            = "publish-images"
    web_identity_token_file = "/var/run/secrets/tokens/aws"
  }
}
