"""The tables of tests/README.md name tests that exist, in all of their rows."""

from __future__ import annotations

import re

import pytest
from launch import PROJECT

TESTS = PROJECT / "tests"
MISTAKES = "The likely mistakes of a provider"
SCENARIOS = "What hashicorp/aws tests of these resources"
NUMBERS = {MISTAKES: 40, SCENARIOS: 14}
ROW = re.compile(r"^\| (?!#|-)(.*?) \|(?:.*\|)? (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/.]+)::(\w+)`")


def rows(title):
    """First and last cell of each row in the section of that title."""
    text = TESTS.joinpath("README.md").read_text(encoding="utf-8")
    (section,) = re.findall(
        rf"^## {title}.*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE
    )
    found = ROW.findall(section)
    return [(first, last) for first, last in found if last != "tested by"]


@pytest.mark.parametrize("title", NUMBERS)
def test_each_number_has_its_row(title):
    numbers = [int(first) for first, _ in rows(title) if first.isdigit()]
    assert numbers == list(range(1, NUMBERS[title] + 1))


@pytest.mark.parametrize("title", NUMBERS)
def test_each_row_names_tests_that_exist(title):
    for first, tests in rows(title):
        named = TEST.findall(tests)
        assert named, f"row {first} names no test"
        for file, test in named:
            code = TESTS.joinpath(file).read_text(encoding="utf-8")
            assert re.search(rf"\b{test}\b", code), f"row {first}: {file}::{test}"
