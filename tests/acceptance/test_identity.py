"""Resource identity: what the CLIs save of it, and import blocks that use it."""

import json

import hcl
import pytest
from cli import only_diagnostic
from hcl import IMAGE, IMAGE_NAME, VERSION
from test_takeover import UNSET, image_attributes, save, version_attributes

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"


def identity_of(service, **more):
    where = {"account_id": ACCOUNT, "region": service.region}
    return where | {"image_name": IMAGE_NAME} | more


def saved(workspace, address):
    """The identity in the state file."""
    instance = workspace.resources()[address]
    assert not instance.get("identity_schema_version")
    return instance.get("identity")


def import_block(address, **identity):
    return hcl.block("import", to=hcl.Expression(address), identity=identity)


def forget(workspace):
    for file in workspace.folder.glob("terraform.tfstate*"):
        file.unlink()


def import_both(workspace, *parts, **where):
    workspace.configure(
        *parts or (hcl.image(), hcl.version()),
        import_block(IMAGE, image_name=IMAGE_NAME, **where),
        import_block(VERSION, image_name=IMAGE_NAME, version=2, **where),
    )


@pytest.fixture
def existing(workspace):
    """An image with two versions that no state knows."""
    workspace.configure(hcl.image(), hcl.version(count=2))
    workspace.apply()
    forget(workspace)


@pytest.mark.lifecycle
def test_the_identity_is_saved_and_stays_through_an_update(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    assert saved(workspace, IMAGE) == identity_of(service)
    assert saved(workspace, VERSION) == identity_of(service, version=1)
    workspace.configure(hcl.image(description="What for"), hcl.version(horovod=True))
    applied = workspace.apply()
    assert set(applied.changes().values()) == {"update"}
    assert saved(workspace, IMAGE) == identity_of(service)
    assert saved(workspace, VERSION) == identity_of(service, version=1)
    workspace.assert_settled()


def test_a_replaced_version_has_the_identity_of_the_new_one(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.apply(f"-replace={VERSION}")
    assert saved(workspace, VERSION) == identity_of(service, version=2)
    workspace.assert_settled()


def test_a_failed_creation_has_an_identity_too(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    service.fault("fail", "CreateImageVersion", reason="No such container image.")
    workspace.apply(code=1)
    assert saved(workspace, VERSION) == identity_of(service, version=1)


@pytest.mark.lifecycle
@pytest.mark.parametrize("where", ["nothing", "account", "region", "both", "empty"])
def test_import_blocks_take_an_identity(workspace, service, existing, where):
    given = {
        "nothing": {},
        "account": {"account_id": ACCOUNT},
        "region": {"region": service.region},
        "both": {"account_id": ACCOUNT, "region": service.region},
        "empty": {"account_id": None, "region": ""},
    }[where]
    import_both(workspace, **given)
    assert set(workspace.apply().changes().values()) == {"import"}
    assert saved(workspace, IMAGE) == identity_of(service)
    assert saved(workspace, VERSION) == identity_of(service, version=2)
    assert workspace.attributes(VERSION)["id"] == f"{IMAGE_NAME},2"
    workspace.assert_settled()


def test_the_region_of_an_identity_is_followed(workspace, service):
    elsewhere = {"region": "eu-west-1"}
    parts = hcl.image(**elsewhere), hcl.version(**elsewhere)
    workspace.configure(*parts, hcl.version("second", **elsewhere))
    workspace.apply()
    forget(workspace)
    import_both(workspace, *parts, **elsewhere)
    workspace.apply()
    assert saved(workspace, IMAGE) == identity_of(service) | elsewhere
    workspace.assert_settled()


def test_generated_configuration_of_an_identity_plans_to_nothing(workspace, existing):
    """Both CLIs call the provider there by the last part of its source."""
    ours = {"provider": hcl.Expression("sagemaker")}
    block = hcl.block(
        "import",
        to=hcl.Expression(VERSION),
        identity={"image_name": IMAGE_NAME, "version": 2},
        **ours,
    )
    workspace.configure(block, local="sagemaker")
    workspace.plan("-generate-config-out=generated.tf")
    assert set(workspace.apply().changes().values()) == {"import"}
    workspace.assert_settled()


def test_a_required_part_that_is_null_is_refused(workspace, existing):
    """The CLIs look only at whether it is there."""
    workspace.configure(
        hcl.image(),
        hcl.version(),
        import_block(VERSION, image_name=IMAGE_NAME, version=None),
    )
    refused = only_diagnostic(workspace.plan(code=1))
    assert "Incomplete identity" in refused
    assert "version" in refused


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"version": 0}, "version must be a whole number from 1"),
        ({"version": 1, "region": "nowhere"}, "Invalid region"),
        ({"version": 1, "account_id": "12345"}, "account_id must be 12 digits"),
        ({"version": 1, "image_name": "-bad-"}, "image_name must be"),
    ],
)
def test_a_part_that_breaks_its_rule_is_refused(workspace, existing, rows, words):
    given = {"image_name": IMAGE_NAME} | rows
    workspace.configure(hcl.image(), hcl.version(), import_block(VERSION, **given))
    assert words in only_diagnostic(workspace.plan(code=1))


def test_an_object_of_another_account_is_refused(workspace, existing):
    given = {"image_name": IMAGE_NAME, "account_id": OTHER_ACCOUNT}
    workspace.configure(hcl.image(), hcl.version(), import_block(IMAGE, **given))
    refused = only_diagnostic(workspace.plan(code=1))
    assert ACCOUNT in refused
    assert OTHER_ACCOUNT in refused


def test_an_identity_of_nothing_says_so(workspace, existing):
    given = {"image_name": IMAGE_NAME, "version": 99}
    workspace.configure(hcl.image(), hcl.version(), import_block(VERSION, **given))
    refused = only_diagnostic(workspace.plan(code=1))
    assert "non-existent remote object" in refused


def test_a_state_without_identity_gets_one_at_the_next_apply(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    save(
        workspace,
        (IMAGE, 0, image_attributes(service)),
        (VERSION, 1, version_attributes(service, 1, **UNSET)),
    )
    workspace.assert_settled(first_refresh=True)
    workspace.apply("-refresh-only")
    assert saved(workspace, IMAGE) == identity_of(service)
    assert saved(workspace, VERSION) == identity_of(service, version=1)
    workspace.assert_settled()


def test_the_identity_schemas_are_printed(workspace):
    workspace.write(hcl.requirements(), hcl.image())
    printed = workspace.run("providers", "schema", "-json")
    [schema] = json.loads(printed.output)["provider_schemas"].values()
    found = schema["resource_identity_schemas"]
    assert found.keys() == {"aws_sagemaker_image", "aws_sagemaker_image_version"}
