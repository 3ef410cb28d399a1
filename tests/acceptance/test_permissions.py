"""Each operation asks the service only for what its page's table of permissions says."""

import sys

import hcl
import inventory
import pytest
from conftest import PROJECT

sys.path.insert(0, str(PROJECT / "tools" / "docs"))

from permissions import PERMISSIONS, allowed  # noqa: E402

RESOURCES = "resources/sagemaker_image", "resources/sagemaker_image_version"
# Page, the rows of its table, and the arguments of a data source that reads so.
READS = [
    ("data-sources/sagemaker_image", ["read"], {"image_name": "rich"}),
    ("data-sources/sagemaker_image_version", ["read"], {"image_name": "rich"}),
    (
        "data-sources/sagemaker_image_version",
        ["read"],
        {"image_name": "rich", "alias": "stable"},
    ),
    ("data-sources/sagemaker_images", ["read"], {}),
    (
        "data-sources/sagemaker_images",
        ["read, with `detail = false`"],
        {"detail": False, "status": "CREATED"},
    ),
    ("data-sources/sagemaker_image_versions", ["read"], {}),
    (
        "data-sources/sagemaker_image_versions",
        ["read, with `detail = false`"],
        {"detail": False},
    ),
    (
        "data-sources/sagemaker_image_versions",
        ["read, with `detail = false`, of images that are named"],
        {"detail": False, "image_name": "rich"},
    ),
]
WITH_DETAIL = "list, by `job_type`, `processor` or `vendor_guidance`"
# Page, rows, arguments of the list block, and what its config block says.
LISTS = [
    ("list-resources/sagemaker_image", ["list"], {}, {}),
    (
        "list-resources/sagemaker_image",
        ["list", "list, with resources"],
        {"include_resource": True},
        {},
    ),
    ("list-resources/sagemaker_image_version", ["list"], {}, {"status": "CREATED"}),
    (
        "list-resources/sagemaker_image_version",
        ["list", WITH_DETAIL],
        {},
        {"job_type": "TRAINING"},
    ),
    (
        "list-resources/sagemaker_image_version",
        ["list", "list, with resources"],
        {"include_resource": True},
        {},
    ),
]


def calls_of(service):
    calls = {entry["operation"] for entry in service.log(service="sagemaker")}
    service.reset("log")
    return calls


def kind_of(page):
    return "aws_" + page.partition("/")[2]


def both(*operations):
    return set().union(*(allowed(page, *operations) for page in RESOURCES))


def test_every_row_names_actions_and_none_stands_twice():
    for rows in PERMISSIONS.values():
        operations = [operation for operation, _ in rows]
        assert len(set(operations)) == len(operations)
        for _, actions in rows:
            assert len(set(actions)) == len(actions) > 0


@pytest.mark.parametrize(("page", "rows", "arguments"), READS)
def test_a_data_source_asks_for_exactly_what_is_shown(
    workspace, service, page, rows, arguments
):
    inventory.rich_region(service.client())
    service.reset("log")
    workspace.configure(hcl.block("data", kind_of(page), "this", **arguments))
    workspace.plan()
    assert calls_of(service) == allowed(page, *rows)


@pytest.mark.parametrize("cli", ["terraform"], indirect=True)
@pytest.mark.parametrize(("page", "rows", "arguments", "config"), LISTS)
def test_a_list_asks_for_exactly_what_is_shown(
    workspace, service, page, rows, arguments, config
):
    inventory.rich_region(service.client())
    service.reset("log")
    workspace.configure()
    body = hcl.block("config", **config)
    given = {"provider": hcl.Expression("aws"), "body": body} | arguments
    text = hcl.block("list", kind_of(page), "this", **given)
    workspace.write(text, name="find.tfquery.hcl")
    workspace.run("query", "-json")
    assert calls_of(service) == allowed(page, *rows)


def test_a_life_of_plain_resources_asks_for_no_more_than_is_shown(workspace, service):
    reads = both("read, import")
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    assert calls_of(service) <= reads | both("create")
    workspace.plan()
    assert calls_of(service) == reads
    workspace.configure(hcl.image(description="What for"), hcl.version(horovod=True))
    workspace.apply()
    assert calls_of(service) <= reads | both("update")
    workspace.destroy()
    assert calls_of(service) <= reads | both("delete")


def test_a_life_with_everything_asks_for_no_more_than_is_shown(workspace, service):
    reads = both("read, import")
    image, version = RESOURCES
    workspace.configure(
        hcl.image(tags={"a": "b"}, force_delete=True), hcl.version(aliases=["stable"])
    )
    workspace.apply()
    assert calls_of(service) <= (
        reads
        | both("create")
        | allowed(image, "create, with tags")
        | allowed(version, "create, with `aliases`")
    )
    workspace.configure(
        hcl.image(tags={"c": "d"}, force_delete=True), hcl.version(aliases=["latest"])
    )
    workspace.apply()
    assert calls_of(service) <= (
        reads | both("update") | allowed(image, "update, of tags")
    )
    workspace.destroy()
    assert calls_of(service) <= (
        reads | both("delete") | allowed(image, "delete, with `force_delete`")
    )


def test_a_role_that_cannot_be_used_yet_needs_what_is_shown(workspace, service):
    image = RESOURCES[0]
    service.fault("fail", "CreateImage", reason="The role cannot be assumed.")
    workspace.configure(hcl.image())
    workspace.apply()
    assert calls_of(service) <= (
        allowed(image, "read, import")
        | allowed(image, "create")
        | allowed(image, "create, when the role cannot be used yet")
    )
