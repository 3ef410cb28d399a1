"""Runs the real CLIs as a user does, and looks at everything they leave behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import hcl
from emulator.testing import KEY

PROVIDER = "terraform-provider-sagemaker"
SOURCE = "sagemaker-images/sagemaker"

COMMAND_SECONDS = 60
EXIT_SECONDS = 5
LOG = "cli.log"

# What a core says when a provider breaks the protocol. None of it may stand in an
# output or a log of any test, unless the test breaks the provider itself.
FORBIDDEN = re.compile(
    r"plugin error|inconsistent|failed to exit gracefully|provider produced"
    r"|panic|fatal error:|plugin did not respond|plugin crashed|unexpected data",
    re.IGNORECASE,
)


@dataclass(repr=False)
class Result:
    """What one command of a CLI did."""

    arguments: list
    code: int
    output: str
    log: str
    seconds: float

    def __repr__(self):
        told = [
            event.get("@message", "")
            + " "
            + event.get("diagnostic", {}).get("detail", "")
            for event in self.events
            if "overrides are in effect" not in event["@message"]
        ]
        shown = "\n".join(told) or self.output
        return f"$ {' '.join(self.arguments)}\n{shown}\n(exit code {self.code})"

    @property
    def events(self):
        """The lines of -json output, each an object."""
        lines = self.output.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def of_type(self, kind):
        return [event for event in self.events if event.get("type") == kind]

    def diagnostics(self, severity="error"):
        found = [event["diagnostic"] for event in self.of_type("diagnostic")]
        return [item for item in found if item["severity"] == severity]

    def changes(self, kind="planned_change"):
        """Address to action of what is planned; "no-op" is left out."""
        pairs = {
            event["change"]["resource"]["addr"]: event["change"]["action"]
            for event in self.of_type(kind)
        }
        return {address: act for address, act in pairs.items() if act != "noop"}

    def drift(self):
        return self.changes("resource_drift")


def only_diagnostic(result):
    """The one error of a command; its text on one line."""
    errors = result.diagnostics()
    assert len(errors) == 1, f"one error was expected\n{result}"
    return " ".join(f"{errors[0]['summary']}: {errors[0].get('detail', '')}".split())


def shown_code(result):
    """The line of the configuration that the only error points at."""
    errors = result.diagnostics()
    return errors[0].get("snippet", {}).get("code", "")


class Workspace:
    """One root module in its own folder, and the CLI that works on it."""

    def __init__(self, program, folder, short_folder, config_file, service):
        self.program = program
        self.name = Path(program).name.partition("-")[0]
        self.folder = folder
        self.sockets = short_folder
        self.service = service
        self.variables = {}
        self._config_file = config_file
        self._mark = f"ACCEPTANCE_TEST={short_folder}"

    # The module.

    def write(self, *parts, name="main.tf"):
        self.folder.joinpath(name).write_text("\n".join(parts))

    def configure(self, *parts, local=hcl.AWS, **arguments):
        """Writes requirements, the provider block and these parts."""
        block = hcl.provider(self.service, local=local, **arguments)
        self.write(hcl.requirements(local), block, *parts)

    def resources(self):
        """Address to saved instances of the state file, each with attributes."""
        found = {}
        for resource in self.state().get("resources", []):
            for instance in resource["instances"]:
                address = f"{resource['type']}.{resource['name']}"
                if "index_key" in instance:
                    address += f"[{json.dumps(instance['index_key'])}]"
                found[address] = instance | {"provider": resource["provider"]}
        return found

    def attributes(self, address):
        return self.resources()[address]["attributes"]

    def state(self):
        file = self.folder / "terraform.tfstate"
        return json.loads(file.read_text()) if file.exists() else {}

    # Commands.

    def environment(self, more=()):
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "TF_", "PLUGIN_"))
            and not name.lower().endswith("_proxy")
        }
        mark, _, value = self._mark.partition("=")
        ours = {
            "TF_CLI_CONFIG_FILE": str(self._config_file),
            "TF_LOG": "trace",
            "TF_LOG_PATH": str(self.folder / LOG),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "HOME": str(self.folder),
            "TMPDIR": str(self.sockets),
            mark: value,
        }
        return kept | ours | self.variables | dict(more)

    def start(self, *arguments, environment=()):
        """Starts a command in a process group of its own, as a terminal does."""
        self.folder.joinpath(LOG).unlink(missing_ok=True)
        command = Command(self, list(arguments))
        command.process = subprocess.Popen(
            [self.program, *arguments],
            cwd=self.folder,
            env=self.environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return command

    def run(self, *arguments, code=0, forgive=False, **options):
        """Runs a command to its end; ``code`` may be None for any exit code."""
        return self.start(*arguments, **options).finish(code=code, forgive=forgive)

    def plan(self, *arguments, **options):
        return self.run("plan", "-json", "-input=false", *arguments, **options)

    def apply(self, *arguments, **options):
        fixed = ("apply", "-json", "-input=false", "-auto-approve")
        return self.run(*fixed, *arguments, **options)

    def destroy(self, *arguments, **options):
        return self.apply("-destroy", *arguments, **options)

    def assert_settled(self, *, first_refresh=False):
        """Nothing is left to do, with and without a refresh, and nothing has drifted.

        The first refresh of what was imported or written by hand brings what only the
        service knows, and lets OpenTofu complete its own notes in the state: both count
        as drift, and no plan comes of them. A plan of the refresh alone is made then too;
        after others it would say what the first plan said already.
        """
        ways = [(), ("-refresh=false",)]
        for arguments in [*ways, ("-refresh-only",)] if first_refresh else ways:
            result = self.plan("-detailed-exitcode", *arguments, code=None)
            drift = result.drift() and not first_refresh
            assert not drift, f"there is drift\n{result}"
            assert not result.changes(), f"a plan is not empty\n{result}"
            own_notes = first_refresh and "-refresh-only" in arguments
            assert result.code == 0 or own_notes, f"a plan is not empty\n{result}"

    # What must not be left behind.

    def provider_pids(self):
        """Processes of our provider that this workspace's commands started."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and self._is_provider(folder):
                found.append(int(folder.name))
        return found

    def _is_provider(self, folder):
        try:
            marked = self._mark.encode() in (folder / "environ").read_bytes().split(
                b"\0"
            )
            return marked and Path(os.readlink(folder / "exe")).name.startswith(
                PROVIDER
            )
        except OSError:
            return False

    def assert_nothing_left(self):
        limit = time.monotonic() + EXIT_SECONDS
        while self.provider_pids() and time.monotonic() < limit:
            time.sleep(0.02)
        assert not self.provider_pids(), "a provider process is left"
        left = sorted(self.sockets.iterdir())
        assert not left, f"files are left in TMPDIR: {left}"


class Command:
    """A running command."""

    def __init__(self, workspace, arguments):
        self.workspace = workspace
        self.arguments = [workspace.name, *arguments]
        self.process = None
        self.started = time.monotonic()

    def interrupt(self):
        """Ctrl-C: the terminal sends SIGINT to the whole process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def finish(self, *, code=0, forgive=False, seconds=COMMAND_SECONDS):
        try:
            output, _ = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            output, _ = self.process.communicate()
            raise AssertionError(
                f"{' '.join(self.arguments)} hangs\n{output}"
            ) from None
        file = self.workspace.folder / LOG
        log = file.read_text(errors="replace") if file.exists() else ""
        seconds = time.monotonic() - self.started
        result = Result(self.arguments, self.process.returncode, output, log, seconds)
        if code is not None:
            assert result.code == code, f"exit code {code} was expected\n{result}"
        if not forgive:
            for text in (output, log):
                bad = FORBIDDEN.search(text)
                assert not bad, f"{line_of(text, bad)}\n{result}"
        assert KEY.secret_key not in output + log, "the secret key was printed"
        self.workspace.assert_nothing_left()
        return result


def line_of(text, match):
    start = text.rfind("\n", 0, match.start()) + 1
    return text[start : text.find("\n", match.end())]
