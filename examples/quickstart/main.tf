# One SageMaker image with one version. ./dev demo runs this against the local service; with AWS
# credentials, a role and a container image of your own it runs against AWS as it stands.

terraform {
  required_providers {
    # The local name "aws" makes Terraform find the provider by the prefix of the resource types.
    aws = {
      source  = "sagemaker-images/sagemaker"
      version = "0.1.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

variable "role_arn" {
  description = "Role that SageMaker takes on to fetch the container image."
  default     = "arn:aws:iam::012345678912:role/sagemaker-images"
}

variable "base_image" {
  description = "Container image that the version is made from."
  default     = "012345678912.dkr.ecr.us-west-2.amazonaws.com/image:latest"
}

variable "aliases" {
  description = "Further names of the version."
  type        = set(string)
  default     = ["latest"]
}

variable "vendor_guidance" {
  description = "How stable the version is."
  default     = "NOT_PROVIDED"
}

resource "aws_sagemaker_image" "example" {
  image_name   = "example-name"
  display_name = "Example"
  role_arn     = var.role_arn
}

resource "aws_sagemaker_image_version" "example" {
  image_name       = aws_sagemaker_image.example.id
  base_image       = var.base_image
  aliases          = var.aliases
  job_type         = "NOTEBOOK_KERNEL"
  programming_lang = "Python 3.11"
  release_notes    = "Made by the quickstart."
  vendor_guidance  = var.vendor_guidance
}

output "version" {
  value = aws_sagemaker_image_version.example.version
}

output "container_image" {
  value = aws_sagemaker_image_version.example.container_image
}
