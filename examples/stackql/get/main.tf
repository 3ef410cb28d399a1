# SELECT region, image_name, image_arn, ... FROM awscc.sagemaker.image_version
# WHERE region = 'us-west-2' AND data__Identifier = '<ImageVersionArn>'

variable "identifier" {
  type        = string
  description = "ARN of the image version."
}

data "aws_sagemaker_image_version" "this" {
  region = "us-west-2"
  arn    = var.identifier
}

output "image_version" {
  value = {
    region            = data.aws_sagemaker_image_version.this.region
    image_name        = data.aws_sagemaker_image_version.this.image_name
    image_arn         = data.aws_sagemaker_image_version.this.image_arn
    image_version_arn = data.aws_sagemaker_image_version.this.image_version_arn
    base_image        = data.aws_sagemaker_image_version.this.base_image
    container_image   = data.aws_sagemaker_image_version.this.container_image
    version           = data.aws_sagemaker_image_version.this.version
    alias             = data.aws_sagemaker_image_version.this.alias
    aliases           = data.aws_sagemaker_image_version.this.aliases
    vendor_guidance   = data.aws_sagemaker_image_version.this.vendor_guidance
    job_type          = data.aws_sagemaker_image_version.this.job_type
    m_lframework      = data.aws_sagemaker_image_version.this.ml_framework
    programming_lang  = data.aws_sagemaker_image_version.this.programming_lang
    processor         = data.aws_sagemaker_image_version.this.processor
    horovod           = data.aws_sagemaker_image_version.this.horovod
    release_notes     = data.aws_sagemaker_image_version.this.release_notes
  }
}
