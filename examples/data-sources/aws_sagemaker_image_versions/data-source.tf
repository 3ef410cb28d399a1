# Every version of one image.
data "aws_sagemaker_image_versions" "of_image" {
  image_name = "example-name"
}

# What the whole region has for training on GPUs.
data "aws_sagemaker_image_versions" "training" {
  job_type  = "TRAINING"
  processor = "GPU"
  status    = "CREATED"
}

output "stable_versions" {
  value = [
    for version in data.aws_sagemaker_image_versions.of_image.image_versions :
    version.version if contains(version.aliases, "stable")
  ]
}
