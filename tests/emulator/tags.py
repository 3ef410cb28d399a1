"""AddTags, ListTags, DeleteTags."""

from __future__ import annotations

from .calls import Call
from .errors import invalid

TAG_LIMIT = 50
RESERVED_PREFIX = "aws:"
DEFAULT_PAGE = 50


def merged_tags(old, added):
    """``old`` with the tags of a request on top."""
    keys = [tag["Key"] for tag in added]
    if len(set(keys)) != len(keys):
        raise invalid("Duplicate tag keys found.")
    for key in keys:
        _refuse_reserved(key)
    merged = old | {tag["Key"]: tag["Value"] for tag in added}
    if len(merged) > TAG_LIMIT:
        raise invalid(f"A resource has no more than {TAG_LIMIT} tags.")
    return merged


def add_tags(call: Call):
    resource = _tagged(call)
    resource.tags = merged_tags(resource.tags, call.params["Tags"])
    return {"Tags": tag_list(resource.tags)}


def delete_tags(call: Call):
    resource = _tagged(call)
    keys = set(call.params["TagKeys"])
    for key in keys:
        _refuse_reserved(key)
    resource.tags = {
        key: value for key, value in resource.tags.items() if key not in keys
    }
    return {}


def tag_list(tags):
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]


def tags_of(call: Call):
    return tag_list(_tagged(call).tags)


def _refuse_reserved(key):
    if key.lower().startswith(RESERVED_PREFIX):
        raise invalid(f"Tag key {key}: the prefix {RESERVED_PREFIX} is reserved.")


def _tagged(call: Call):
    """The image or image version that ResourceArn names."""
    arn = call.params["ResourceArn"]
    resource = None
    if arn.startswith(call.region.prefix):
        kind, _, rest = arn[len(call.region.prefix) :].partition("/")
        name, _, number = rest.partition("/")
        image = _image_by_arn_name(call, name)
        if kind == "image" and not number:
            resource = image
        elif kind == "image-version" and image is not None and number.isdecimal():
            resource = image.versions.get(int(number))
            if call.settings.version_tags == "refuse":
                raise invalid(f"Resource {arn} cannot be tagged.")
    if resource is None:
        raise invalid(f"Resource {arn} does not exist.")
    return resource


def _image_by_arn_name(call: Call, name):
    if call.settings.arn_case == "keep":
        return call.region.images.get(name)
    for image in call.region.images.values():
        if image.name.lower() == name:
            return image
    return None
