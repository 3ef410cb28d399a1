"""Other ways to start the provider: a mirror with init, reattach, no TLS, odd folders."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

import hcl
import pytest
from cli import PROVIDER, SOURCE
from hcl import IMAGE_NAME, VERSION, Expression

HOSTS = ("registry.terraform.io", "registry.opentofu.org")
VERSION_NUMBER = "0.1.0"
REATTACH = re.compile(r"TF_REATTACH_PROVIDERS='([^']*)'")


def platform():
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    return f"linux_{machine}"


@pytest.fixture
def mirror(workspace, provider_binary):
    """A CLI configuration with a filesystem mirror instead of an override."""
    root = workspace.folder / "mirror"
    for host in HOSTS:
        folder = root / host / SOURCE / VERSION_NUMBER / platform()
        folder.mkdir(parents=True)
        shutil.copy(provider_binary, folder / f"{PROVIDER}_v{VERSION_NUMBER}")
    file = workspace.folder / "mirror.tfrc"
    file.write_text(
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path = "{root}"\n  }}\n}}\n'
    )
    return {"TF_CLI_CONFIG_FILE": str(file)}


@pytest.mark.lifecycle
def test_init_installs_the_provider_from_a_filesystem_mirror(
    workspace, service, mirror
):
    requirements = hcl.requirements().replace(
        'sagemaker" }', f'sagemaker", version = "{VERSION_NUMBER}" }}'
    )
    workspace.write(requirements, hcl.provider(service), hcl.image(), hcl.version())
    workspace.run("init", "-input=false", environment=mirror)
    assert workspace.folder.joinpath(".terraform.lock.hcl").exists()
    workspace.apply(environment=mirror)
    workspace.plan("-detailed-exitcode", environment=mirror)
    shown = workspace.run("version", environment=mirror).output
    assert f"{SOURCE} v{VERSION_NUMBER}" in shown
    workspace.destroy(environment=mirror)
    assert service.images() == {}


@pytest.fixture
def reattach(workspace, provider_binary):
    """The variable that a provider in debug mode prints; it ends with the test."""
    folder = tempfile.TemporaryDirectory(prefix="acc", dir="/tmp")
    process = subprocess.Popen(
        [provider_binary, "-debug"],
        env=workspace.environment(
            {"ACCEPTANCE_TEST": "apart", "TMPDIR": folder.name, "TF_LOG": ""}
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    printed = ""
    for line in process.stdout:
        printed += line
        if REATTACH.search(line):
            break
    found = REATTACH.search(printed)
    assert found, printed
    yield found.group(1)
    process.send_signal(signal.SIGINT)
    process.stdout.read()
    assert process.wait(timeout=10) == 0
    assert os.listdir(folder.name) == []
    folder.cleanup()


@pytest.mark.lifecycle
def test_a_provider_in_debug_mode_serves_many_runs_and_aliases(
    workspace, service, reattach
):
    told = json.loads(reattach)
    assert sorted(told) == sorted(f"{host}/{SOURCE}" for host in HOSTS)
    environment = {"TF_REATTACH_PROVIDERS": reattach}
    other = hcl.provider(service, '  alias = "other"')
    by_other = {"provider": Expression("aws.other")}
    for notes in ("1", "2"):
        workspace.configure(other, hcl.image(), hcl.version(release_notes=notes))
        workspace.apply(environment=environment)
        workspace.plan("-detailed-exitcode", environment=environment)
    second = hcl.image("other", image_name="other-name", **by_other)
    workspace.configure(other, hcl.image(), second)
    workspace.apply(environment=environment)
    assert sorted(service.images()) == [IMAGE_NAME, "other-name"]
    workspace.destroy(environment=environment)
    assert service.images() == {}


def test_no_tls_is_fine(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    without = {"TF_DISABLE_PLUGIN_TLS": "1"}
    workspace.apply(environment=without)
    workspace.plan("-detailed-exitcode", environment=without)


def test_a_long_name_of_the_temporary_folder_is_fine(workspace, short_folder, service):
    """The name of a Unix socket has 107 bytes at most."""
    folder = workspace.folder / ("long-" * 24)
    folder.mkdir()
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply(environment={"TMPDIR": str(folder)})
    assert list(folder.iterdir()) == []


def test_a_temporary_folder_that_does_not_exist_is_fine(workspace, service):
    workspace.configure(hcl.image())
    workspace.plan(environment={"TMPDIR": "/nonexistent"})


def test_answers_typed_into_the_terminal_reach_the_cli(workspace, service):
    """The provider inherits the CLI's standard input and must leave it alone."""
    workspace.configure(hcl.image(), hcl.version())
    result = subprocess.run(
        [workspace.program, "apply", "-no-color"],
        cwd=workspace.folder,
        env=workspace.environment(),
        input="yes\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert VERSION in workspace.resources()


def test_a_log_in_json_has_only_lines_that_go_plugin_understands(workspace):
    workspace.configure(hcl.image(), hcl.version())
    applied = workspace.apply(environment={"TF_LOG": "json"})
    ours = [
        json.loads(line)
        for line in applied.log.splitlines()
        if PROVIDER in line and line.startswith("{")
    ]
    assert ours
    assert {"trace", "debug", "info"} & {line["@level"] for line in ours}


def test_nothing_is_logged_when_nothing_was_asked_for(workspace):
    workspace.configure(hcl.image(), hcl.version())
    applied = workspace.apply(environment={"TF_LOG": ""})
    assert applied.log == ""
    assert all(line.startswith("{") for line in applied.output.splitlines())
