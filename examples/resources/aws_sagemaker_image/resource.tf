resource "aws_sagemaker_image" "example" {
  image_name   = "example-name"
  display_name = "Example"
  description  = "Notebook kernels of the example team."
  role_arn     = "arn:aws:iam::123456789012:role/sagemaker-images"

  tags = {
    team = "example"
  }
}
