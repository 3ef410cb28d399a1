#!/bin/sh
# By name, in the provider's region.
terraform import aws_sagemaker_image.example example-name

# By name, in another region than the provider's.
terraform import aws_sagemaker_image.example example-name@us-west-2

# By ARN.
terraform import aws_sagemaker_image.example arn:aws:sagemaker:us-west-2:123456789012:image/example-name
