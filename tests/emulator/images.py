"""CreateImage, DescribeImage, UpdateImage, DeleteImage."""

from __future__ import annotations

from .calls import Call, without_absent
from .errors import in_use, not_found
from .store import Image
from .tags import merged_tags


def create_image(call: Call):
    params = call.params
    name = params["ImageName"]
    arn = call.arn("image", name)
    if name in call.region.images:
        raise in_use(f"Image with ARN {arn} already exists.")
    image = Image(
        region=call.region,
        serial=next(call.region.serials),
        name=name,
        arn=arn,
        role_arn=params["RoleArn"],
        status="CREATING",
        created=call.now,
        modified=call.now,
        display_name=params.get("DisplayName"),
        description=params.get("Description"),
        tags=merged_tags({}, params.get("Tags", [])),
        lag=call.first_lag(),
    )
    call.region.images[name] = image
    call.begin(image, "CREATING", "CREATED")
    return {"ImageArn": arn}


def describe_image(call: Call):
    image = call.image()
    if not call.region.polled(image, call.now):
        raise not_found(f"Image with ARN {image.arn} does not exist.")
    return without_absent(
        {
            "ImageName": image.name,
            "ImageArn": image.arn,
            "ImageStatus": image.status,
            "RoleArn": image.role_arn,
            "DisplayName": image.display_name,
            "Description": image.description,
            "FailureReason": image.failure_reason,
            "CreationTime": image.created,
            "LastModifiedTime": image.modified,
        }
    )


def update_image(call: Call):
    image = call.image()
    _refuse_while_passing(image)
    params = call.params
    for name in params.get("DeleteProperties", ()):
        if name == "DisplayName":
            image.display_name = None
        else:
            image.description = None
    image.role_arn = params.get("RoleArn", image.role_arn)
    image.display_name = params.get("DisplayName", image.display_name)
    image.description = params.get("Description", image.description)
    call.begin(image, "UPDATING", "CREATED")
    return {"ImageArn": image.arn}


def delete_image(call: Call):
    name = call.params["ImageName"]
    image = call.region.images.get(name)
    if image is None:
        raise not_found(f"No Image with the name {name} exists.")
    _refuse_while_passing(image)
    if image.versions and call.settings.delete_image_with_versions == "refuse":
        raise in_use(f"Image with ARN {image.arn} has versions.")
    call.begin(image, "DELETING", None)
    return {}


def _refuse_while_passing(image):
    verb = {
        "CREATING": "created",
        "UPDATING": "updated",
        "DELETING": "deleted",
    }.get(image.status)
    if verb:
        raise in_use(f"Image with ARN {image.arn} is being {verb}.")
