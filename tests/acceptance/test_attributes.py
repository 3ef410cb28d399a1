"""Each argument by itself: created, changed, taken away, set again, imported.

Each stands on an object of its own, so that no other argument can hide a mistake, and all
objects go through one run of the CLI together.
"""

import hcl
import pytest
from emulator.testing import ROLE_ARN
from hcl import IMAGE

pytestmark = pytest.mark.lifecycle

SHARED = "example-name"
# Argument: member of the service, first value, other value, what is left when it is taken away.
STAYS = object()
VERSIONS = {
    "horovod": ("Horovod", True, False, False),
    "job_type": ("JobType", "TRAINING", "NOTEBOOK_KERNEL", STAYS),
    "ml_framework": ("MLFramework", "TensorFlow 1.1", "PyTorch 2.4.1", STAYS),
    "processor": ("Processor", "CPU", "GPU", STAYS),
    "programming_lang": ("ProgrammingLang", "Python 3.8", "R 4.4", STAYS),
    "release_notes": ("ReleaseNotes", "First.", "Sécond.", STAYS),
    "vendor_guidance": ("VendorGuidance", "STABLE", "ARCHIVED", "NOT_PROVIDED"),
    "aliases": ("Aliases", ["latest", "stable"], ["stable", "next"], []),
}
IMAGES = {
    "description": ("Description", "What for.", "Für was.", None),
    "display_name": ("DisplayName", "Shown", "Shown otherwise", None),
    "tags": ("Tags", {"a": "1", "b": "1"}, {"b": "2", "c": "1"}, {}),
}
SETTLED_OTHERWISE = ROLE_ARN.replace("example-role", "other-role")


def version_address(name):
    return f"aws_sagemaker_image_version.{name}"


def image_address(name):
    return f"aws_sagemaker_image.{name}"


def image_name(name):
    return name.replace("_", "-")


def configuration(pick, *, more=()):
    """All objects; ``pick`` takes a row and answers the argument's value."""
    parts = [hcl.image()]
    for name, row in IMAGES.items():
        given = {"image_name": image_name(name), name: pick(row)}
        parts.append(hcl.image(name, **given))
    for name, row in VERSIONS.items():
        parts.append(hcl.version(name, **{name: pick(row)}))
    return [*parts, *more]


def everything():
    """Address to ID that imports it, of all objects."""
    found = {IMAGE: SHARED}
    found |= {image_address(name): image_name(name) for name in IMAGES}
    return found


def numbers(workspace):
    return {
        name: workspace.attributes(version_address(name))["version"]
        for name in VERSIONS
    }


def assert_service_has(workspace, service, pick):
    """The service holds what was asked for; STAYS is whatever it held before."""
    by_number = {item["Version"]: item for item in service.image(SHARED)["Versions"]}
    for name, number in numbers(workspace).items():
        member, wanted = VERSIONS[name][0], pick(VERSIONS[name])
        found = by_number[number].get(member)
        if isinstance(wanted, list):
            found, wanted = sorted(found), sorted(wanted)
        assert found == wanted, f"{name}: {found!r} instead of {wanted!r}"
    for name, row in IMAGES.items():
        assert service.image(image_name(name)).get(row[0]) == pick(row), name


def import_all(workspace, parts):
    """Forgets the state and imports everything; nothing may be left to change."""
    identifiers = everything() | {
        version_address(name): f"{SHARED},{number}"
        for name, number in numbers(workspace).items()
    }
    for file in workspace.folder.glob("terraform.tfstate*"):
        file.unlink()
    blocks = [
        hcl.block("import", to=hcl.Expression(address), id=identifier)
        for address, identifier in identifiers.items()
    ]
    workspace.configure(*parts, *blocks)
    applied = workspace.apply()
    assert set(applied.changes().values()) == {"import"}, applied
    assert applied.changes().keys() == identifiers.keys()
    [done] = [
        event["changes"]
        for event in applied.of_type("change_summary")
        if event["changes"]["operation"] == "apply"
    ]
    assert (done["add"], done["change"], done["remove"]) == (0, 0, 0)
    workspace.configure(*parts)
    workspace.assert_settled()


def first(row):
    return row[1]


def other(row):
    return row[2]


def left(row):
    """What the service has after the other value was taken away."""
    return row[2] if row[3] is STAYS else row[3]


def absent(row):
    return None


def saved(workspace):
    return {
        address: instance["attributes"]
        for address, instance in workspace.resources().items()
    }


def changing(pick_from, pick_to):
    """The addresses that have to be updated; what cannot be cleared is none of them."""
    rows = {version_address(name): row for name, row in VERSIONS.items()}
    rows |= {image_address(name): row for name, row in IMAGES.items()}
    return {
        address: "update"
        for address, row in rows.items()
        if pick_from(row) != pick_to(row)
    }


def test_each_argument_alone_is_created_changed_taken_away_and_imported(
    workspace, service
):
    def step(pick, expected):
        workspace.configure(*configuration(pick))
        applied = workspace.apply()
        assert applied.changes() == expected, applied
        workspace.assert_settled()

    addresses = [*everything(), *map(version_address, VERSIONS)]
    step(first, dict.fromkeys(addresses, "create"))
    assert_service_has(workspace, service, first)
    before = saved(workspace)
    import_all(workspace, configuration(first))
    assert saved(workspace) == before

    step(other, changing(first, other))
    assert_service_has(workspace, service, other)
    # Whoever removes an argument that is false already removes nothing.
    step(absent, changing(other, left))
    assert_service_has(workspace, service, left)
    import_all(workspace, configuration(absent))

    step(first, changing(left, first))
    assert_service_has(workspace, service, first)
    assert len(service.image(SHARED)["Versions"]) == len(VERSIONS)


def test_the_role_of_an_image_changes_in_place_and_is_imported(workspace, service):
    workspace.configure(hcl.image())
    workspace.apply()
    parts = [hcl.image(role_arn=SETTLED_OTHERWISE)]
    workspace.configure(*parts)
    assert workspace.apply().changes() == {IMAGE: "update"}
    assert service.image(SHARED)["RoleArn"] == SETTLED_OTHERWISE
    before = workspace.attributes(IMAGE)
    workspace.folder.joinpath("terraform.tfstate").unlink()
    workspace.run("import", "-input=false", IMAGE, SHARED)
    assert workspace.attributes(IMAGE) == before
    workspace.assert_settled(first_refresh=True)
