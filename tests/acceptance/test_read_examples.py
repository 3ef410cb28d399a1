"""The examples that only read: the data sources, the inventory, the queries of StackQL."""

import csv
import io
import json
import re
import shutil
import subprocess

import inventory
import pytest
from test_documents import EXAMPLES, PROVIDER, name_of, write

SINGLE = sorted(EXAMPLES.glob("data-sources/*/*.tf"))
QUERIES = sorted(EXAMPLES.glob("list-resources/*/*.tfquery.hcl"))
STACKQL = EXAMPLES / "stackql"
INVENTORY = EXAMPLES / "inventory"
COLUMNS = [
    "_key",
    "account_id",
    "base_image",
    "container_image",
    "creation_time",
    "failure_reason",
    "horovod",
    "image_arn",
    "image_version_arn",
    "image_version_status",
    "job_type",
    "last_modified_time",
    "ml_framework",
    "processor",
    "programming_lang",
    "release_notes",
    "tags",
    "vendor_guidance",
    "version",
]
# What StackQL selects, each in its own words.
EVERY_FIELD = [
    "region",
    "image_name",
    "image_arn",
    "image_version_arn",
    "base_image",
    "container_image",
    "version",
    "alias",
    "aliases",
    "vendor_guidance",
    "job_type",
    "ml_framework",
    "programming_lang",
    "processor",
    "horovod",
    "release_notes",
]


@pytest.fixture
def client(service):
    found = service.client()
    inventory.rich_region(found)
    inventory.fill_image(found, "example-name", 1)
    inventory.add_version(found, "example-name", **inventory.RICH)
    return found


def outputs(workspace, environment, *variables):
    workspace.apply(*variables, environment=environment)
    text = workspace.run("output", "-json", environment=environment).output
    return {name: item["value"] for name, item in json.loads(text).items()}


def as_selected(found, **renamed):
    """The fields of StackQL, which has other names for some."""
    return {renamed.get(name, name): found[name] for name in EVERY_FIELD}


@pytest.mark.parametrize("file", SINGLE, ids=name_of)
def test_an_example_reads_what_is_there(workspace, service, client, file):
    write(workspace, file)
    assert all(outputs(workspace, service.env()).values())
    workspace.plan("-detailed-exitcode", environment=service.env())


@pytest.mark.parametrize("cli", ["terraform"], indirect=True)
@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_an_example_of_a_list_finds_what_is_there(workspace, service, client, file):
    workspace.write(PROVIDER.read_text())
    shutil.copy(file, workspace.folder)
    workspace.run("fmt", "-check")
    result = workspace.run("query", "-json", environment=service.env())
    events = result.of_type("list_resource_found")
    lists = re.findall(r'^list "\w+" "(\w+)"', file.read_text(), re.MULTILINE)
    addresses = {
        event["list_resource_found"]["address"].rpartition(".")[2] for event in events
    }
    assert addresses == set(lists)


def test_the_inventory_is_a_table_of_every_version(workspace, service, client):
    for name in ("main.tf", "inventory.sh"):
        shutil.copy(INVENTORY / name, workspace.folder)
    workspace.run("fmt", "-check")
    subprocess.run(
        ["./inventory.sh", workspace.program],
        cwd=workspace.folder,
        env=workspace.environment(service.env()),
        check=True,
    )
    workspace.assert_nothing_left()
    text = workspace.folder.joinpath("inventory.csv").read_text()
    table = csv.DictReader(io.StringIO(text, newline=""))
    rows = list(table)
    assert table.fieldnames == COLUMNS
    wanted = inventory.all_versions_as_read(client)
    assert len(rows) == len(wanted)
    for row, found in zip(rows, wanted, strict=True):
        found["_key"] = found["image_version_arn"]
        found["horovod"] = str(found["horovod"]).lower()
        found["tags"] = ",".join(
            f'"{key}"=>"{value}"' for key, value in sorted(found["tags"].items())
        )
        assert row == {
            name: "" if found[name] is None else str(found[name]) for name in COLUMNS
        }


def test_a_query_by_arn_gives_the_fields_of_stackql(workspace, service, client):
    wanted = inventory.version_as_read(client, "rich", 2)
    write(workspace, STACKQL / "get" / "main.tf")
    given = f"-var=identifier={wanted['arn']}"
    found = outputs(workspace, service.env(), given)["image_version"]
    assert found == as_selected(wanted, ml_framework="m_lframework")


def test_a_query_of_a_region_gives_the_arns_of_stackql(workspace, service, client):
    write(workspace, STACKQL / "list" / "main.tf")
    found = outputs(workspace, service.env())["image_versions"]
    assert found == [
        {name: version[name] for name in ("region", "image_version_arn")}
        for version in inventory.all_versions_as_read(client)
    ]


def test_a_query_of_every_field_gives_those_of_stackql(workspace, service, client):
    write(workspace, STACKQL / "every-field" / "main.tf")
    found = outputs(workspace, service.env())["image_versions"]
    assert found == [
        as_selected(version) for version in inventory.all_versions_as_read(client)
    ]
