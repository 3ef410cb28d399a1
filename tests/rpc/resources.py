"""The two resource types as most tests use them."""

from __future__ import annotations

IMAGE = "aws_sagemaker_image"
VERSION = "aws_sagemaker_image_version"
NAME = "example-name"
ROLE_ARN = "arn:aws:iam::123456789012:role/example-role"
OTHER_ROLE_ARN = "arn:aws:iam::123456789012:role/other-role"
BASE_IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/example:latest"
IMAGE_ARN = f"arn:aws:sagemaker:us-west-2:123456789012:image/{NAME}"
VERSION_ARN = f"arn:aws:sagemaker:us-west-2:123456789012:image-version/{NAME}"


def image_config(client, name=NAME, **more):
    given = {"image_name": name, "role_arn": ROLE_ARN} | more
    return client.config(IMAGE, **given)


def version_config(client, **more):
    given = {"image_name": NAME, "base_image": BASE_IMAGE} | more
    return client.config(VERSION, **given)


def create_image(client, name=NAME, **more):
    """The state of a new image."""
    return (
        client.apply(IMAGE, None, image_config(client, name, **more)).succeeded().state
    )


def create_version(client, **more):
    """The state of a new version; its image is there."""
    return client.apply(VERSION, None, version_config(client, **more)).succeeded().state


def saved_version(client, **more):
    """The state of a version that no service knows of."""
    given = {
        "id": f"{NAME},1",
        "arn": f"{VERSION_ARN}/1",
        "image_arn": IMAGE_ARN,
        "container_image": BASE_IMAGE,
        "horovod": False,
        "region": "us-west-2",
        "version": 1,
    }
    return version_config(client, **(given | more))


def start_creations(client, kind, configs):
    """Plans and starts to create objects: pairs of plan and call.

    Keep them: gRPC cancels a call that nobody refers to any more.
    """
    started = []
    for config in configs:
        planned = client.plan(kind, None, config).succeeded().state
        fields = client.apply_fields(kind, None, planned, config)
        started.append((planned, client.start("ApplyResourceChange", **fields)))
    return started
