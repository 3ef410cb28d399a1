"""terraform query: what it finds, and that what it generates imports without a change."""

import hcl
import inventory
import pytest
from cli import only_diagnostic
from emulator.testing import KEY

TERRAFORM = pytest.mark.parametrize("cli", ["terraform"], indirect=True)
pytestmark = TERRAFORM

IMAGE, VERSION = "aws_sagemaker_image", "aws_sagemaker_image_version"
GENERATED = "generated.tf"
# What the examples' objects need, and the import blocks with their identities.
WRITTEN = {
    "account_id",
    "aliases",
    "base_image",
    "description",
    "display_name",
    "horovod",
    "identity",
    "image_name",
    "job_type",
    "ml_framework",
    "processor",
    "programming_lang",
    "provider",
    "region",
    "release_notes",
    "role_arn",
    "tags",
    "team",
    "cost",
    "to",
    "vendor_guidance",
    "version",
}


@pytest.fixture
def client(service):
    return service.client()


def listing(kind, label="this", config=None, local=hcl.AWS, **arguments):
    body = hcl.block("config", **config) if config else ""
    provider = hcl.Expression(local)
    return hcl.block("list", kind, label, provider=provider, body=body, **arguments)


def query(workspace, *lists, code=0, arguments=(), local=hcl.AWS):
    workspace.configure(local=local)
    workspace.write(*lists, name="find.tfquery.hcl")
    return workspace.run("query", "-json", *arguments, code=code)


def found(result):
    return [
        event["list_resource_found"] for event in result.of_type("list_resource_found")
    ]


def names(result):
    return [event["display_name"] for event in found(result)]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 100, 101, 250])
def test_every_version_is_found_with_its_identity(workspace, client, count):
    inventory.fill_image(client, "example-name", count)
    result = query(workspace, listing(VERSION, limit=1000))
    assert names(result) == [f"example-name,{n}" for n in range(1, count + 1)]
    for number, event in enumerate(found(result), 1):
        assert event["identity"] == {
            "account_id": KEY.account,
            "region": client.meta.region_name,
            "image_name": "example-name",
            "version": number,
        }
        assert "resource_object" not in event


def test_every_image_is_found(workspace, client):
    for number in range(101):
        inventory.fill_image(client, f"image-{number:03}")
    result = query(workspace, listing(IMAGE, limit=1000))
    assert names(result) == [f"image-{number:03}" for number in range(101)]


def test_the_resource_comes_when_it_is_asked_for(workspace, client):
    inventory.rich_region(client)
    result = query(
        workspace,
        listing(VERSION, include_resource=True, config={"job_type": "TRAINING"}),
    )
    [event] = found(result)
    wanted = inventory.version_as_read(client, "rich", 2)
    resource = event["resource_object"]
    shared = wanted.keys() & resource.keys()
    assert len(shared) > 15
    assert {name: resource[name] for name in shared} == {
        name: wanted[name] for name in shared
    }


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_a_limit_is_honoured(workspace, service, client, limit):
    inventory.fill_image(client, "example-name", 101)
    service.reset("log")
    result = query(workspace, listing(VERSION, limit=limit, include_resource=True))
    assert names(result) == [f"example-name,{n}" for n in range(1, limit + 1)]
    assert service.counts()["calls"]["DescribeImageVersion"] <= limit + 10


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        ({"image_name": "plain"}, ["plain,1"]),
        ({"image_names": ["plain", "without"]}, ["plain,1"]),
        ({"name_contains": "ic"}, ["rich,1", "rich,2", "rich,3"]),
        ({"vendor_guidance": "STABLE"}, ["rich,2"]),
        ({"processor": "CPU"}, []),
        ({"status": "CREATED"}, ["plain,1", "rich,1", "rich,2", "rich,3"]),
        ({"created_after": "2100-01-01T00:00:00Z"}, []),
    ],
)
def test_filters_choose_versions(workspace, client, config, wanted):
    inventory.rich_region(client)
    assert names(query(workspace, listing(VERSION, config=config))) == wanted


def test_a_wrong_filter_is_one_error(workspace, service):
    config = {"image_name": "a", "name_contains": "b"}
    result = query(workspace, listing(VERSION, config=config), code=1)
    assert "cannot both be given" in only_diagnostic(result)
    assert service.log(service="sagemaker") == []


def test_an_error_amid_the_list_follows_what_was_found(workspace, service, client):
    inventory.fill_image(client, "example-name", 101)
    service.fault("error", "ListImageVersions", code="AccessDeniedException", nth=2)
    result = query(workspace, listing(VERSION, limit=1000), code=1)
    assert "AccessDeniedException" in only_diagnostic(result)


def test_what_vanishes_while_it_is_listed_is_left_out(workspace, service, client):
    inventory.fill_image(client, "stays", 3)
    service.fault("hold", "DescribeImageVersion", match={"Version": 2})
    workspace.configure()
    workspace.write(listing(VERSION, include_resource=True), name="find.tfquery.hcl")
    command = workspace.start("query", "-json")
    service.wait_for("DescribeImageVersion", state="held")
    service.put("stays", 2, delete=True)
    service.release()
    assert names(command.finish()) == ["stays,1", "stays,3"]


def test_an_interrupt_ends_a_query_at_once(workspace, service, client):
    inventory.fill_image(client, "example-name", 30)
    service.fault("hold", "DescribeImageVersion", times=0)
    workspace.configure()
    workspace.write(listing(VERSION, include_resource=True), name="find.tfquery.hcl")
    command = workspace.start("query", "-json")
    service.wait_for("DescribeImageVersion", state="held", count=10)
    command.interrupt()
    command.finish(code=None, seconds=10)


@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_what_is_generated_imports_and_changes_nothing(workspace, service, region):
    """Terraform 1.15 writes the last part of the source for the provider's local name."""
    local = "sagemaker"
    client = service.client(region=region)
    inventory.rich_region(client)
    config = {"region": region} if region else None
    result = query(
        workspace,
        listing(IMAGE, "images", config=config, local=local),
        listing(VERSION, "versions", config=config, local=local),
        arguments=[f"-generate-config-out={GENERATED}"],
        local=local,
    )
    count = len(found(result))
    assert count == 7
    workspace.folder.joinpath("find.tfquery.hcl").unlink()
    workspace.run("fmt", "-check", GENERATED)
    planned = workspace.plan()
    [summary] = planned.of_type("change_summary")
    changes = summary["changes"]
    assert (changes["add"], changes["change"], changes["remove"]) == (0, 0, 0)
    assert changes["import"] == count
    workspace.apply()
    workspace.assert_settled()
    text = workspace.folder.joinpath(GENERATED).read_text()
    assert ("eu-west-1" in text) == (region is not None)
    lines = [line for line in text.splitlines() if " = " in line]
    written = {line.split()[0] for line in lines if not line.endswith("= null")}
    assert written <= WRITTEN
