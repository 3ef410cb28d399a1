"""The table of mistakes in tests/README.md names tests that exist, for all of its rows."""

from __future__ import annotations

import re

from launch import PROJECT

TESTS = PROJECT / "tests"
MISTAKES = 40
ROW = re.compile(r"^\| (\d+) \|.*\| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/.]+)::(\w+)`")


def rows():
    text = TESTS.joinpath("README.md").read_text(encoding="utf-8")
    return {int(number): tests for number, tests in ROW.findall(text)}


def test_each_mistake_has_its_row():
    assert list(rows()) == list(range(1, MISTAKES + 1))


def test_each_row_names_tests_that_exist():
    for number, tests in rows().items():
        named = TEST.findall(tests)
        assert named, f"row {number} names no test"
        for file, test in named:
            code = TESTS.joinpath(file).read_text(encoding="utf-8")
            assert re.search(rf"\b{test}\b", code), f"row {number}: {file}::{test}"
