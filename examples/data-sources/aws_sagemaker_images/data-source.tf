# The ten images that were changed last.
data "aws_sagemaker_images" "recent" {
  sort_by    = "LAST_MODIFIED_TIME"
  sort_order = "DESCENDING"
  limit      = 10
}

# Names alone, of all images with a part of a name: one request for a hundred images.
data "aws_sagemaker_images" "names" {
  name_contains = "example"
  detail        = false
}

output "names" {
  value = data.aws_sagemaker_images.names.images[*].image_name
}
