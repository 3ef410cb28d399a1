resource "aws_sagemaker_image" "example" {
  image_name = "example-name"
  role_arn   = "arn:aws:iam::123456789012:role/sagemaker-images"
}

resource "aws_sagemaker_image_version" "example" {
  image_name = aws_sagemaker_image.example.image_name
  base_image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/image:2.4"
  aliases    = ["latest", "stable"]

  job_type         = "TRAINING"
  processor        = "GPU"
  ml_framework     = "PyTorch 2.4"
  programming_lang = "Python 3.11"
  horovod          = true
  release_notes    = "Built with CUDA 12.4."
  vendor_guidance  = "STABLE"
}
