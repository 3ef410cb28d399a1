terraform {
  required_providers {
    aws = { source = "sagemaker-images/sagemaker" }
  }
}

data "aws_sagemaker_image_versions" "all" {}

locals {
  columns = [
    "_key", "account_id", "base_image", "container_image", "creation_time", "failure_reason", "horovod", "image_arn",
    "image_version_arn", "image_version_status", "job_type", "last_modified_time", "ml_framework", "processor",
    "programming_lang", "release_notes", "tags", "vendor_guidance", "version",
  ]

  # What is not an attribute of that name, or no text: the row's key, and tags as "key"=>"value".
  rows = [
    for found in data.aws_sagemaker_image_versions.all.image_versions : merge(found, {
      _key = found.image_version_arn
      tags = join(",", [for key, value in found.tags : "\"${key}\"=>\"${value}\""])
    })
  ]

  # As RFC 4180 has it: a value that holds a comma, a quote or a line break stands in quotes.
  lines = [
    for row in local.rows : join(",", [
      for text in [for name in local.columns : row[name] == null ? "" : tostring(row[name])] :
      can(regex("[,\"\r\n]", text)) ? "\"${replace(text, "\"", "\"\"")}\"" : text
    ])
  ]
}

output "csv" {
  value = join("\n", concat([join(",", local.columns)], local.lines, [""]))
}
