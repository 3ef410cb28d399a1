variable "live" {
  description = "Which of the two versions is live: \"blue\" or \"green\"."
  type        = string
  default     = "blue"
}

resource "aws_sagemaker_image" "example" {
  image_name = "example-name"
  role_arn   = "arn:aws:iam::123456789012:role/sagemaker-images"
}

resource "aws_sagemaker_image_version" "blue" {
  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:2.4"
  aliases    = var.live == "blue" ? ["live"] : ["standby"]
}

resource "aws_sagemaker_image_version" "green" {
  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:2.5"
  aliases    = var.live == "green" ? ["live"] : ["standby"]
}
