# The "moved" blocks carry the state of hashicorp/awscc over; they can go once it has been applied.
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
}

moved {
  from = awscc_sagemaker_image.example
  to   = aws_sagemaker_image.example
}

moved {
  from = awscc_sagemaker_image_version.example
  to   = aws_sagemaker_image_version.example
}

resource "aws_sagemaker_image" "example" {
  image_name   = "example-name"
  display_name = "Example"
  role_arn     = "arn:aws:iam::123456789012:role/sagemaker-images"
}

resource "aws_sagemaker_image_version" "example" {
  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:2.4"
  aliases    = ["latest"]
}
