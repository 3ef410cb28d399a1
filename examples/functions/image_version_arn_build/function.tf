output "arn" {
  # "arn:aws:sagemaker:us-west-2:012345678912:image-version/example-name/3"
  value = provider::aws::image_version_arn_build("aws", "us-west-2", "012345678912", "example-name", 3)
}
