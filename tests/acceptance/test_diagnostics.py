"""Bad input gets one diagnostic that names the attribute, the cause and the cure."""

import hcl
import pytest
from cli import only_diagnostic, shown_code
from emulator.testing import KEY

BAD_VERSIONS = (
    ({"job_type": "BATCH"}, "job_type", "TRAINING"),
    ({"processor": "cpu"}, "processor", "GPU"),
    ({"vendor_guidance": "MAYBE"}, "vendor_guidance", "TO_BE_ARCHIVED"),
    ({"ml_framework": "PyTorch"}, "ml_framework", "PyTorch 2.4"),
    ({"ml_framework": "a" * 126 + " 1.0"}, "ml_framework", "128"),
    ({"programming_lang": "Python  3.11"}, "programming_lang", "Python 3.11"),
    ({"release_notes": "x" * 256}, "release_notes", "255"),
    ({"release_notes": "two\nlines"}, "release_notes", "line"),
    ({"image_name": "-bad-"}, "image_name", "hyphens"),
    ({"image_name": "a" * 64}, "image_name", "63"),
    ({"image_name": ""}, "image_name", "1"),
    ({"base_image": ""}, "base_image", "1"),
    ({"base_image": "x" * 256}, "base_image", "255"),
    ({"aliases": ["good", ".bad"]}, "aliases", "dot"),
    ({"aliases": ["a" * 129]}, "aliases", "128"),
    ({"region": "nowhere"}, "region", "us-west-2"),
    ({"region": "cn-north-1"}, "region", "partition"),
)
BAD_IMAGES = (
    (
        {"role_arn": "arn:aws:iam::1234:user/nobody"},
        "role_arn",
        "arn:aws:iam::123456789012:role/",
    ),
    ({"display_name": " padded "}, "display_name", "space"),
    ({"display_name": "x" * 129}, "display_name", "128"),
    ({"description": "x" * 513}, "description", "512"),
    ({"image_name": "a..b"}, "image_name", "dots"),
)
WRONG_TYPES = (
    ({"horovod": "perhaps"}, "horovod", "bool"),
    ({"aliases": "latest"}, "aliases", "set of string"),
    ({"release_notes": ["a"]}, "release_notes", "string"),
)


def refused_plan(workspace, argument, cure):
    refused = workspace.plan(code=1)
    text = only_diagnostic(refused)
    assert argument in text + shown_code(refused), refused
    assert cure in text, refused
    assert argument in shown_code(refused), refused


@pytest.mark.parametrize(
    ("arguments", "name", "cure"),
    BAD_VERSIONS + WRONG_TYPES,
    ids=[f"{row[1]}-{row[2]}" for row in BAD_VERSIONS + WRONG_TYPES],
)
def test_a_bad_argument_of_a_version_is_refused_by_the_plan(
    workspace, service, arguments, name, cure
):
    given = {"image_name": "example-name"} | arguments
    workspace.configure(hcl.version(**given))
    refused_plan(workspace, name, cure)
    assert service.log(service="sagemaker") == []


@pytest.mark.parametrize(
    ("arguments", "name", "cure"), BAD_IMAGES, ids=[row[1] for row in BAD_IMAGES]
)
def test_a_bad_argument_of_an_image_is_refused_by_the_plan(
    workspace, arguments, name, cure
):
    workspace.configure(hcl.image(**arguments))
    refused_plan(workspace, name, cure)


def test_several_bad_arguments_get_a_message_each(workspace):
    workspace.configure(
        hcl.version(image_name="-", job_type="X", processor="Y", release_notes="\n")
    )
    refused = workspace.plan(code=1)
    assert len(refused.diagnostics()) == 4


def test_validate_needs_neither_region_nor_credentials(workspace):
    workspace.write(hcl.requirements(), hcl.image(), hcl.version())
    workspace.run("validate")


def refused_apply(workspace, service, *words, **arguments):
    workspace.configure(hcl.image(), max_retries=2, **arguments)
    return refused(workspace, *words)


def refused(workspace, *words):
    result = workspace.apply(code=1)
    text = only_diagnostic(result)
    for word in words:
        assert word in text, result
    return text


def test_a_missing_region_is_named_with_its_cure(workspace, service):
    refused_apply(workspace, service, "region", "AWS_REGION", region=None)


def test_an_unknown_region_is_named_with_its_cure(workspace, service):
    text = refused_apply(workspace, service, "westwards", region="westwards")
    assert "skip_region_validation" in text


def test_missing_credentials_are_named_with_their_cure(workspace, service):
    refused_apply(
        workspace,
        service,
        "access_key",
        "AWS_ACCESS_KEY_ID",
        access_key=None,
        secret_key=None,
    )


def test_half_of_the_credentials_is_named_with_its_cure(workspace, service):
    refused_apply(workspace, service, "secret_key", secret_key=None)
    refused_apply(workspace, service, "access_key", access_key=None)


def test_a_wrong_key_is_refused_with_its_cure(workspace, service):
    text = refused_apply(
        workspace, service, "InvalidClientTokenId", access_key="AKIAWRONG"
    )
    assert "access_key" in text
    assert service.log(service="sagemaker") == []


def test_a_wrong_secret_is_refused_with_its_cure(workspace, service):
    wrong = "wrong/" + KEY.secret_key[6:]
    text = refused_apply(workspace, service, "SignatureDoesNotMatch", secret_key=wrong)
    assert "secret_key" in text
    assert wrong not in text
    assert service.log(service="sagemaker") == []


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("max_retries", -1, "1000"),
        ("max_retries", 1.5, "whole number"),
        ("max_retries", "many", "number"),
        ("insecure", "perhaps", "bool"),
        ("region", ["us-west-2"], "string"),
        ("custom_ca_bundle", "/nonexistent/bundle.pem", "/nonexistent/bundle.pem"),
        ("shared_config_files", "a.ini", "list of string"),
    ],
)
def test_a_bad_argument_of_the_provider_block_is_refused(
    workspace, service, name, value, cure
):
    workspace.configure(hcl.image(), **{name: value})
    refused = workspace.plan(code=1)
    text = only_diagnostic(refused)
    assert cure in text, refused
    assert name in text + shown_code(refused), refused
    assert service.log(service="sagemaker") == []


def test_a_profile_that_does_not_exist_is_named(workspace, service):
    refused_apply(
        workspace,
        service,
        "nobody",
        "profile",
        profile="nobody",
        access_key=None,
        secret_key=None,
    )


def unreachable(**urls):
    places = "".join(f'    {name} = "{url}"\n' for name, url in urls.items())
    return (
        f'provider "aws" {{\n  region = "us-west-2"\n'
        f'  access_key = "{KEY.access_key}"\n  secret_key = "{KEY.secret_key}"\n'
        f"  max_retries = 2\n  endpoints {{\n{places}  }}\n}}\n"
    )


@pytest.mark.parametrize("name", ["sagemaker", "sts"])
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "https://127.0.0.1:9", "http://[::1]:9"]
)
def test_an_unreachable_endpoint_is_named(workspace, service, url, name):
    urls = {"sagemaker": service.url, "sts": service.url} | {name: url}
    workspace.write(hcl.requirements(), unreachable(**urls), hcl.image())
    refused(workspace, url, "endpoints")


def test_an_endpoint_that_speaks_no_tls_is_named(workspace, service):
    url = service.url.replace("http:", "https:")
    block = unreachable(sagemaker=url, sts=service.url)
    workspace.write(hcl.requirements(), block, hcl.image())
    refused(workspace, url)


@pytest.mark.parametrize(
    "url", ["sagemaker.example.com", "ftp://example.com", "http://"]
)
def test_an_endpoint_that_is_no_url_is_refused(workspace, url):
    workspace.write(hcl.requirements(), unreachable(sagemaker=url), hcl.image())
    refused(workspace, "endpoint", url)


def test_a_denied_call_names_the_action(workspace, service):
    service.fault(
        "error",
        "CreateImage",
        code="AccessDeniedException",
        message="User is not authorized to perform: sagemaker:CreateImage",
        status=403,
    )
    refused_apply(workspace, service, "AccessDenied", "sagemaker:CreateImage")


def test_an_answer_that_is_no_json_is_told(workspace, service):
    service.fault(
        "error", "DescribeImage", status=200, body="<html>welcome</html>", times=0
    )
    refused_apply(workspace, service, "DescribeImage")
