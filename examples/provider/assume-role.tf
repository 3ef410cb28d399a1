terraform {
  required_providers {
    # The local name "aws" makes Terraform find the provider by the prefix of the resource types.
    aws = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

# The credentials that the environment or the shared files give are used to assume the first role, and those of the
# first role to assume the second.
provider "aws" {
  region = "us-west-2"

  assume_role {
    role_arn     = "arn:aws:iam::123456789012:role/pipeline"
    session_name = "publish-images"
    duration     = "1h"
  }

  assume_role {
    role_arn    = "arn:aws:iam::210987654321:role/sagemaker-images"
    external_id = "example"
  }

  # Nothing is done in an account that is not meant.
  allowed_account_ids = ["210987654321"]
}
