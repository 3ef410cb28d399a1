#!/bin/sh
# By the name of the image and the version number, separated by a comma.
terraform import aws_sagemaker_image_version.example example-name,1
