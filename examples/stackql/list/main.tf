# SELECT region, image_version_arn FROM aws.sagemaker.image_versions
# WHERE region = 'us-west-2'

data "aws_sagemaker_image_versions" "this" {
  region = "us-west-2"
  detail = false
}

output "image_versions" {
  value = [
    for found in data.aws_sagemaker_image_versions.this.image_versions : {
      region            = found.region
      image_version_arn = found.image_version_arn
    }
  ]
}
