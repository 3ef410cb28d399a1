import {
  to = aws_sagemaker_image_version.example
  id = "example-name,1"
}
