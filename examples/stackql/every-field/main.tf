# SELECT region, image_name, image_arn, ... FROM aws.sagemaker.image_versions
# WHERE region = 'us-west-2'

data "aws_sagemaker_image_versions" "this" {
  region = "us-west-2"
}

output "image_versions" {
  value = [
    for found in data.aws_sagemaker_image_versions.this.image_versions : {
      region            = found.region
      image_name        = found.image_name
      image_arn         = found.image_arn
      image_version_arn = found.image_version_arn
      base_image        = found.base_image
      container_image   = found.container_image
      version           = found.version
      alias             = found.alias
      aliases           = found.aliases
      vendor_guidance   = found.vendor_guidance
      job_type          = found.job_type
      ml_framework      = found.ml_framework
      programming_lang  = found.programming_lang
      processor         = found.processor
      horovod           = found.horovod
      release_notes     = found.release_notes
    }
  ]
}
