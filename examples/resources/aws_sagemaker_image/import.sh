#!/bin/sh
# By the name of the image; "example-name@eu-west-1" names another region than the provider's.
terraform import aws_sagemaker_image.example example-name
