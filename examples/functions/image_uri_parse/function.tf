locals {
  reference = provider::aws::image_uri_parse("012345678912.dkr.ecr.us-west-2.amazonaws.com/team/image:latest")
}

output "repository" {
  value = local.reference.repository # "team/image"
}

output "tag" {
  value = local.reference.tag # "latest"
}
