# By its number.
data "aws_sagemaker_image_version" "first" {
  image_name = "example-name"
  version    = 1
}

# By an alias.
data "aws_sagemaker_image_version" "stable" {
  image_name = "example-name"
  alias      = "stable"
}

# The latest one.
data "aws_sagemaker_image_version" "latest" {
  image_name = "example-name"
}

# By its ARN.
data "aws_sagemaker_image_version" "by_arn" {
  arn = data.aws_sagemaker_image_version.first.arn
}

output "stable_container_image" {
  value = data.aws_sagemaker_image_version.stable.container_image
}
