list "aws_sagemaker_image" "all" {
  provider = aws
}

list "aws_sagemaker_image" "some" {
  provider         = aws
  include_resource = true
  limit            = 10

  config {
    name_contains = "example"
    status        = "CREATED"
  }
}
