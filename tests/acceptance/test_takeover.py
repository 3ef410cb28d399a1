"""A state that hashicorp/aws wrote is taken over by naming this provider.

The states are made by hand, in the spelling that hashicorp/aws is known to write:
what is not set is "", false or [].
"""

import json
import shutil

import hcl
import pytest
from cli import SOURCE
from emulator.testing import BASE_IMAGE, ROLE_ARN
from hcl import IMAGE, IMAGE_NAME, VERSION

AWS_SOURCE = "hashicorp/aws"
HOSTS = {"tofu": "registry.opentofu.org", "terraform": "registry.terraform.io"}
UNSET = {
    "aliases": [],
    "horovod": False,
    "job_type": "",
    "ml_framework": "",
    "processor": "",
    "programming_lang": "",
    "release_notes": "",
    "vendor_guidance": "",
}


def image_attributes(service):
    return {
        "id": IMAGE_NAME,
        "arn": service.image(IMAGE_NAME)["ImageArn"],
        "image_name": IMAGE_NAME,
        "role_arn": ROLE_ARN,
        "display_name": "",
        "description": "",
        "region": service.region,
        "tags": {},
        "tags_all": {},
    }


def version_attributes(service, number, **more):
    made = service.image(IMAGE_NAME)
    version = next(v for v in made["Versions"] if v["Version"] == number)
    return {
        "id": f"{IMAGE_NAME},{number}",
        "arn": version["ImageVersionArn"],
        "image_arn": made["ImageArn"],
        "container_image": version["ContainerImage"],
        "version": number,
        "image_name": IMAGE_NAME,
        "base_image": version["BaseImage"],
        "region": service.region,
    } | more


def save(workspace, *resources, source=SOURCE):
    """Writes a state file; each resource is (address, schema version, attributes)."""
    host = HOSTS[workspace.name]
    rows = []
    for address, schema_version, attributes in resources:
        kind, name = address.split(".")
        rows.append(
            {
                "mode": "managed",
                "type": kind,
                "name": name,
                "provider": f'provider["{host}/{source}"]',
                "instances": [
                    {
                        "schema_version": schema_version,
                        "attributes": attributes,
                        "sensitive_attributes": [],
                        "private": "eyJzY2hlbWFfdmVyc2lvbiI6IjEifQ==",
                    }
                ],
            }
        )
    state = {
        "version": 4,
        "terraform_version": "1.12.0",
        "serial": 1,
        "lineage": "2b5f4d5e-0f4f-4c39-9b7a-1e6d3c1c8a55",
        "outputs": {},
        "resources": rows,
        "check_results": None,
    }
    workspace.folder.joinpath("terraform.tfstate").write_text(json.dumps(state))


@pytest.fixture
def made(workspace, service):
    """An image with three versions; the configuration names the third."""
    workspace.configure(hcl.image(), hcl.version(count=3))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version())


@pytest.mark.lifecycle
@pytest.mark.parametrize("empty", ["sdk", "after-create", "null"])
def test_unset_values_in_any_spelling_make_no_change(workspace, service, made, empty):
    unset = {
        "sdk": UNSET,
        "after-create": UNSET | {"aliases": None},
        "null": dict.fromkeys(UNSET) | {"horovod": False},
    }[empty]
    image = image_attributes(service)
    if empty != "sdk":
        image |= {"tags": None, "tags_all": None if empty == "null" else {}}
    save(
        workspace,
        (IMAGE, 0, image),
        (VERSION, 1, version_attributes(service, 3, **unset)),
    )
    workspace.assert_settled(first_refresh=True)
    workspace.apply()
    workspace.assert_settled()


def test_tags_are_taken_over_with_those_of_the_provider_block(workspace, service):
    body = hcl.block("default_tags", tags={"d": "1"})
    given = {"a": "1", "b": ""}
    workspace.configure(hcl.image(tags=given), body=body)
    workspace.apply()
    tags = {"tags": given, "tags_all": given | {"d": "1"}}
    save(workspace, (IMAGE, 0, image_attributes(service) | tags))
    workspace.assert_settled(first_refresh=True)
    workspace.apply()
    workspace.assert_settled()


def test_a_state_from_before_regions_makes_no_change(workspace, service, made):
    image = image_attributes(service)
    del image["region"], image["tags_all"]
    version = version_attributes(service, 3, **UNSET)
    del version["region"]
    save(workspace, (IMAGE, 0, image), (VERSION, 1, version))
    changes = workspace.plan("-refresh=false").changes()
    assert "replace" not in changes.values()
    workspace.apply()
    workspace.assert_settled()


@pytest.mark.lifecycle
def test_the_first_schema_is_upgraded_with_the_real_version_number(
    workspace, service, made
):
    """Its id was the image's name alone, and there were no aliases."""
    version = version_attributes(service, 3, **UNSET, id=IMAGE_NAME)
    del version["aliases"], version["region"]
    save(workspace, (IMAGE, 0, image_attributes(service)), (VERSION, 0, version))
    planned = workspace.plan()
    assert set(planned.changes().values()) <= {"update"}
    workspace.apply()
    saved = workspace.attributes(VERSION)
    assert (saved["id"], saved["version"]) == (f"{IMAGE_NAME},3", 3)
    workspace.assert_settled()


def test_values_that_are_set_are_taken_over_and_changed(workspace, service):
    given = {"aliases": ["latest"], "horovod": True, "release_notes": "First."}
    workspace.configure(hcl.image(), hcl.version(**given))
    workspace.apply()
    save(
        workspace,
        (IMAGE, 0, image_attributes(service)),
        (VERSION, 1, version_attributes(service, 1, **(UNSET | given))),
    )
    workspace.assert_settled(first_refresh=True)
    given["release_notes"] = "Second."
    workspace.configure(hcl.image(), hcl.version(**given))
    assert workspace.apply().changes() == {VERSION: "update"}
    workspace.assert_settled()


@pytest.fixture
def beside_aws(workspace, provider_binary, override_file):
    """A CLI configuration in which hashicorp/aws can be had too.

    Core wants its schema because the state names it; this provider's binary stands in.
    """
    folder = workspace.folder / "aws"
    folder.mkdir()
    shutil.copy(provider_binary, folder / "terraform-provider-aws")
    override = f'dev_overrides {{\n    "{AWS_SOURCE}" = "{folder}"'
    text = override_file.read_text().replace("dev_overrides {", override)
    file = workspace.folder / "cli.tfrc"
    file.write_text(text)
    return {"TF_CLI_CONFIG_FILE": str(file)}


@pytest.mark.lifecycle
def test_naming_this_provider_in_a_resource_takes_it_over_from_hashicorp_aws(
    workspace, service, made, beside_aws
):
    save(
        workspace,
        (IMAGE, 0, image_attributes(service)),
        (VERSION, 1, version_attributes(service, 3, **UNSET)),
        source=AWS_SOURCE,
    )
    ours = {"provider": hcl.Expression("sagemaker")}
    workspace.configure(hcl.image(**ours), hcl.version(**ours), local="sagemaker")
    workspace.plan("-detailed-exitcode", environment=beside_aws)
    said = workspace.run("plan", "-input=false", "-no-color", environment=beside_aws)
    assert "No changes." in said.output
    assert "outside of" not in said.output
    workspace.apply(environment=beside_aws)
    workspace.assert_settled()
    for address in (IMAGE, VERSION):
        provider = workspace.resources()[address]["provider"]
        assert provider == f'provider["{HOSTS[workspace.name]}/{SOURCE}"]'
    assert service.image(IMAGE_NAME)["Versions"][2]["BaseImage"] == BASE_IMAGE
