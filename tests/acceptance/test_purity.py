"""A plan is a pure function: asked twice it is the same, and its apply keeps to it."""

import json

import hcl
import pytest
from emulator.testing import BASE_IMAGE, KEY, ROLE_ARN
from hcl import IMAGE, IMAGE_NAME, VERSION, Expression

FULL = {
    "aliases": ["latest", "stable"],
    "horovod": True,
    "job_type": "TRAINING",
    "ml_framework": "PyTorch 2.4",
    "release_notes": "First release.",
    "vendor_guidance": "STABLE",
}
OTHER_BASE = BASE_IMAGE.replace(":latest", ":2")
FIRST_CREATED = "\n  lifecycle {\n    create_before_destroy = true\n  }\n}"


@pytest.fixture
def workspace(workspace):
    """`show -json` tells all of the configuration, so the keys are not in it."""
    workspace.variables = {
        "AWS_ACCESS_KEY_ID": KEY.access_key,
        "AWS_SECRET_ACCESS_KEY": KEY.secret_key,
    }
    return workspace


def configure(workspace, *parts):
    workspace.configure(*parts, access_key=None, secret_key=None)


def shown(workspace, file):
    """A saved plan as JSON, without what only says when it was made."""
    plan = json.loads(workspace.run("show", "-json", file).output)
    plan.pop("timestamp", None)
    return plan


def assert_kept(workspace, plan):
    """The state has each value that the plan knew, and no object that it had not."""
    saved = workspace.resources()
    left = set()
    for change in plan["resource_changes"]:
        after, unknown = change["change"]["after"], change["change"]["after_unknown"]
        if after is None:
            continue
        left.add(change["address"])
        if change["type"] == "terraform_data":
            continue
        attributes = saved[change["address"]]["attributes"]
        for name, value in after.items():
            if "true" not in json.dumps(unknown.get(name)):
                assert settled(attributes[name]) == settled(value), name
    assert saved.keys() == left


def settled(value):
    return sorted(value) if isinstance(value, list) else value


def assert_pure(workspace, *arguments):
    """Plans twice and applies the first; answers the actions by address."""
    for file in ("one.plan", "two.plan"):
        workspace.plan(f"-out={file}", *arguments)
    plan = shown(workspace, "one.plan")
    assert plan == shown(workspace, "two.plan")
    workspace.run("apply", "-json", "-input=false", "one.plan")
    assert_kept(workspace, plan)
    return {
        change["address"]: change["change"]["actions"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] != ["no-op"]
    }


def test_the_same_plan_twice_is_the_same_through_a_whole_life(workspace):
    def step(expected, *parts):
        configure(workspace, *parts)
        assert assert_pure(workspace) == expected
        workspace.assert_settled()

    other_role = ROLE_ARN.replace("example-role", "other-role")
    both_created = {IMAGE: ["create"], VERSION: ["create"]}
    replaced = {VERSION: ["delete", "create"]}
    step(both_created, hcl.image(description="1"), hcl.version(**FULL))
    step(
        {IMAGE: ["update"], VERSION: ["update"]},
        hcl.image(role_arn=other_role),
        hcl.version(**FULL | {"horovod": False, "aliases": ["next"]}),
    )
    step({VERSION: ["update"]}, hcl.image(role_arn=other_role), hcl.version())
    step(replaced, hcl.image(role_arn=other_role), hcl.version(base_image=OTHER_BASE))
    configure(workspace, hcl.image(role_arn=other_role))
    assert assert_pure(workspace) == {VERSION: ["delete"]}
    assert assert_pure(workspace, "-destroy") == {IMAGE: ["delete"]}


def test_a_plan_with_unknown_values_is_the_same_twice(workspace):
    def parts(tag):
        data = hcl.block("resource", "terraform_data", "tag", input=tag)
        base = Expression('"example.com/base:${terraform_data.tag.output}"')
        aliases = Expression('["a-${terraform_data.tag.output}", "fixed"]')
        return data, hcl.image(), hcl.version(base_image=base, aliases=aliases)

    configure(workspace, *parts("1"))
    assert_pure(workspace)
    configure(workspace, *parts("2"))
    assert assert_pure(workspace)[VERSION] == ["delete", "create"]
    workspace.assert_settled()


def test_replacements_that_create_first_are_planned_the_same_twice(workspace, service):
    def version(base_image):
        text = hcl.version(base_image=base_image, release_notes="Kept.")
        return text.rstrip().removesuffix("\n}") + FIRST_CREATED

    configure(workspace, hcl.image(), version(BASE_IMAGE))
    assert_pure(workspace)
    configure(workspace, hcl.image(), version(OTHER_BASE))
    assert assert_pure(workspace) == {VERSION: ["create", "delete"]}
    workspace.assert_settled()
    assert [item["Version"] for item in service.image(IMAGE_NAME)["Versions"]] == [2]


def test_the_plan_of_drift_and_of_an_import_is_the_same_twice(workspace, service):
    configure(workspace, hcl.image(display_name="Ours"), hcl.version(**FULL))
    workspace.apply()
    service.put(IMAGE_NAME, 1, ReleaseNotes="Theirs.", Aliases=["foreign"])
    service.put(IMAGE_NAME, DisplayName=None)
    assert assert_pure(workspace) == {IMAGE: ["update"], VERSION: ["update"]}
    workspace.folder.joinpath("terraform.tfstate").unlink()
    configure(
        workspace,
        hcl.image(display_name="Ours"),
        hcl.version(**FULL),
        hcl.block("import", to=Expression(IMAGE), id=IMAGE_NAME),
        hcl.block("import", to=Expression(VERSION), id=f"{IMAGE_NAME},1"),
    )
    assert assert_pure(workspace) == {}
    assert workspace.resources().keys() == {IMAGE, VERSION}
