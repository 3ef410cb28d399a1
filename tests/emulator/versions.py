"""CreateImageVersion, DescribeImageVersion, UpdateImageVersion, DeleteImageVersion."""

from __future__ import annotations

from .calls import Call, without_absent
from .errors import ApiError, in_use, invalid, not_found
from .store import Version

PROPERTIES = (
    "VendorGuidance",
    "JobType",
    "MLFramework",
    "ProgrammingLang",
    "Processor",
    "Horovod",
    "ReleaseNotes",
)


def create_image_version(call: Call):
    params = call.params
    image = call.image()
    replayed = _replay(call)
    if replayed is not None:
        return replayed
    if image.status != "CREATED":
        raise invalid(
            f"Image with ARN {image.arn} is in an invalid state: {image.status}."
        )
    call.occupy(image, "create")
    wanted = _unique(call, params.get("Aliases", []))
    _claim(call, image, None, wanted)
    number = _next_number(call, image)
    image.next_number = max(image.next_number, number + 1)
    version = Version(
        image=image,
        number=number,
        arn=call.arn("image-version", f"{image.name}/{number}"),
        base_image=params["BaseImage"],
        properties=_properties(params),
        status="CREATING",
        created=call.now,
        modified=call.now,
        aliases=wanted,
        lag=call.first_lag(),
    )
    image.versions[number] = version
    call.begin(version, "CREATING", "CREATED")
    answer = {"ImageVersionArn": version.arn}
    call.region.tokens[params["ClientToken"]] = (params, answer)
    return answer


def _replay(call: Call):
    """The first answer, when this is the same call once more."""
    known = call.region.tokens.get(call.params["ClientToken"])
    if known is None:
        return None
    params, answer = known
    if params == call.params:
        return answer
    message = "The ClientToken was used before with other parameters."
    modelled = call.settings.token_mismatch == "ResourceInUse"
    raise ApiError(call.settings.token_mismatch, message, modelled=modelled)


def describe_image_version(call: Call):
    image = call.image()
    version = call.selected_version(image) or call.latest_version(image)
    if not call.region.polled(version, call.now):
        raise not_found(f"ImageVersion with ARN {version.arn} does not exist.")
    answer = {
        "BaseImage": version.base_image,
        "ContainerImage": version.container_image,
        "CreationTime": version.created,
        "FailureReason": version.failure_reason,
        "ImageArn": image.arn,
        "ImageVersionArn": version.arn,
        "ImageVersionStatus": version.status,
        "LastModifiedTime": version.modified,
        "Version": version.number,
    }
    if call.settings.horovod_unset == "false":
        answer["Horovod"] = False
    return without_absent(answer | version.properties)


def update_image_version(call: Call):
    image = call.image()
    version = call.changed_version(image)
    params = call.params
    if "DELETING" in (version.status, image.status):
        raise in_use(f"ImageVersion with ARN {version.arn} is being deleted.")
    dropped = _unique(call, params.get("AliasesToDelete", []))
    unknown = [alias for alias in dropped if alias not in version.aliases]
    if unknown and call.settings.missing_alias == "error":
        raise not_found(
            f"Alias {unknown[0]} of ImageVersion with ARN {version.arn} does not exist."
        )
    wanted = _unique(call, params.get("AliasesToAdd", []))
    _claim(call, image, version, wanted)
    kept = [alias for alias in version.aliases if alias not in dropped]
    version.aliases = kept + [alias for alias in wanted if alias not in kept]
    version.properties.update(_properties(params))
    version.modified = max(version.modified, call.now)
    return {"ImageVersionArn": version.arn}


def delete_image_version(call: Call):
    image = call.image()
    version = call.changed_version(image)
    if version.status == "DELETING":
        raise in_use(f"ImageVersion with ARN {version.arn} is being deleted.")
    if (
        version.status == "CREATING"
        and call.settings.delete_creating_version == "refuse"
    ):
        raise in_use(f"ImageVersion with ARN {version.arn} is being created.")
    call.occupy(image, "delete")
    call.begin(version, "DELETING", None)
    return {}


def _next_number(call: Call, image):
    if call.settings.number_reuse == "highest":
        return max(image.versions, default=0) + 1
    return image.next_number


def _properties(params):
    return {name: params[name] for name in PROPERTIES if name in params}


def _unique(call: Call, aliases):
    unique = list(dict.fromkeys(aliases))
    if len(unique) != len(aliases) and call.settings.duplicate_aliases == "error":
        raise invalid("An alias is given twice.")
    return unique


def _claim(call: Call, image, version, aliases):
    """Makes sure that no other version holds one of the aliases.

    All are looked at before the first one moves, so that a refused call
    changes nothing.
    """
    holders = [(alias, image.holder_of(alias)) for alias in aliases]
    taken = [
        (alias, holder)
        for alias, holder in holders
        if holder is not None and holder is not version
    ]
    if taken and call.settings.alias_conflict == "error":
        alias, holder = taken[0]
        raise in_use(f"Alias {alias} is in use by ImageVersion with ARN {holder.arn}.")
    for alias, holder in taken:
        holder.aliases.remove(alias)
