"""Counts the tests in JUnit files and prints the line "N passed, N failed".

Arguments are files, or folders of them. A CTest entry is one executable of many cmocka tests, so its tests are counted
from what cmocka printed. Ends with 1 when a test failed or none passed."""

import pathlib
import re
import sys
import xml.etree.ElementTree

CMOCKA_PASSED = re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.MULTILINE)
CMOCKA_FAILED = re.compile(r"^\[  FAILED  \] .*?(\d+) test\(s\)", re.MULTILINE)


def count_case(case):
    """The passed and the failed tests of one <testcase>."""
    failed = case.find("failure") is not None or case.find("error") is not None
    if case.find("skipped") is not None:
        return 0, 0
    output = case.findtext("system-out") or ""
    passed_inside = sum(int(number) for number in CMOCKA_PASSED.findall(output))
    failed_inside = sum(int(number) for number in CMOCKA_FAILED.findall(output))
    if case.get("status") is None or passed_inside + failed_inside == 0:
        return int(not failed), int(failed)
    return passed_inside, max(failed_inside, int(failed))


def cases(file):
    """The <testcase> elements of a file; one that was cut off counts as a failed test."""
    try:
        return list(xml.etree.ElementTree.parse(file).iter("testcase"))
    except xml.etree.ElementTree.ParseError:
        return [xml.etree.ElementTree.fromstring("<testcase><error/></testcase>")]


def files(paths):
    for path in map(pathlib.Path, paths):
        yield from sorted(path.glob("*.xml")) if path.is_dir() else [path]


def main():
    passed = failed = 0
    for file in files(sys.argv[1:]):
        for case in cases(file):
            more_passed, more_failed = count_case(case)
            passed += more_passed
            failed += more_failed
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0 or passed == 0)


if __name__ == "__main__":
    sys.exit(main())
