#!/bin/sh
# By name, in the provider's region.
terraform import aws_sagemaker_image.example example-name

# By name, in another region than the provider's.
terraform import aws_sagemaker_image.example example-name@us-west-2
