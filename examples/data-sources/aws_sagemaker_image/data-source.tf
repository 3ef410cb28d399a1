data "aws_sagemaker_image" "example" {
  image_name = "example-name"
}

output "role_and_latest_version" {
  value = [data.aws_sagemaker_image.example.role_arn, data.aws_sagemaker_image.example.latest_version]
}
