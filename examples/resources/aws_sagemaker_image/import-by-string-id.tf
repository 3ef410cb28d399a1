import {
  to = aws_sagemaker_image.example
  id = "example-name"
}
