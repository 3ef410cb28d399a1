# hashicorp/aws goes on to manage everything else. Only the provider of these two blocks is new: the plan after it has
# no changes, and the apply after that writes the new provider into the state.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    sagemaker = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

provider "sagemaker" {
  region = "us-west-2"
}

resource "aws_sagemaker_image" "example" {
  provider = sagemaker

  image_name = "example-name"
  role_arn   = "arn:aws:iam::123456789012:role/sagemaker-images"
}

resource "aws_sagemaker_image_version" "example" {
  provider = sagemaker

  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:2.4"
  aliases    = ["latest"]
}
