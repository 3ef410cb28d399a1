"""Writes tests/chain/expected.json: what the AWS SDK for Go and hashicorp/aws make of each case.

    generate.py <folder with the programs chain and provider> [--check] [case ...]

Each case runs in a home of its own against a service of its own, first through the module with which
hashicorp/aws finds its credentials (provider), then through the SDK's default chain alone (chain) when the case is
a matter of that chain. With --check nothing is written, and the exit code is 1 when the file would change. Named
cases are shown instead."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "tests"), str(PROJECT / "tests/chain")]

import cases  # noqa: E402 - from the folder named above
import errors  # noqa: E402
from stub import Stub  # noqa: E402

SECONDS = 120
# Arguments that the default chain of the SDK has a name for too.
CHAIN_ARGUMENTS = {
    "profile",
    "region",
    "shared_config_files",
    "shared_credentials_files",
}
SKIPS = {
    "skip_credentials_validation",
    "skip_region_validation",
    "skip_requesting_account_id",
}
ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def ask(program, given, case, home, url):
    environment = cases.environment(case, home, url)
    done = subprocess.run(
        [program],
        input=json.dumps(given),
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{case.name}: {done.stderr}"
    return json.loads(done.stdout)


def readable(text, home):
    """A text of an error without what changes from run to run."""
    text = text.replace(str(home), "@HOME@")
    return UUID.sub("example-id", ADDRESS.sub("address", text)).strip()


def through_provider(program, case):
    with tempfile.TemporaryDirectory() as folder, Stub(case.stub) as stub:
        home = pathlib.Path(folder)
        cases.write_files(case, home, stub.url)
        said = ask(program, cases.fill(case.args, home, stub.url), case, home, stub.url)
        keys = said["keys"]
        problems = stub.problems({keys["id"]: keys["secret"]} if keys else {})
        assert not problems, f"{case.name}: {problems}"
        text = readable(said["error"], home)
        log = [item for item in stub.log() if item.get("for") != "iam"]
    failed = bool(text)
    kind = errors.kind_of(text)
    if failed and not kind:
        print(f"{case.name}: no kind of error has the words of {text!r}")
    log = cases.brief(case, log)
    return {
        "error": kind if failed else None,
        "code": errors.api_code(text),
        "text": text,
        "after": readable(said["after"], home),
        "keys": None if failed else keys,
        "region": None if failed else said["region"],
        "warnings": sorted(set(said["warnings"])),
        "source": readable(said["source"], home) or None,
        "log": json.loads(json.dumps(log).replace(folder, "@HOME@")),
    }


def through_chain(program, case):
    """Keys and region of the default chain; None when the case is about more."""
    given = {name: item for name, item in case.args.items() if name not in SKIPS}
    if not given.keys() <= CHAIN_ARGUMENTS:
        return None
    with tempfile.TemporaryDirectory() as folder, Stub(case.stub) as stub:
        home = pathlib.Path(folder)
        cases.write_files(case, home, stub.url)
        said = ask(program, cases.fill(given, home, stub.url), case, home, stub.url)
        text = readable(said["error"], home)
    return {
        "keys": said["keys"],
        "region": said["region"],
        "expires": said["expires"],
        "text": text,
    }


def outcome(programs, case):
    found = through_provider(programs / "provider", case)
    chain = through_chain(programs / "chain", case)
    if chain is None:
        found["chain"] = None
        return found
    about_keys = not found["error"] or found["error"] not in (
        "region",
        "identity",
        "account",
    )
    agree = not about_keys or (
        chain["keys"] == found["keys"]
        and (
            chain["region"] == found["region"]
            or found["source"] == "EC2RoleProvider"
            or not found["keys"]
        )
    )
    found["chain"] = "agrees" if agree else chain
    if chain["keys"]:
        found["expires"] = chain["expires"]
    return found


def stale(case, found):
    """Whether a case says that ours is other than Go's, and it is not."""
    if not case.oracle or not case.ours:
        return False
    key = (found["keys"] or {}).get("id")
    token = (found["keys"] or {}).get("token")
    same = dict(found, id=key, token=token)
    return all(same.get(name) == value for name, value in case.ours.items()) and (
        "id" not in case.ours or token == case.ours.get("token", "")
    )


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    check, wanted = (
        "--check" in sys.argv,
        [word for word in sys.argv[2:] if word != "--check"],
    )
    made = {}
    for name, case in cases.load().items():
        if not case.oracle or (wanted and name not in wanted):
            continue
        made[name] = outcome(programs, case)
        if stale(case, made[name]):
            print(f"{name}: is marked as different and is not")
            return 1
    if wanted:
        print(json.dumps(made, indent=1))
        return 0
    text = json.dumps(made, indent=1, sort_keys=True) + "\n"
    if check:
        return int(text != cases.EXPECTED.read_text(encoding="utf-8"))
    cases.EXPECTED.write_text(text, encoding="utf-8")
    parted = [
        name for name, found in made.items() if found["chain"] not in (None, "agrees")
    ]
    print(
        f"{len(made)} cases; the two programs part in {len(parted)}: {', '.join(parted)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
