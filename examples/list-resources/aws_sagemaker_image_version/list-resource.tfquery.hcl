list "aws_sagemaker_image_version" "of_image" {
  provider = aws

  config {
    image_name = "example-name"
  }
}

list "aws_sagemaker_image_version" "training" {
  provider         = aws
  include_resource = true
  limit            = 1000

  config {
    job_type = "TRAINING"
  }
}
