"""Runs one command of a CLI and says what it cost, the provider's part apart."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PROVIDER = "terraform-provider-sagemaker"
CACHED = "terraform-provider-sagemaker/bin"
SOURCE = "sagemaker-images/sagemaker"
MICROSECONDS = 1_000_000


def provider_binary():
    default = TESTS.parent / "build" / "release" / PROVIDER
    return Path(os.environ.get("PROVIDER_BINARY", default)).resolve()


def cached_program(name):
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return os.environ.get(name.upper()) or str(Path(cache) / CACHED / name)


class Meter:
    """A CLI that reaches the provider through the launcher, which measures it."""

    def __init__(self, cli, folder, parallelism):
        self.program = cached_program(cli)
        self.folder = folder
        self._parallelism = parallelism
        self._usage = folder / "usage"
        launchers = folder / "launcher"
        launchers.mkdir(exist_ok=True)
        self._build(launchers / PROVIDER)
        self._config = folder / "cli.tfrc"
        self._config.write_text(
            "provider_installation {\n"
            f'  dev_overrides {{\n    "{SOURCE}" = "{launchers}"\n  }}\n'
            "  direct {}\n}\n"
        )

    @staticmethod
    def _build(target):
        source = Path(__file__).with_name("launcher.c")
        compiler = os.environ.get("CC", "cc")
        subprocess.run(
            [compiler, "-O2", "-D_GNU_SOURCE", "-o", target, source], check=True
        )

    def _environment(self, more):
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "TF_"))
            and not name.lower().endswith("_proxy")
        }
        ours = {
            "TF_CLI_CONFIG_FILE": str(self._config),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "BENCH_PROVIDER": str(provider_binary()),
            "BENCH_USAGE": str(self._usage),
        }
        return kept | ours | more

    def run(self, module, verb, *arguments, environment=None):
        """One command in a folder; its figures. Raises when it fails."""
        self._usage.unlink(missing_ok=True)
        command = [self.program, verb, "-no-color", "-input=false"]
        command += [f"-parallelism={self._parallelism}", *arguments]
        output = module / "output.txt"
        started = time.monotonic()
        with output.open("w") as file:
            process = subprocess.Popen(
                command,
                cwd=module,
                env=self._environment(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            text = output.read_text()[-4000:]
            raise SystemExit(f"{' '.join(command)} fails:\n{text}")
        # What wait4 tells of the CLI has everything in it that the CLI waited for.
        providers = self._providers()
        inside = sum(provider + launcher for provider, launcher, _ in providers)
        return {
            "wall_s": wall,
            "cli_cpu_s": usage.ru_utime + usage.ru_stime - inside / MICROSECONDS,
            "provider_cpu_s": sum(row[0] for row in providers) / MICROSECONDS,
            "provider_rss_kib": max((row[2] for row in providers), default=0),
            "provider_starts": len(providers),
        }

    def _providers(self):
        if not self._usage.exists():
            return []
        lines = self._usage.read_text().splitlines()
        return [tuple(map(int, line.split())) for line in lines]
