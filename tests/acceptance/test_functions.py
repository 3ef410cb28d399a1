"""The provider's functions, as configurations call them."""

import hcl
import pytest
from cli import only_diagnostic, shown_code
from emulator.testing import BASE_IMAGE
from hcl import Expression

ARN = "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42"
OF_ARN = {
    "partition": "aws",
    "region": "eu-west-1",
    "account_id": "123456789012",
    "image_name": "my.image",
    "version": 42,
}
NOTHING = dict.fromkeys(OF_ARN)
HOST = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
DIGEST = "sha256:" + 4 * "0123456789abcdef"
OF_URI = {
    "account_id": "123456789012",
    "region": "us-west-2",
    "repository": "team/example",
    "tag": None,
    "digest": None,
}
RESULTS = {
    f'image_version_arn_parse("{ARN}")': OF_ARN,
    f'image_version_id_parse("{ARN}")': OF_ARN,
    'image_version_id_parse("example,1")': NOTHING
    | {"image_name": "example", "version": 1},
    'image_version_id_parse("example,1@eu-west-1")': NOTHING
    | {"image_name": "example", "version": 1, "region": "eu-west-1"},
    'image_version_arn_build("aws", "eu-west-1", "123456789012", "my.image", 42)': ARN,
    f'image_uri_parse("{HOST}/team/example")': OF_URI,
    f'image_uri_parse("{HOST}/team/example:1.0@{DIGEST}")': OF_URI
    | {"tag": "1.0", "digest": DIGEST},
    'image_uri_parse("123456789012.dkr-ecr.us-west-2.on.aws/team/example")': OF_URI,
}
REFUSED = (
    (
        'image_version_arn_parse("example,1")',
        "arn",
        "is not the ARN of an image version",
    ),
    ('image_version_id_parse("example")', "id", "image_name,version"),
    ('image_uri_parse("example:latest")', "uri", "its host is not one of a registry"),
    (
        'image_version_arn_build("aws", "eu-west-1", "123456789012", "example", 1.5)',
        "version",
        "whole number from 1 to",
    ),
    (
        'image_version_arn_build("aws-cn", "eu-west-1", "123456789012", "example", 1)',
        "partition",
        "not the partition that the region is in",
    ),
    ("image_version_arn_parse(null)", "arn", "null"),
)


def called(name, call, local=hcl.AWS):
    return hcl.block("output", name, value=Expression(f"provider::{local}::{call}"))


def outputs_of(workspace):
    return {name: item["value"] for name, item in workspace.state()["outputs"].items()}


def test_functions_need_no_provider_block_and_no_network(workspace, service):
    outputs = [called(f"o{i}", call) for i, call in enumerate(RESULTS)]
    workspace.write(hcl.requirements(), *outputs)
    workspace.apply()
    wanted = {f"o{i}": value for i, value in enumerate(RESULTS.values())}
    assert outputs_of(workspace) == wanted
    workspace.assert_settled()
    assert not service.log()


@pytest.mark.parametrize(
    ("call", "argument", "cure"),
    REFUSED,
    ids=[row[0].partition("(")[0] for row in REFUSED],
)
def test_an_error_points_at_the_argument_and_says_what_would_do(
    workspace, call, argument, cure
):
    workspace.write(hcl.requirements(), called("refused", call))
    refused = workspace.plan(code=1)
    text = only_diagnostic(refused)
    assert f'Invalid value for "{argument}" parameter' in text, refused
    assert cure in text, refused
    assert ".." not in text, refused
    assert call.partition("(")[0] in shown_code(refused), refused


def test_what_is_not_known_yet_is_parsed_once_it_is(workspace):
    workspace.configure(
        hcl.image(),
        hcl.version(),
        called("arn", f"image_version_arn_parse({hcl.VERSION}.arn)"),
        called("id", f"image_version_id_parse({hcl.VERSION}.id)"),
        called("uri", f"image_uri_parse({hcl.VERSION}.base_image)"),
    )
    workspace.apply()
    shown = outputs_of(workspace)
    assert shown["arn"]["image_name"] == shown["id"]["image_name"] == hcl.IMAGE_NAME
    assert shown["arn"]["version"] == shown["id"]["version"] == 1
    assert shown["arn"]["region"] in workspace.attributes(hcl.VERSION)["arn"]
    assert BASE_IMAGE.startswith(shown["uri"]["account_id"])
    workspace.assert_settled()


def test_what_one_function_takes_apart_the_other_puts_together(workspace):
    parts = f'provider::aws::image_version_arn_parse("{ARN}")'
    names = ", ".join(f"local.p.{name}" for name in OF_ARN)
    workspace.write(
        hcl.requirements(),
        hcl.block("locals", p=Expression(parts)),
        called("again", f"image_version_arn_build({names})"),
    )
    workspace.apply()
    assert outputs_of(workspace) == {"again": ARN}


def test_the_local_name_of_the_provider_is_that_of_its_functions(workspace):
    workspace.write(
        hcl.requirements("sagemaker"),
        called("o", 'image_version_id_parse("example,1").version', "sagemaker"),
    )
    workspace.apply()
    assert outputs_of(workspace) == {"o": 1}
