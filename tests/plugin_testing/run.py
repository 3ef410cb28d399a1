"""Runs the Go tests beside it and writes a JUnit file: run.py <go command> <CLI> <name of the suite> <JUnit file>.

What go prints goes to stdout. Ends with 1 when a test failed or none ran."""

import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

FOLDER = pathlib.Path(__file__).parent
RESULTS = ("pass", "fail", "skip")


def events(go, cli):
    """The events of go test -json, as they come. A subtest belongs to its test."""
    offline = {
        "TF_ACC_TERRAFORM_PATH": cli,
        "GOFLAGS": "-mod=readonly",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
    }
    command = [go, "test", "-json", "-count=1", "-timeout=300s", "."]
    with subprocess.Popen(
        command,
        cwd=FOLDER,
        env=os.environ | offline,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout:
            if line.startswith("{"):
                yield json.loads(line)
            else:
                print(line, end="")


def junit(name, tests):
    """One <testcase> per finished test of {name: (result, seconds, output)}; the package's own result has no name."""
    suite = ElementTree.Element("testsuite", name=name)
    for test, (result, seconds, output) in tests.items():
        case = ElementTree.SubElement(
            suite, "testcase", classname=name, name=test, time=str(seconds)
        )
        if result != "pass":
            kind = "failure" if result == "fail" else "skipped"
            ElementTree.SubElement(case, kind).text = output
    return suite


def main():
    go, cli, name, file = sys.argv[1:]
    outputs, tests, package = {}, {}, "fail"
    for event in events(go, cli):
        test, action = event.get("Test"), event["Action"]
        text = event.get("Output", "")
        print(text, end="", flush=True)
        outputs[test] = outputs.get(test, "") + text
        if action in RESULTS and test is None:
            package = action
        elif action in RESULTS:
            tests[test] = action, event["Elapsed"], outputs[test]
    if tests and package == "fail" and not any(t[0] == "fail" for t in tests.values()):
        tests["the package"] = "fail", 0, outputs.get(None, "")
    ElementTree.ElementTree(junit(name, tests)).write(file, encoding="unicode")
    return int(package == "fail" or not tests)


if __name__ == "__main__":
    sys.exit(main())
