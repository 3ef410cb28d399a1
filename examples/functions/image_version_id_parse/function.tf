locals {
  parts = provider::aws::image_version_id_parse("example-name,3@eu-west-1")
}

output "region" {
  value = local.parts.region # "eu-west-1"
}

output "account" {
  value = local.parts.account_id # null: the ID does not say it
}
