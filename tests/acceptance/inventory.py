"""What a region holds: filled for a test, and read by botocore, which knows nothing of us."""

from __future__ import annotations

import datetime
import re

from botocore.exceptions import ClientError
from emulator.testing import BASE_IMAGE, KEY, ROLE_ARN

# Attributes of one version and of one image, and the members of the API they come from.
VERSION_MEMBERS = {
    "arn": "ImageVersionArn",
    "base_image": "BaseImage",
    "container_image": "ContainerImage",
    "creation_time": "CreationTime",
    "failure_reason": "FailureReason",
    "horovod": "Horovod",
    "image_arn": "ImageArn",
    "image_version_arn": "ImageVersionArn",
    "image_version_status": "ImageVersionStatus",
    "job_type": "JobType",
    "last_modified_time": "LastModifiedTime",
    "ml_framework": "MLFramework",
    "processor": "Processor",
    "programming_lang": "ProgrammingLang",
    "release_notes": "ReleaseNotes",
    "status": "ImageVersionStatus",
    "vendor_guidance": "VendorGuidance",
    "version": "Version",
}
IMAGE_MEMBERS = {
    "arn": "ImageArn",
    "creation_time": "CreationTime",
    "description": "Description",
    "display_name": "DisplayName",
    "failure_reason": "FailureReason",
    "image_name": "ImageName",
    "last_modified_time": "LastModifiedTime",
    "role_arn": "RoleArn",
    "status": "ImageStatus",
}
RICH = {
    "Aliases": ["stable", "latest"],
    "VendorGuidance": "STABLE",
    "JobType": "TRAINING",
    "MLFramework": "PyTorch 2.4",
    "ProgrammingLang": "Python 3.11",
    "Processor": "GPU",
    "Horovod": True,
    "ReleaseNotes": 'What, "and" why.',
}
NUMBERS = re.compile(r"\d+$")


def fill_image(client, name, versions=0, **members):
    client.create_image(ImageName=name, RoleArn=ROLE_ARN, **members)
    for number in range(versions):
        add_version(client, name, BaseImage=f"{BASE_IMAGE}-{number + 1}")


def add_version(client, name, **members):
    """Its number."""
    given = {"ImageName": name, "BaseImage": BASE_IMAGE} | members
    answer = client.create_image_version(**given)
    return int(NUMBERS.search(answer["ImageVersionArn"]).group())


def rich_region(client):
    """An image with all that can be said of it and of a version, and a plain one."""
    tags = [{"Key": "team", "Value": "example"}, {"Key": "cost", "Value": "1 = 2"}]
    fill_image(
        client,
        "rich",
        1,
        DisplayName="Rich",
        Description="All of it.",
        Tags=tags,
    )
    arn = client.describe_image_version(ImageName="rich")["ImageVersionArn"]
    client.add_tags(ResourceArn=arn, Tags=tags)
    add_version(client, "rich", **RICH)
    add_version(client, "rich", JobType="INFERENCE")
    fill_image(client, "plain", 1)
    fill_image(client, "without")


def in_words(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def tags_of(client, arn):
    found = client.get_paginator("list_tags").paginate(ResourceArn=arn)
    return {tag["Key"]: tag["Value"] for page in found for tag in page["Tags"]}


def version_as_read(client, name, number):
    """All attributes that the data source should have of a version."""
    answer = client.describe_image_version(ImageName=name, Version=number)
    pages = client.get_paginator("list_aliases").paginate(
        ImageName=name, Version=number
    )
    found = {
        ours: in_words(answer.get(theirs)) for ours, theirs in VERSION_MEMBERS.items()
    }
    return found | {
        "id": f"{name},{number}",
        "account_id": KEY.account,
        "alias": None,
        "aliases": sorted(
            alias for page in pages for alias in page["SageMakerImageVersionAliases"]
        ),
        "image_name": name,
        "region": client.meta.region_name,
        "tags": tags_of(client, answer["ImageVersionArn"]),
    }


def image_as_read(client, name):
    """All attributes that the data source should have of an image."""
    answer = client.describe_image(ImageName=name)
    try:
        latest = client.describe_image_version(ImageName=name)["Version"]
    except ClientError:
        latest = None
    found = {
        ours: in_words(answer.get(theirs)) for ours, theirs in IMAGE_MEMBERS.items()
    }
    return found | {
        "id": name,
        "account_id": KEY.account,
        "latest_version": latest,
        "region": client.meta.region_name,
        "tags": tags_of(client, answer["ImageArn"]),
    }


def image_names(client, **filters):
    pages = client.get_paginator("list_images").paginate(**filters)
    return sorted(image["ImageName"] for page in pages for image in page["Images"])


def version_ids(client, *names, **filters):
    """ "name,number" of all versions, in the order of the data source."""
    found = []
    for name in sorted(names or image_names(client)):
        pages = client.get_paginator("list_image_versions").paginate(
            ImageName=name, **filters
        )
        numbers = [item["Version"] for page in pages for item in page["ImageVersions"]]
        found += [f"{name},{number}" for number in sorted(numbers)]
    return found


def all_versions_as_read(client, *names):
    pairs = [found.rsplit(",", 1) for found in version_ids(client, *names)]
    return [version_as_read(client, name, int(number)) for name, number in pairs]
