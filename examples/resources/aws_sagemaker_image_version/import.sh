#!/bin/sh
# By image name and version number, in the provider's region.
terraform import aws_sagemaker_image_version.example example-name,1

# By image name and version number, in another region than the provider's.
terraform import aws_sagemaker_image_version.example example-name,1@us-west-2

# By image name and alias.
terraform import aws_sagemaker_image_version.example example-name,latest

# By ARN.
terraform import aws_sagemaker_image_version.example arn:aws:sagemaker:us-west-2:123456789012:image-version/example-name/1
