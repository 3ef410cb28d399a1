# Where SageMaker images are all that hashicorp/aws manages in a module, another source for "aws" is all it takes. The
# first "init" still installs hashicorp/aws too, because the state names it; after the first apply nothing does.
terraform {
  required_providers {
    aws = {
      source  = "sagemaker-images/sagemaker" # was: hashicorp/aws
      version = "0.1.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

resource "aws_sagemaker_image" "example" {
  image_name   = "example-name"
  display_name = "Example"
  role_arn     = "arn:aws:iam::123456789012:role/sagemaker-images"
}

resource "aws_sagemaker_image_version" "example" {
  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:2.4"
  job_type   = "TRAINING"
}
