"""The provider block takes what one of hashicorp/aws says, and judges it."""

import json

import hcl
import pytest
from cli import only_diagnostic, shown_code
from emulator.testing import KEY
from hcl import IMAGE_NAME, Expression

STRINGS, A_SET, A_MAP = ["list", "string"], ["set", "string"], ["map", "string"]

# Names and types of hashicorp/aws.
ATTRIBUTES = {
    "access_key": "string",
    "allowed_account_ids": A_SET,
    "custom_ca_bundle": "string",
    "ec2_metadata_service_endpoint": "string",
    "ec2_metadata_service_endpoint_mode": "string",
    "forbidden_account_ids": A_SET,
    "http_proxy": "string",
    "https_proxy": "string",
    "insecure": "bool",
    "max_retries": "number",
    "no_proxy": "string",
    "profile": "string",
    "region": "string",
    "retry_mode": "string",
    "s3_us_east_1_regional_endpoint": "string",
    "s3_use_path_style": "bool",
    "secret_key": "string",
    "shared_config_files": STRINGS,
    "shared_credentials_files": STRINGS,
    "skip_credentials_validation": "bool",
    "skip_metadata_api_check": "string",
    "skip_region_validation": "bool",
    "skip_requesting_account_id": "bool",
    "sts_region": "string",
    "tag_policy_compliance": "string",
    "token": "string",
    "token_bucket_rate_limiter_capacity": "number",
    "use_dualstack_endpoint": "bool",
    "use_fips_endpoint": "bool",
    "user_agent": STRINGS,
}
# Nesting, most items, rows.
BLOCKS = {
    "assume_role": (
        "list",
        None,
        {
            "duration": "string",
            "external_id": "string",
            "policy": "string",
            "policy_arns": A_SET,
            "role_arn": "string",
            "session_name": "string",
            "source_identity": "string",
            "tags": A_MAP,
            "transitive_tag_keys": A_SET,
        },
    ),
    "assume_role_with_web_identity": (
        "list",
        1,
        {
            "duration": "string",
            "policy": "string",
            "policy_arns": A_SET,
            "role_arn": "string",
            "session_name": "string",
            "web_identity_token": "string",
            "web_identity_token_file": "string",
        },
    ),
    "default_tags": ("list", 1, {"tags": A_MAP}),
    "ignore_tags": ("list", 1, {"key_prefixes": A_SET, "keys": A_SET}),
}
SECRETS = {"access_key", "secret_key", "token", "web_identity_token"}
ENDPOINTS = 326
SOME_ENDPOINTS = {
    "accessanalyzer",
    "ec2",
    "iam",
    "s3",
    "sagemaker",
    "sso",
    "sts",
    "xray",
}

ROLES = """\
  assume_role {
    role_arn            = "arn:aws:iam::210987654321:role/one"
    duration            = "1h"
    external_id         = "customer/1"
    policy              = jsonencode({ Version = "2012-10-17", Statement = [] })
    policy_arns         = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    session_name        = "run-1"
    source_identity     = "someone"
    tags                = { team = "images" }
    transitive_tag_keys = ["team"]
  }
  assume_role {
    role_arn = "arn:aws:iam::123456789012:role/two"
  }
"""
BLOCKS_OF_TAGS = """\
  default_tags {
    tags = { owner = "us" }
  }
  ignore_tags {
    keys         = ["theirs"]
    key_prefixes = ["their:"]
  }
"""
EVERY_ARGUMENT = {
    "allowed_account_ids": [KEY.account],
    "custom_ca_bundle": None,
    "ec2_metadata_service_endpoint": "http://127.0.0.1:9",
    "ec2_metadata_service_endpoint_mode": "IPv6",
    "forbidden_account_ids": [],
    "http_proxy": "",
    "https_proxy": "",
    "insecure": False,
    "max_retries": 3,
    "no_proxy": "127.0.0.1",
    "retry_mode": "adaptive",
    "s3_us_east_1_regional_endpoint": "regional",
    "s3_use_path_style": True,
    "shared_config_files": ["/nowhere/config"],
    "shared_credentials_files": ["/nowhere/credentials"],
    "skip_credentials_validation": False,
    "skip_metadata_api_check": True,
    "skip_region_validation": False,
    "skip_requesting_account_id": False,
    "sts_region": "eu-west-1",
    "tag_policy_compliance": "disabled",
    "token_bucket_rate_limiter_capacity": 500,
    "use_dualstack_endpoint": True,
    "use_fips_endpoint": True,
    "user_agent": ["example/1.0 (comment)"],
}


def endpoints(service, **more):
    urls = {"sagemaker": service.url, "sts": service.url} | more
    return hcl.block("endpoints", **urls)


def write(workspace, body, *parts, **arguments):
    given = {"region": "us-west-2"} | arguments
    block = hcl.block("provider", "aws", body=body, **given)
    workspace.write(hcl.requirements(), block, *(parts or [hcl.image()]))


def with_keys(**arguments):
    return {"access_key": KEY.access_key, "secret_key": KEY.secret_key} | arguments


def warnings_of(result):
    """The summaries of the provider's own warnings."""
    told = [item["summary"] for item in result.diagnostics("warning")]
    return [text for text in told if "development overrides" not in text]


def types_of(block):
    return {name: item["type"] for name, item in block["attributes"].items()}


def test_names_types_and_nesting_are_those_of_hashicorp_aws(workspace):
    workspace.write(hcl.requirements(), hcl.image())
    printed = workspace.run("providers", "schema", "-json")
    [schema] = json.loads(printed.output)["provider_schemas"].values()
    block = schema["provider"]["block"]
    assert types_of(block) == ATTRIBUTES
    assert block["block_types"].keys() == BLOCKS.keys() | {"endpoints"}
    for name, (nesting, most, rows) in BLOCKS.items():
        found = block["block_types"][name]
        assert found["nesting_mode"] == nesting
        assert found.get("max_items") == most
        assert "min_items" not in found
        assert types_of(found["block"]) == rows
    found = block["block_types"]["endpoints"]
    assert found["nesting_mode"] == "set"
    assert set(map(str, types_of(found["block"]).values())) == {"string"}
    assert len(found["block"]["attributes"]) == ENDPOINTS
    assert found["block"]["attributes"].keys() >= SOME_ENDPOINTS


def test_all_of_it_is_optional_and_secrets_are_marked(workspace):
    workspace.write(hcl.requirements(), hcl.image())
    printed = workspace.run("providers", "schema", "-json")
    [schema] = json.loads(printed.output)["provider_schemas"].values()
    block = schema["provider"]["block"]
    nested = [item["block"] for item in block["block_types"].values()]
    marked = set()
    for name, item in [
        pair for part in [block, *nested] for pair in part["attributes"].items()
    ]:
        assert item.get("optional"), name
        assert not item.get("required"), name
        assert not item.get("computed"), name
        if item.get("sensitive"):
            marked.add(name)
    assert marked == SECRETS


def test_every_argument_is_accepted_and_the_roles_are_assumed(workspace, service):
    body = ROLES + BLOCKS_OF_TAGS + endpoints(service, ec2="http://127.0.0.1:9", s3="")
    write(workspace, body, **with_keys(**EVERY_ARGUMENT))
    workspace.run("validate")
    made = workspace.apply()
    assert not warnings_of(made), made
    workspace.assert_settled()
    first = service.log("AssumeRole")[0]["input"]
    assert first["SourceIdentity"] == "someone"
    assert first["DurationSeconds"] == "3600"
    assert json.loads(first["Policy"])["Version"] == "2012-10-17"
    assert first["TransitiveTagKeys.member.1"] == "team"
    assert service.log("AssumeRole")[0]["region"] == "eu-west-1"
    assert "example/1.0 (comment)" in service.log("CreateImage")[0]["user_agent"]
    assert list(service.images()) == [IMAGE_NAME]


def test_a_module_may_name_itself_to_the_provider(workspace, service):
    meta = (
        'terraform {\n  provider_meta "aws" {\n    user_agent = ["module/1"]\n  }\n}\n'
    )
    write(workspace, endpoints(service), meta, hcl.image(), **with_keys())
    workspace.apply()
    workspace.assert_settled()


def test_a_web_identity_from_a_file_is_used(workspace, service):
    file = workspace.folder / "token"
    file.write_text("the-token\n")
    body = hcl.block(
        "assume_role_with_web_identity",
        role_arn="arn:aws:iam::123456789012:role/web",
        web_identity_token_file=str(file),
    )
    write(workspace, body + endpoints(service))
    workspace.apply()
    assert service.log("AssumeRoleWithWebIdentity")[0]["input"]["RoleSessionName"]
    assert list(service.images()) == [IMAGE_NAME]


BAD = [
    ("retry_mode", "legacy", "adaptive"),
    ("skip_metadata_api_check", "perhaps", "true"),
    ("ec2_metadata_service_endpoint_mode", "IPv5", "IPv6"),
    ("tag_policy_compliance", "strict", "disabled"),
    ("token_bucket_rate_limiter_capacity", -1, "whole number"),
    ("http_proxy", "ftp://proxy", "proxy"),
    ("https_proxy", "ftp://proxy", "proxy"),
    ("sts_region", "west/wards", "west/wards"),
    ("allowed_account_ids", ["210987654321"], "AWS account ID not allowed"),
    ("forbidden_account_ids", [KEY.account], "AWS account ID not allowed"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD, ids=[row[0] for row in BAD])
def test_a_wrong_argument_is_one_diagnostic_at_its_line(
    workspace, service, name, value, words
):
    write(workspace, endpoints(service), **with_keys(**{name: value}))
    refused = workspace.plan(code=1)
    assert words in only_diagnostic(refused), refused
    assert name in shown_code(refused), refused
    assert service.log(service="sagemaker") == []


ROLE = "arn:aws:iam::123456789012:role/one"
BAD_ROLES = [
    ("duration", "soon", '"duration" cannot be parsed as a duration'),
    ("duration", "14m", '"duration" must be between 15 minutes'),
    ("duration", "12h1s", "12 hours (12h)"),
    ("external_id", "a", "2 to 1224"),
    ("policy", "{", "JSON"),
    ("policy_arns", ["nothing"], "an ARN"),
    ("role_arn", "one", "an ARN"),
    ("session_name", "a b", "letters, digits"),
    ("source_identity", "a", "2 to 64"),
]


@pytest.mark.parametrize(
    ("name", "value", "words"), BAD_ROLES, ids=[f"{n}-{v}" for n, v, _ in BAD_ROLES]
)
@pytest.mark.parametrize("kind", ["assume_role", "assume_role_with_web_identity"])
def test_a_wrong_role_is_one_diagnostic(workspace, service, kind, name, value, words):
    if name not in BLOCKS[kind][2]:
        return
    role = hcl.block(kind, **({"role_arn": ROLE} | {name: value}))
    write(workspace, role + endpoints(service), **with_keys())
    refused = workspace.plan(code=1)
    assert words in only_diagnostic(refused), refused
    assert service.log() == []


CONFLICTS = [
    {"allowed_account_ids": ["1"], "forbidden_account_ids": ["2"]},
    {
        "body": hcl.block(
            "assume_role_with_web_identity",
            role_arn=ROLE,
            web_identity_token="token",
            web_identity_token_file="/a/file",
        )
    },
    {"body": hcl.block("assume_role", role_arn=ROLE) + hcl.block("assume_role")},
]


@pytest.mark.parametrize("given", CONFLICTS, ids=["accounts", "token", "roles"])
def test_what_does_not_go_together_is_one_diagnostic(workspace, service, given):
    given = dict(given)
    body = given.pop("body", "") + endpoints(service)
    write(workspace, body, **with_keys(**given))
    only_diagnostic(workspace.plan(code=1))
    assert service.log() == []


WARNINGS = [
    ({"tag_policy_compliance": "error"}, "", "Tag Policies Not Enforced"),
    ({}, hcl.block("assume_role"), "Missing required argument"),
    ({"s3_us_east_1_regional_endpoint": "legacy"}, "", "Deprecated Argument Value"),
    (
        {"skip_credentials_validation": True, "skip_requesting_account_id": True},
        "",
        "AWS account ID not found for provider",
    ),
    (
        {},
        hcl.block("assume_role_with_web_identity", web_identity_token="token"),
        "Web Identity Ignored",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "body", "summary"), WARNINGS, ids=[row[2] for row in WARNINGS]
)
def test_what_is_not_done_is_one_warning(workspace, service, arguments, body, summary):
    write(workspace, body + endpoints(service), **with_keys(**arguments))
    assert warnings_of(workspace.plan()) == [summary]


def test_an_argument_that_hashicorp_aws_has_removed_is_refused(workspace, service):
    write(workspace, endpoints(service), **with_keys(skip_get_ec2_platforms=True))
    assert "Unsupported argument" in only_diagnostic(workspace.plan(code=1))


def test_a_role_that_is_not_known_yet_is_waited_for(workspace, service):
    role = hcl.block("assume_role", role_arn=Expression("terraform_data.role.output"))
    resource = hcl.block(
        "resource", "terraform_data", "role", input=Expression(f'"{ROLE}"')
    )
    write(workspace, role + endpoints(service), resource, hcl.image(), **with_keys())
    workspace.apply()
    assert service.log("AssumeRole")
    workspace.assert_settled()


def test_what_is_in_another_account_is_neither_forgotten_nor_made_again(
    workspace, service
):
    write(workspace, endpoints(service), **with_keys())
    workspace.apply()
    saved = workspace.resources()
    other = hcl.block("assume_role", role_arn="arn:aws:iam::210987654321:role/one")
    write(workspace, other + endpoints(service), **with_keys())
    for command in (workspace.plan, workspace.apply, workspace.destroy):
        assert "another account" in only_diagnostic(command(code=1)).lower()
    assert workspace.resources() == saved
    assert service.images(account="210987654321") == {}
