locals {
  parts = provider::aws::image_version_arn_parse("arn:aws:sagemaker:us-west-2:012345678912:image-version/example-name/3")
}

output "account" {
  value = local.parts.account_id # "012345678912"
}

output "version" {
  value = local.parts.version # 3
}
