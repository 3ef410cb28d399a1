variable "tag" {
  description = "Tag of the container image. Each other one makes a new version."
  type        = string
  default     = "2.4"
}

resource "aws_sagemaker_image" "example" {
  image_name = "example-name"
  role_arn   = "arn:aws:iam::123456789012:role/sagemaker-images"
}

resource "aws_sagemaker_image_version" "example" {
  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:${var.tag}"
  aliases    = ["latest", "stable"]

  timeouts {
    create = "30m"
  }

  lifecycle {
    create_before_destroy = true
  }
}
