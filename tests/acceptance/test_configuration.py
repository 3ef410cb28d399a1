"""Where settings come from: the provider block, the environment, profiles."""

import hcl
import pytest
from emulator.testing import KEY
from hcl import IMAGE, IMAGE_NAME, VERSION, Expression

PROFILE = "for-the-tests"


def test_the_environment_alone_is_enough(workspace, service):
    workspace.write(hcl.requirements(), hcl.image(), hcl.version())
    workspace.apply(environment=service.env())
    assert list(service.images()) == [IMAGE_NAME]
    workspace.plan("-detailed-exitcode", environment=service.env())


def test_arguments_win_over_the_environment(workspace, service):
    misleading = {
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIAWRONG",
        "AWS_SECRET_ACCESS_KEY": "wrong",
        "AWS_SESSION_TOKEN": "wrong",
        "AWS_ENDPOINT_URL_SAGEMAKER": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
    }
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply(environment=misleading)
    assert list(service.images()) == [IMAGE_NAME]


def test_a_profile_gives_credentials_and_region(workspace, service):
    config = workspace.folder / "config"
    config.write_text(f"[profile {PROFILE}]\nregion = eu-central-1\n")
    credentials = workspace.folder / "credentials"
    credentials.write_text(
        f"[{PROFILE}]\naws_access_key_id = {KEY.access_key}\n"
        f"aws_secret_access_key = {KEY.secret_key}\n"
    )
    workspace.configure(
        hcl.image(),
        region=None,
        access_key=None,
        secret_key=None,
        profile=PROFILE,
        shared_config_files=[str(config)],
        shared_credentials_files=[str(credentials)],
    )
    workspace.apply()
    assert list(service.images(region="eu-central-1")) == [IMAGE_NAME]
    by_environment = {
        "AWS_PROFILE": PROFILE,
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
    }
    workspace.configure(hcl.image(), region=None, access_key=None, secret_key=None)
    workspace.plan("-detailed-exitcode", environment=by_environment)


def test_the_files_in_the_home_folder_are_found(workspace, service):
    folder = workspace.folder / ".aws"
    folder.mkdir()
    folder.joinpath("credentials").write_text(
        f"[default]\naws_access_key_id={KEY.access_key}\n"
        f"aws_secret_access_key={KEY.secret_key}\n"
    )
    folder.joinpath("config").write_text("[default]\nregion=ca-central-1\n")
    workspace.configure(hcl.image(), region=None, access_key=None, secret_key=None)
    unset = {"AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": ""}
    workspace.apply(environment=unset)
    assert list(service.images(region="ca-central-1")) == [IMAGE_NAME]


@pytest.mark.lifecycle
def test_two_provider_configurations_work_side_by_side(workspace, service):
    other = hcl.provider(service, '  alias = "west"', region="eu-west-1")
    west = {"provider": Expression("aws.west")}
    workspace.configure(
        other,
        hcl.image(),
        hcl.version(),
        hcl.image("west", **west),
        hcl.version(
            "west",
            image_name=Expression("aws_sagemaker_image.west.image_name"),
            **west,
        ),
    )
    workspace.apply()
    assert ":us-west-2:" in workspace.attributes(VERSION)["arn"]
    assert (
        ":eu-west-1:" in workspace.attributes("aws_sagemaker_image_version.west")["arn"]
    )
    workspace.assert_settled()
    workspace.destroy()
    assert service.images() == service.images(region="eu-west-1") == {}


def test_every_argument_of_the_provider_block_is_accepted(workspace, service):
    workspace.configure(
        hcl.image(),
        max_retries=3,
        skip_credentials_validation=True,
        skip_requesting_account_id=True,
        skip_metadata_api_check=True,
        skip_region_validation=True,
        insecure=False,
    )
    workspace.apply()
    workspace.assert_settled()


def test_a_provider_block_that_depends_on_a_resource_waits_for_it(workspace, service):
    workspace.configure(
        hcl.block(
            "resource", "terraform_data", "region", input=Expression('"us-west-2"')
        ),
        hcl.image(),
        region=Expression("terraform_data.region.output"),
    )
    workspace.apply()
    assert workspace.attributes(IMAGE)["region"] == "us-west-2"
    workspace.assert_settled()


def test_calls_say_who_makes_them(workspace, service):
    workspace.configure(hcl.image())
    workspace.apply()
    agents = {entry["user_agent"] for entry in service.log()}
    assert len(agents) == 1
    assert "terraform-provider-sagemaker/" in agents.pop()
