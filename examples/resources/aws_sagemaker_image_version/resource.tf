resource "aws_sagemaker_image_version" "example" {
  image_name = aws_sagemaker_image.example.id
  base_image = "012345678912.dkr.ecr.us-west-2.amazonaws.com/image:latest"
}

resource "aws_sagemaker_image_version" "with_aliases" {
  image_name = aws_sagemaker_image.example.id
  base_image = "012345678912.dkr.ecr.us-west-2.amazonaws.com/image:2.4"
  aliases    = ["latest", "stable"]

  job_type         = "TRAINING"
  processor        = "GPU"
  horovod          = true
  ml_framework     = "PyTorch 2.4"
  programming_lang = "Python 3.11"
  release_notes    = "Built with CUDA 12.4."
  vendor_guidance  = "STABLE"
}
