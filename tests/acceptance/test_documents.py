"""What the README and the examples show works as it stands.

Every .tf file of examples/ is tried: one whose name begins with "import-" with what the
resource.tf beside it made, one of "moving" with a state as the other provider writes it,
those that only read in test_read_examples.py, each other one by itself.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from cli import SOURCE
from test_takeover import HOSTS, UNSET

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
PROVIDER = EXAMPLES / "provider" / "provider.tf"
FILES = sorted(EXAMPLES.rglob("*.tf"))
IMPORTS = [file for file in FILES if file.name.startswith("import-")]
MOVES = [file for file in FILES if file.parent.name == "moving"]
READS = [
    file
    for file in FILES
    if file.relative_to(EXAMPLES).parts[0] in ("data-sources", "inventory", "stackql")
]
OTHERS = [file for file in FILES if file not in IMPORTS + MOVES + READS]
SCRIPTS = sorted(EXAMPLES.glob("resources/*/import.sh"))
PAGES = PROJECT / "docs" / "resources"
TYPE = re.compile(r'^resource "aws_(\w+)"', re.MULTILINE)
ACTION = re.compile(r"`sagemaker:(\w+)`")
IMPORT_COMMAND = re.compile(r"^\s*terraform import (\S+) (\S+)$", re.MULTILINE)


def name_of(path):
    return str(path.relative_to(PROJECT))


def readme_example():
    text = PROJECT.joinpath("README.md").read_text()
    [example] = re.findall(r"```terraform\n(.*?)```", text, re.DOTALL)
    return example


def write(workspace, *files):
    """The files as a user copies them, with the provider's example if none has its own."""
    texts = [file.read_text() for file in files]
    if not any("required_providers" in text for text in texts):
        texts.insert(0, PROVIDER.read_text())
    workspace.write(*texts)
    workspace.run("fmt", "-check")


def assert_settled(workspace, environment):
    workspace.plan("-detailed-exitcode", environment=environment)


def assert_lives(workspace, service):
    """It can be applied, settles, and leaves nothing when it is destroyed."""
    environment = service.env()
    workspace.apply(environment=environment)
    assert_settled(workspace, environment)
    workspace.destroy(environment=environment)
    assert service.images() == {}


def test_the_example_of_the_readme_lives(workspace, service):
    workspace.write(readme_example())
    workspace.run("fmt", "-check")
    assert_lives(workspace, service)


@pytest.mark.parametrize("file", OTHERS, ids=name_of)
def test_an_example_lives_with_the_permissions_that_are_shown(workspace, service, file):
    write(workspace, file)
    assert_lives(workspace, service)
    pages = [PAGES / f"{name}.md" for name in set(TYPE.findall(file.read_text()))]
    shown = {action for page in pages for action in ACTION.findall(page.read_text())}
    called = {entry["operation"] for entry in service.log(service="sagemaker")}
    assert called <= shown


@pytest.mark.parametrize("file", IMPORTS, ids=name_of)
def test_an_import_block_that_is_shown_imports_without_a_change(
    workspace, service, file
):
    environment = service.env()
    made = file.with_name("resource.tf")
    write(workspace, made)
    workspace.apply(environment=environment)
    [address] = re.findall(r"to = (\S+)", file.read_text())
    workspace.run("state", "rm", address, environment=environment)
    write(workspace, made, file)
    [planned] = workspace.plan(environment=environment).of_type("change_summary")
    changes = {name: planned["changes"][name] for name in ("add", "change", "import")}
    assert changes == {"add": 0, "change": 0, "import": 1}
    workspace.apply(environment=environment)
    assert_settled(workspace, environment)


def assert_imports(workspace, environment, text):
    commands = IMPORT_COMMAND.findall(text)
    assert commands
    for address, identifier in commands:
        workspace.run("state", "rm", address, environment=environment)
        arguments = ("-input=false", address, identifier)
        workspace.run("import", *arguments, environment=environment)
        assert_settled(workspace, environment)


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_the_import_commands_that_are_shown_work(workspace, service, script):
    environment = service.env()
    write(workspace, script.with_name("resource.tf"))
    workspace.apply(environment=environment)
    assert_imports(workspace, environment, script.read_text())


def test_the_import_commands_of_the_readme_work(workspace, service):
    environment = service.env()
    workspace.write(readme_example())
    workspace.apply(environment=environment)
    readme = PROJECT.joinpath("README.md").read_text()
    assert_imports(workspace, environment, readme)


BLUE_GREEN = EXAMPLES / "resources/aws_sagemaker_image_version/blue-green.tf"
TWO_VERSIONS = BLUE_GREEN.with_name("two-versions.tf")


def aliases(service):
    versions = service.image("example-name")["Versions"]
    return {item["BaseImage"].partition(":")[2]: item["Aliases"] for item in versions}


@pytest.mark.parametrize("switch", ["error", "move"])
def test_a_new_version_takes_the_aliases_before_the_old_one_goes(
    workspace, service, switch
):
    service.set(alias_conflict=switch)
    environment = service.env()
    write(workspace, BLUE_GREEN)
    workspace.apply(environment=environment)
    for tag in ("2.5", "2.6"):
        workspace.apply(f"-var=tag={tag}", environment=environment)
        assert aliases(service) == {tag: ["latest", "stable"]}
        assert_settled(workspace, environment | {"TF_VAR_tag": tag})


@pytest.mark.parametrize("switch", ["error", "move"])
def test_two_versions_swap_their_aliases_in_one_apply(workspace, service, switch):
    service.set(alias_conflict=switch)
    environment = service.env()
    write(workspace, TWO_VERSIONS)
    workspace.apply(environment=environment)
    for live, held in (("green", ["standby", "live"]), ("blue", ["live", "standby"])):
        environment["TF_VAR_live"] = live
        workspace.apply(environment=environment)
        assert aliases(service) == {"2.4": held[:1], "2.5": held[1:]}
        assert_settled(workspace, environment)


def as_aws_writes(kind, attributes):
    """The instance that hashicorp/aws has for the same object."""
    ours = {"account_id", "creation_time", "failure_reason", "last_modified_time"}
    ours |= {"alias_takeover", "force_delete", "skip_destroy", "status", "timeouts"}
    theirs = {name: value for name, value in attributes.items() if name not in ours}
    unset = UNSET if kind == "aws_sagemaker_image_version" else {}
    given = {name: value for name, value in theirs.items() if value is not None}
    schema_version = int(kind == "aws_sagemaker_image_version")
    return kind, schema_version, dict.fromkeys(theirs, "") | unset | given


def as_awscc_writes(kind, attributes):
    """The instance that hashicorp/awscc has for the same object."""
    name = {"image_name": attributes["image_name"], "id": attributes["arn"]}
    if kind == "aws_sagemaker_image":
        theirs = name | {
            "image_arn": attributes["arn"],
            "image_role_arn": attributes["role_arn"],
            "image_display_name": attributes["display_name"],
            "image_description": attributes["description"],
            "tags": None,
        }
        return "awscc_sagemaker_image", 1, theirs
    same = ("base_image", "container_image", "image_arn", "version", "horovod")
    same += ("job_type", "ml_framework", "processor", "programming_lang")
    same += ("release_notes", "vendor_guidance", "aliases")
    theirs = name | {item: attributes[item] for item in same}
    theirs |= {"image_version_arn": attributes["arn"], "alias": None}
    return "awscc_sagemaker_image_version", 1, theirs


WRITERS = {
    "from-aws.tf": ("aws", as_aws_writes),
    "from-aws-by-source.tf": ("aws", as_aws_writes),
    "from-awscc.tf": ("awscc", as_awscc_writes),
}


def hand_over(workspace, provider, writer):
    """Makes the state one that hashicorp's provider wrote."""
    state = workspace.state()
    host = HOSTS[workspace.name]
    for resource in state["resources"]:
        [instance] = resource["instances"]
        kind, version, attributes = writer(resource["type"], instance["attributes"])
        resource["type"] = kind
        resource["provider"] = f'provider["{host}/hashicorp/{provider}"]'
        resource["instances"] = [
            {"schema_version": version, "attributes": attributes, "private": ""}
        ]
    workspace.folder.joinpath("terraform.tfstate").write_text(json.dumps(state))


@pytest.fixture
def both_providers(workspace, provider_binary, override_file):
    """A CLI configuration with which hashicorp's providers can be had too. Core asks them
    for their schemas; this provider's binary stands in."""
    lines = ["dev_overrides {"]
    for name in ("aws", "awscc"):
        folder = workspace.folder / f"stand-in-{name}"
        folder.mkdir()
        shutil.copy(provider_binary, folder / f"terraform-provider-{name}")
        lines.append(f'    "hashicorp/{name}" = "{folder}"')
    text = override_file.read_text().replace("dev_overrides {", "\n".join(lines))
    file = workspace.folder / "cli.tfrc"
    file.write_text(text)
    return {"TF_CLI_CONFIG_FILE": str(file)}


@pytest.mark.parametrize("file", MOVES, ids=name_of)
def test_objects_of_another_provider_move_here_without_a_change(
    workspace, service, both_providers, file
):
    environment = service.env() | both_providers
    write(workspace, file)
    workspace.apply(environment=environment)
    before = service.state()
    provider, writer = WRITERS[file.name]
    hand_over(workspace, provider, writer)
    planned = workspace.plan(environment=environment).changes()
    assert set(planned.values()) <= {"move"}
    workspace.apply(environment=environment)
    assert_settled(workspace, environment)
    assert service.state() == before
    for resource in workspace.resources().values():
        assert resource["provider"].endswith(f'/{SOURCE}"]')
