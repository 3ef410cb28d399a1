"""Objects that exist already come under Terraform's care."""

import re

import hcl
import pytest
from emulator.testing import KEY
from hcl import IMAGE, IMAGE_NAME, VERSION, Expression

FULL = {
    "aliases": ["latest", "stable"],
    "horovod": True,
    "job_type": "TRAINING",
    "ml_framework": "PyTorch 2.4",
    "release_notes": "First release.",
}
JUNK = (
    "example-name",
    "example-name,",
    "a,b,c",
    ",1",
    "example-name,0",
    "example-name,-1",
    "example-name,99999999999999999999",
    "example-name,1.5",
    "example-name, 1",
    "example-name,1@nowhere",
    "arn:aws:sagemaker:us-west-2:123456789012:image-version/example-name",
    "arn:aws:sagemaker:us-west-2:123456789012:image-version/example-name/latest",
    "arn:aws:sagemaker:us-west-2:123456789012:image/example-name",
    "arn:aws:s3:::example-name/1",
    "-bad-,1",
    ",",
)


def import_block(address, identifier, **arguments):
    return hcl.block("import", to=hcl.Expression(address), id=identifier, **arguments)


def generate(workspace):
    """Imports both with a configuration that the CLI writes.

    Both CLIs call the provider there by the last part of its source.
    """
    ours = {"provider": hcl.Expression("sagemaker")}
    workspace.configure(
        import_block(IMAGE, IMAGE_NAME, **ours),
        import_block(VERSION, f"{IMAGE_NAME},1", **ours),
        local="sagemaker",
    )
    workspace.plan("-generate-config-out=generated.tf")
    applied = workspace.apply()
    assert set(applied.changes().values()) == {"import"}
    workspace.assert_settled()
    return workspace.folder.joinpath("generated.tf").read_text()


@pytest.fixture
def existing(workspace):
    """An image with a version that no state knows."""
    workspace.configure(hcl.image(display_name="Example"), hcl.version(**FULL))
    workspace.apply()
    saved = workspace.resources()
    for file in workspace.folder.glob("terraform.tfstate*"):
        file.unlink()
    return saved


@pytest.mark.lifecycle
def test_the_import_command_restores_what_apply_had_saved(workspace, existing):
    workspace.run("import", "-input=false", IMAGE, IMAGE_NAME)
    workspace.run("import", "-input=false", VERSION, f"{IMAGE_NAME},1")
    for address in (IMAGE, VERSION):
        assert workspace.attributes(address) == existing[address]["attributes"]
    workspace.assert_settled(first_refresh=True)


def test_a_region_can_follow_the_identifier(workspace, service):
    elsewhere = {"region": "eu-west-1"}
    workspace.configure(hcl.image(**elsewhere), hcl.version(**elsewhere))
    workspace.apply()
    workspace.folder.joinpath("terraform.tfstate").unlink()
    workspace.run("import", "-input=false", IMAGE, f"{IMAGE_NAME}@eu-west-1")
    workspace.run("import", "-input=false", VERSION, f"{IMAGE_NAME},1@eu-west-1")
    workspace.assert_settled(first_refresh=True)


@pytest.mark.lifecycle
def test_import_blocks_import_without_a_change(workspace, existing):
    workspace.configure(
        hcl.image(display_name="Example"),
        hcl.version(**FULL),
        import_block(IMAGE, IMAGE_NAME),
        import_block(VERSION, f"{IMAGE_NAME},1"),
    )
    applied = workspace.apply()
    [summary] = [
        event["changes"]
        for event in applied.of_type("change_summary")
        if event["changes"]["operation"] == "plan"
    ]
    assert (summary["import"], summary["add"], summary["change"]) == (2, 0, 0)
    workspace.assert_settled()


def plain(attributes):
    """Without the spelling of what is not set."""
    return {
        name: value for name, value in attributes.items() if value not in ([], None)
    }


def test_versions_in_a_chain_keep_their_numbers_and_import_apart(workspace, service):
    """hashicorp/aws once took the latest version of an image for each of them."""
    after_first = Expression(f'"second-of-${{{VERSION}.image_name}}"')
    workspace.configure(
        hcl.image(),
        hcl.version(base_image="example.com/base:1", release_notes="First."),
        hcl.version(
            "second", base_image="example.com/base:2", release_notes=after_first
        ),
    )
    workspace.apply()
    workspace.assert_settled()
    second = VERSION.replace(".test", ".second")
    before = {
        address: workspace.attributes(address)
        for address, number in ((VERSION, 1), (second, 2))
        if workspace.attributes(address)["version"] == number
    }
    assert before.keys() == {VERSION, second}
    for address, attributes in before.items():
        workspace.run("state", "rm", address)
        workspace.run("import", "-input=false", address, attributes["id"])
        assert workspace.attributes(address) == attributes
    workspace.assert_settled(first_refresh=True)
    workspace.apply("-replace=" + VERSION)
    assert workspace.attributes(VERSION)["version"] == 3
    assert plain(workspace.attributes(second)) == plain(before[second])


def test_generated_configuration_plans_to_nothing(workspace, existing):
    generated = generate(workspace)
    assert "container_image" not in generated
    assert re.search('release_notes += "First release."', generated)


def test_a_version_without_any_option_generates_a_configuration_too(workspace):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.folder.joinpath("terraform.tfstate").unlink()
    generate(workspace)


def test_each_identifier_that_is_junk_is_refused_with_one_clear_message(workspace):
    workspace.configure(hcl.image(), hcl.version())
    for junk in JUNK:
        refused = workspace.run(
            "import", "-input=false", "-no-color", VERSION, junk, code=1
        )
        assert refused.output.count("Error:") == 1, refused
        text = " ".join(refused.output.replace("│", " ").split())
        assert junk in text, refused
        assert "image_name,version" in text, refused
    assert workspace.resources() == {}


@pytest.mark.lifecycle
def test_an_arn_imports_from_its_own_region(workspace, service):
    elsewhere = {"region": "eu-west-1"}
    workspace.configure(hcl.image(**elsewhere), hcl.version(**elsewhere))
    workspace.apply()
    before = {address: workspace.attributes(address) for address in (IMAGE, VERSION)}
    workspace.folder.joinpath("terraform.tfstate").unlink()
    for address, attributes in before.items():
        workspace.run("import", "-input=false", address, attributes["arn"])
        assert workspace.attributes(address) == attributes
    workspace.assert_settled(first_refresh=True)


def test_arns_in_import_blocks_import_without_a_change(workspace, existing):
    workspace.configure(
        hcl.image(display_name="Example"),
        hcl.version(**FULL),
        import_block(IMAGE, existing[IMAGE]["attributes"]["arn"]),
        import_block(VERSION, existing[VERSION]["attributes"]["arn"]),
    )
    assert set(workspace.apply().changes().values()) == {"import"}
    workspace.assert_settled()


def test_an_arn_of_another_account_is_refused(workspace, existing):
    for address in (IMAGE, VERSION):
        arn = existing[address]["attributes"]["arn"].replace(
            KEY.account, "210987654321"
        )
        refused = workspace.run(
            "import", "-input=false", "-no-color", address, arn, code=1
        )
        text = " ".join(refused.output.replace("│", " ").split())
        assert refused.output.count("Error:") == 1, refused
        assert "210987654321" in text and KEY.account in text, refused
    assert workspace.resources() == {}


@pytest.mark.lifecycle
@pytest.mark.parametrize("alias", ["latest", "1st", "v1.2_x-y"])
def test_a_version_is_imported_by_its_alias(workspace, service, alias):
    workspace.configure(hcl.image(), hcl.version(count=2))
    workspace.apply()
    service.put(IMAGE_NAME, 2, Aliases=[alias])
    workspace.run("state", "rm", f"{VERSION}[0]", f"{VERSION}[1]")
    workspace.configure(hcl.image(), hcl.version(aliases=[alias]))
    workspace.run("import", "-input=false", VERSION, f"{IMAGE_NAME},{alias}")
    saved = workspace.attributes(VERSION)
    assert (saved["id"], saved["version"]) == (f"{IMAGE_NAME},2", 2)
    assert saved["aliases"] == [alias]
    workspace.assert_settled(first_refresh=True)


def test_an_alias_that_no_version_has_is_refused_with_the_forms_of_an_id(workspace):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply("-target=" + IMAGE)
    refused = workspace.run(
        "import", "-input=false", "-no-color", VERSION, f"{IMAGE_NAME},foo", code=1
    )
    assert refused.output.count("Error:") == 1, refused
    text = " ".join(refused.output.replace("│", " ").split())
    assert '"foo"' in text
    for form in ("image_name,version", "image_name,alias", "ARN", "@region"):
        assert form in text
    assert workspace.resources().keys() == {IMAGE}


def test_an_image_name_that_is_junk_is_refused_by_import(workspace):
    workspace.configure(hcl.image(), hcl.version())
    refused = workspace.run(
        "import", "-input=false", "-no-color", IMAGE, "-bad-", code=1
    )
    assert refused.output.count("Error:") == 1
    assert "-bad-" in refused.output


def test_importing_what_does_not_exist_says_so(workspace):
    workspace.configure(hcl.image(), hcl.version())
    for address, identifier in ((IMAGE, "absent"), (VERSION, "absent,7")):
        refused = workspace.run(
            "import", "-input=false", "-no-color", address, identifier, code=1
        )
        assert "non-existent remote object" in " ".join(refused.output.split())
    assert workspace.resources() == {}
