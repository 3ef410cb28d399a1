"""ListImages, ListImageVersions, ListAliases, ListTags, page by page.

A token says where the page before it ended: it carries the sort key of the last
item. Items that come or go between two pages therefore neither repeat nor hide
others. A token is sealed together with the request it was made for, so that it
is refused with other filters, and when it was not made here at all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets

from .calls import Call, without_absent
from .errors import invalid, not_found
from .tags import DEFAULT_PAGE as TAGS_PAGE
from .tags import tags_of

DEFAULT_PAGE = 10
_SEAL_KEY = secrets.token_bytes(32)


def _seal(payload):
    return hmac.new(_SEAL_KEY, payload, hashlib.sha256).hexdigest()[:32]


def _bound_to(operation, params):
    """What a token belongs to: the request without its paging members."""
    rest = {
        name: value
        for name, value in params.items()
        if name not in ("NextToken", "MaxResults")
    }
    text = operation + json.dumps(rest, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _make_token(bound, key):
    payload = json.dumps([bound, key]).encode()
    return base64.urlsafe_b64encode(payload).decode() + "." + _seal(payload)


def _read_token(token, bound):
    """The key that a token carries; None stands for the start of the list."""
    encoded, _, seal = token.rpartition(".")
    try:
        payload = base64.urlsafe_b64decode(encoded.encode("ascii"))
    except ValueError:
        payload = b""
    if not payload or not hmac.compare_digest(
        _seal(payload).encode(), seal.encode("utf-8", "replace")
    ):
        raise invalid("The NextToken is invalid.")
    owner, key = json.loads(payload)
    if owner != bound:
        raise invalid("The NextToken was made for another request.")
    return key


def _page(call: Call, operation, items, key_of, *, size, descending=False):
    """One page of ``items``, sorted by ``key_of``, and the token of the next."""
    params, settings = call.params, call.settings
    bound = _bound_to(operation, params)
    token = params.get("NextToken")
    if not token and settings.empty_pages:
        return [], _make_token(bound, None)
    start = _read_token(token, bound) if token else None
    keyed = sorted(((key_of(item), item) for item in items), key=lambda pair: pair[0])
    if descending:
        keyed.reverse()
    if start is not None:
        start = tuple(start)
        keyed = [
            pair
            for pair in keyed
            if (pair[0] < start if descending else pair[0] > start)
        ]
    size = params.get("MaxResults") or size
    if settings.page_cap:
        size = min(size, settings.page_cap)
    page = keyed[:size]
    following = _make_token(bound, page[-1][0]) if len(keyed) > size else None
    return [item for _, item in page], following


def _in_time(params):
    """The four time filters; all bounds belong to the range."""
    created = (params.get("CreationTimeAfter"), params.get("CreationTimeBefore"))
    modified = (
        params.get("LastModifiedTimeAfter"),
        params.get("LastModifiedTimeBefore"),
    )

    def within(value, bounds):
        after, before = bounds
        return (after is None or value >= after) and (before is None or value <= before)

    return lambda item: (
        within(item.created, created) and within(item.modified, modified)
    )


def list_images(call: Call):
    params = call.params
    contains = params.get("NameContains", "")
    in_time = _in_time(params)
    found = [
        image
        for image in call.region.images.values()
        if contains in image.name and in_time(image) and image.lag == 0
    ]
    key_of = {
        "CREATION_TIME": lambda image: (image.created, image.serial),
        "LAST_MODIFIED_TIME": lambda image: (image.modified, image.serial),
        "IMAGE_NAME": lambda image: (image.name,),
    }[params.get("SortBy", "CREATION_TIME")]
    descending = params.get("SortOrder", "DESCENDING") == "DESCENDING"
    page, token = _page(
        call, "ListImages", found, key_of, size=DEFAULT_PAGE, descending=descending
    )
    return without_absent(
        {"Images": [_image_summary(image) for image in page], "NextToken": token}
    )


def _image_summary(image):
    return without_absent(
        {
            "CreationTime": image.created,
            "ImageArn": image.arn,
            "ImageName": image.name,
            "ImageStatus": image.status,
            "LastModifiedTime": image.modified,
            "Description": image.description,
            "DisplayName": image.display_name,
            "FailureReason": image.failure_reason,
        }
    )


def list_image_versions(call: Call):
    params = call.params
    image = call.image()
    in_time = _in_time(params)
    found = [
        version
        for version in image.versions.values()
        if in_time(version) and version.lag == 0
    ]
    key_of = {
        "CREATION_TIME": lambda version: (version.created, version.number),
        "LAST_MODIFIED_TIME": lambda version: (version.modified, version.number),
        "VERSION": lambda version: (version.number,),
    }[params.get("SortBy", "CREATION_TIME")]
    descending = params.get("SortOrder", "DESCENDING") == "DESCENDING"
    page, token = _page(
        call,
        "ListImageVersions",
        found,
        key_of,
        size=DEFAULT_PAGE,
        descending=descending,
    )
    return without_absent(
        {"ImageVersions": [_version_summary(item) for item in page], "NextToken": token}
    )


def _version_summary(version):
    return without_absent(
        {
            "CreationTime": version.created,
            "ImageArn": version.image.arn,
            "ImageVersionArn": version.arn,
            "ImageVersionStatus": version.status,
            "LastModifiedTime": version.modified,
            "Version": version.number,
            "FailureReason": version.failure_reason,
        }
    )


def list_aliases(call: Call):
    image = call.image()
    selected = call.selected_version(image)
    if selected is not None and selected.lag > 0:
        raise not_found(f"ImageVersion with ARN {selected.arn} does not exist.")
    versions = image.versions.values() if selected is None else [selected]
    found = [
        (version.number, alias) for version in versions for alias in version.aliases
    ]
    size = call.settings.aliases_page or DEFAULT_PAGE
    page, token = _page(call, "ListAliases", found, lambda item: item, size=size)
    return without_absent(
        {
            "SageMakerImageVersionAliases": [alias for _, alias in page],
            "NextToken": token,
        }
    )


def list_tags(call: Call):
    page, token = _page(
        call, "ListTags", tags_of(call), lambda tag: (tag["Key"],), size=TAGS_PAGE
    )
    return without_absent({"Tags": page, "NextToken": token})
