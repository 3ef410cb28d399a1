"""Moved blocks that lead here from the types of hashicorp/awscc and hashicorp/aws.

The states are made by hand, as those providers write them. Core wants a schema of each
provider that a state names; a copy of this provider stands in for theirs.
"""

import base64
import json
import shutil

import hcl
import pytest
from cli import SOURCE, only_diagnostic
from emulator.testing import ROLE_ARN
from hcl import IMAGE, IMAGE_NAME, VERSION
from test_takeover import HOSTS, UNSET, save, version_attributes

AWSCC = "hashicorp/awscc"
AWS = "hashicorp/aws"
AWSCC_IMAGE = "awscc_sagemaker_image.old"
AWSCC_VERSION = "awscc_sagemaker_image_version.old"
TAGS = {"team": "ml", "cost": ""}
SET = {"aliases": ["latest", "stable"], "job_type": "TRAINING", "release_notes": "A."}


def awscc_image(service):
    arn = service.image(IMAGE_NAME)["ImageArn"]
    return {
        "id": arn,
        "image_arn": arn,
        "image_description": "What for",
        "image_display_name": None,
        "image_name": IMAGE_NAME,
        "image_role_arn": ROLE_ARN,
        "tags": [{"key": key, "value": value} for key, value in TAGS.items()],
    }


def awscc_version(service, number, **more):
    version = service.image(IMAGE_NAME)["Versions"][number - 1]
    unset = ("alias", "aliases", "horovod", "job_type", "ml_framework", "processor")
    unset += ("programming_lang", "release_notes", "vendor_guidance")
    return dict.fromkeys(unset) | {
        "base_image": version["BaseImage"],
        "container_image": version["ContainerImage"],
        "id": version["ImageVersionArn"],
        "image_arn": service.image(IMAGE_NAME)["ImageArn"],
        "image_name": IMAGE_NAME,
        "image_version_arn": version["ImageVersionArn"],
        "version": number,
        **more,
    }


def moved(source, target):
    paths = {"from": hcl.Expression(source), "to": hcl.Expression(target)}
    return hcl.block("moved", **paths)


@pytest.fixture
def beside(workspace, provider_binary, override_file):
    """Makes the environment in which another provider can be had too."""

    def make(source):
        folder = workspace.folder / "other"
        folder.mkdir()
        name = source.rpartition("/")[2]
        shutil.copy(provider_binary, folder / f"terraform-provider-{name}")
        override = f'dev_overrides {{\n    "{source}" = "{folder}"'
        text = override_file.read_text().replace("dev_overrides {", override)
        file = workspace.folder / "cli.tfrc"
        file.write_text(text)
        return {"TF_CLI_CONFIG_FILE": str(file)}

    return make


@pytest.fixture
def made(workspace):
    """An image with two versions; the second one has arguments."""
    workspace.configure(
        hcl.image(description="What for", tags=TAGS),
        hcl.version(),
        hcl.version("second", depends_on=hcl.Expression(f"[{VERSION}]"), **SET),
    )
    workspace.apply()


def assert_ours(workspace):
    for address, saved in workspace.resources().items():
        assert saved["provider"] == f'provider["{HOSTS[workspace.name]}/{SOURCE}"]'
        assert saved["identity"]["image_name"] == IMAGE_NAME, address
        private = json.loads(base64.b64decode(saved.get("private", "e30=")))
        assert private.keys() <= {address.partition(".")[0]}, "awscc's came along"


def give_identity(workspace):
    """Puts beside the only saved object what awscc identifies it by."""
    file = workspace.folder / "terraform.tfstate"
    state = json.loads(file.read_text())
    (instance,) = state["resources"][0]["instances"]
    instance["identity_schema_version"] = 0
    instance["identity"] = {
        "account_id": "123456789012",
        "image_version_arn": instance["attributes"]["image_version_arn"],
        "region": "us-west-2",
    }
    file.write_text(json.dumps(state))


@pytest.mark.lifecycle
def test_states_of_awscc_are_moved_without_a_change(workspace, service, made, beside):
    environment = beside(AWSCC)
    save(
        workspace,
        (AWSCC_IMAGE, 1, awscc_image(service)),
        (AWSCC_VERSION, 1, awscc_version(service, 2, alias="latest", **SET)),
        source=AWSCC,
    )
    parts = hcl.image(description="What for", tags=TAGS), hcl.version(**SET)
    workspace.configure(
        *parts, moved(AWSCC_IMAGE, IMAGE), moved(AWSCC_VERSION, VERSION)
    )
    for more in ([], ["-refresh=false"]):
        planned = workspace.plan(*more, environment=environment)
        assert set(planned.changes().values()) <= {"move"}
    workspace.apply(environment=environment)
    assert workspace.resources().keys() == {IMAGE, VERSION}
    assert workspace.attributes(VERSION)["id"] == f"{IMAGE_NAME},2"
    assert_ours(workspace)
    workspace.configure(*parts)
    workspace.assert_settled()
    assert len(service.image(IMAGE_NAME)["Versions"]) == 2


def test_what_awscc_never_read_is_read_after_the_move(workspace, service, made, beside):
    """Its aliases are those of the last apply, or null after an import."""
    environment = beside(AWSCC)
    save(
        workspace,
        (AWSCC_IMAGE, 1, awscc_image(service)),
        (AWSCC_VERSION, 1, awscc_version(service, 2)),
        source=AWSCC,
    )
    workspace.configure(
        hcl.image(description="What for", tags=TAGS),
        hcl.version(**SET),
        moved(AWSCC_IMAGE, IMAGE),
        moved(AWSCC_VERSION, VERSION),
    )
    workspace.apply(environment=environment)
    assert sorted(workspace.attributes(VERSION)["aliases"]) == SET["aliases"]
    workspace.assert_settled()


def test_a_move_and_a_change_go_in_one_apply(workspace, service, made, beside):
    environment = beside(AWSCC)
    save(
        workspace,
        (AWSCC_IMAGE, 1, awscc_image(service)),
        (AWSCC_VERSION, 1, awscc_version(service, 2, **SET)),
        source=AWSCC,
    )
    workspace.configure(
        hcl.image(description="Something else", tags=TAGS),
        hcl.version(**SET),
        moved(AWSCC_IMAGE, IMAGE),
        moved(AWSCC_VERSION, VERSION),
    )
    assert workspace.apply(environment=environment).changes()[IMAGE] == "update"
    assert service.image(IMAGE_NAME)["Description"] == "Something else"
    workspace.assert_settled()


def test_a_state_of_hashicorp_aws_is_moved_to_another_address(
    workspace, service, made, beside
):
    environment = beside(AWS)
    attributes = version_attributes(service, 2, **(UNSET | SET))
    save(
        workspace,
        ("aws_sagemaker_image_version.old", 1, attributes),
        source=AWS,
    )
    ours = {"provider": hcl.Expression("sagemaker")}
    version = hcl.version(image_name=IMAGE_NAME, **SET, **ours)
    old = "aws_sagemaker_image_version.old"
    workspace.configure(version, moved(old, VERSION), local="sagemaker")
    planned = workspace.plan(environment=environment)
    assert set(planned.changes().values()) <= {"move"}
    workspace.apply(environment=environment)
    assert_ours(workspace)
    workspace.assert_settled()


def test_what_cannot_be_moved_is_named_with_what_can(workspace, service, made, beside):
    environment = beside("hashicorp/azurerm")
    save(
        workspace,
        ("azurerm_image.old", 0, {"id": "example"}),
        source="hashicorp/azurerm",
    )
    workspace.configure(hcl.image(), moved("azurerm_image.old", IMAGE))
    refused = only_diagnostic(workspace.plan(code=1, environment=environment))
    assert "azurerm_image" in refused
    assert "awscc_sagemaker_image" in refused


def test_a_state_of_awscc_may_have_an_identity(workspace, service, made, beside):
    """OpenTofu 1.12 sends the identity of the old type along as one of the new type,
    without asking the provider. What remains there is to forget and to import."""
    environment = beside(AWSCC)
    save(
        workspace,
        (AWSCC_VERSION, 1, awscc_version(service, 2, **SET)),
        source=AWSCC,
    )
    give_identity(workspace)
    version = hcl.version(image_name=IMAGE_NAME, **SET)
    workspace.configure(version, moved(AWSCC_VERSION, VERSION))
    if workspace.name == "tofu":
        refused = workspace.apply(code=1, environment=environment)
        assert 'attributes "image_name" and "version" are required' in repr(refused)
        workspace.run("state", "rm", AWSCC_VERSION, environment=environment)
        arn = service.image(IMAGE_NAME)["Versions"][1]["ImageVersionArn"]
        block = hcl.block("import", to=hcl.Expression(VERSION), id=arn)
        workspace.configure(version, block)
    workspace.apply(environment=environment)
    assert_ours(workspace)
    workspace.assert_settled()
