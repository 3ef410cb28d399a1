terraform {
  required_providers {
    aws = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"

  # Every image gets these tags.
  default_tags {
    tags = {
      owner = "platform"
      team  = "none"
    }
  }

  # Tags that something else manages are left alone.
  ignore_tags {
    key_prefixes = ["inventory:"]
  }
}

resource "aws_sagemaker_image" "example" {
  image_name = "example-name"
  role_arn   = "arn:aws:iam::123456789012:role/sagemaker-images"

  # Of one key the tag of the image counts.
  tags = {
    team = "example"
  }
}
