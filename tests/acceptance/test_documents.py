"""What the README and the examples show works as it stands."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
RESOURCES = sorted(EXAMPLES.glob("resources/*/resource.tf"))
IMPORTS = sorted(EXAMPLES.glob("resources/*/import.sh"))
IMPORT_COMMAND = re.compile(r"^\s*terraform import (\S+) (\S+)$", re.MULTILINE)


def readme_example():
    text = PROJECT.joinpath("README.md").read_text()
    [example] = re.findall(r"```terraform\n(.*?)```", text, re.DOTALL)
    return example


def all_examples():
    files = [EXAMPLES / "provider" / "provider.tf", *RESOURCES]
    return "\n".join(file.read_text() for file in files)


def quickstart():
    return EXAMPLES.joinpath("quickstart", "main.tf").read_text()


@pytest.mark.parametrize("example", [readme_example, all_examples, quickstart])
def test_an_example_can_be_applied_and_settles(workspace, service, example):
    workspace.write(example())
    environment = service.env()
    workspace.run("fmt", "-check", environment=environment)
    workspace.apply(environment=environment)
    workspace.plan("-detailed-exitcode", environment=environment)
    workspace.destroy(environment=environment)
    assert service.images() == {}


def test_the_import_commands_that_are_shown_work(workspace, service):
    shown = "\n".join(file.read_text() for file in [PROJECT / "README.md", *IMPORTS])
    commands = sorted(set(IMPORT_COMMAND.findall(shown)))
    assert len(commands) == len(RESOURCES)
    environment = service.env()
    workspace.write(readme_example())
    workspace.apply(environment=environment)
    workspace.folder.joinpath("terraform.tfstate").unlink()
    for address, identifier in commands:
        arguments = ("-input=false", address, identifier)
        workspace.run("import", *arguments, environment=environment)
    workspace.plan("-detailed-exitcode", environment=environment)
