import {
  to = aws_sagemaker_image.example
  identity = {
    account_id = "123456789012"
    region     = "us-west-2"
    image_name = "example-name"
  }
}
