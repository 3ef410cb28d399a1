"""The attribute tables against the public service model that botocore ships.

A row that the model does not know, a limit that differs, or a member of the model that no row covers makes a
test fail: the tables cannot drift from the service unnoticed.
"""

import json
import os
import pathlib
import random
import re
import subprocess
import unicodedata

import botocore.session
import pytest

ROWS = os.environ.get("ROWS_BINARY") or str(
    pathlib.Path(__file__).parents[2] / "build/debug/tests/contract/rows"
)
KINDS = {0: "boolean", 1: "integer", 2: "string", 3: "list", 4: "list", 5: "map"}

IMAGE, VERSION = "aws_sagemaker_image", "aws_sagemaker_image_version"

# Operation, table, flag of its rows, and the members that are not rows, each with what deals with it.
INPUTS = [
    ("CreateImage", IMAGE, "create", {"Tags"}),
    ("UpdateImage", IMAGE, "update", {"ImageName", "DeleteProperties"}),
    ("CreateImageVersion", VERSION, "create", {"ClientToken"}),
    (
        "UpdateImageVersion",
        VERSION,
        "update",
        {"ImageName", "Version", "Alias", "AliasesToAdd", "AliasesToDelete"},
    ),
]
OUTPUTS = [
    ("DescribeImage", IMAGE),
    ("DescribeImageVersion", VERSION),
    ("DescribeImage", f"data.{IMAGE}"),
    ("DescribeImageVersion", f"data.{VERSION}"),
]
# Operation, the member with its elements, and the table of one.
LISTS = [
    ("ListImages", "Images", f"data.{IMAGE}"),
    ("ListImageVersions", "ImageVersions", f"data.{VERSION}"),
]
PAGING = {"MaxResults", "NextToken", "SortBy", "SortOrder"}
# Operation, table, the part of it, and the members that a hook adds.
FILTERS = [
    ("ListImages", f"data.{IMAGE}s", "rows", set()),
    ("ListImages", IMAGE, "list", set()),
    ("ListImageVersions", f"data.{VERSION}s", "rows", {"ImageName"}),
    ("ListImageVersions", VERSION, "list", {"ImageName"}),
]
# Operation, member, and the row of data sources whose choices are those of the model.
CHOICES = [
    ("ListImages", "SortOrder", f"data.{IMAGE}s", "sort_order"),
    ("ListImages", "SortBy", f"data.{IMAGE}s", "sort_by"),
    ("ListImageVersions", "SortOrder", f"data.{VERSION}s", "sort_order"),
    ("ListImageVersions", "SortBy", f"data.{VERSION}s", "sort_by"),
]
STATUSES = [
    ("DescribeImage", "ImageStatus", f"data.{IMAGE}s", "rows"),
    ("DescribeImage", "ImageStatus", IMAGE, "list"),
    ("DescribeImageVersion", "ImageVersionStatus", f"data.{VERSION}s", "rows"),
    ("DescribeImageVersion", "ImageVersionStatus", VERSION, "list"),
    ("DescribeImageVersion", "JobType", f"data.{VERSION}s", "rows"),
    ("DescribeImageVersion", "Processor", VERSION, "list"),
    ("DescribeImageVersion", "VendorGuidance", VERSION, "list"),
]
ROW_OF = {
    "ImageStatus": "status",
    "ImageVersionStatus": "status",
    "JobType": "job_type",
    "Processor": "processor",
    "VendorGuidance": "vendor_guidance",
}


@pytest.fixture(scope="module")
def tables():
    return json.loads(subprocess.check_output([ROWS, "tables"], text=True))


@pytest.fixture(scope="module")
def model():
    return botocore.session.Session().get_service_model("sagemaker")


def rows_of(tables, table, flag):
    rows = [row for row in tables[table]["rows"] if row["member"] and not row["inside"]]
    return {row["member"]: row for row in rows if row[flag]}


def text_shape(shape):
    return shape.member if shape.type_name == "list" else shape


@pytest.mark.parametrize(("operation", "table", "flag", "others"), INPUTS)
def test_every_input_member_is_a_row_or_accounted_for(
    tables, model, operation, table, flag, others
):
    shape = model.operation_model(operation).input_shape
    rows = rows_of(tables, table, flag)
    assert set(rows) | others == set(shape.members)
    assert not set(rows) & others


@pytest.mark.parametrize(("operation", "table"), OUTPUTS)
def test_every_output_member_is_a_row(tables, model, operation, table):
    shape = model.operation_model(operation).output_shape
    assert set(rows_of(tables, table, "read")) == set(shape.members)


@pytest.mark.parametrize(("operation", "member", "table"), LISTS)
def test_every_member_of_a_lists_element_is_a_row(
    tables, model, operation, member, table
):
    shape = model.operation_model(operation).output_shape.members[member].member
    assert set(rows_of(tables, table, "list")) == set(shape.members)


@pytest.mark.parametrize(("operation", "table", "part", "others"), FILTERS)
def test_every_filter_of_a_list_is_a_row(tables, model, operation, table, part, others):
    shape = model.operation_model(operation).input_shape
    members = {row["member"] for row in tables[table][part] if row["filter"]}
    assert members | others | PAGING == set(shape.members)


def row_named(tables, table, part, name):
    [row] = [
        row for row in tables[table][part] if row["name"] == name and not row["inside"]
    ]
    return row


@pytest.mark.parametrize(("operation", "member", "table", "name"), CHOICES)
def test_orders_are_the_models(tables, model, operation, member, table, name):
    shape = model.operation_model(operation).input_shape.members[member]
    assert row_named(tables, table, "rows", name)["one_of"] == list(shape.enum)


@pytest.mark.parametrize(("operation", "member", "table", "part"), STATUSES)
def test_choices_of_filters_are_the_models(
    tables, model, operation, member, table, part
):
    shape = model.operation_model(operation).output_shape.members[member]
    row = row_named(tables, table, part, ROW_OF[member])
    assert sorted(row["one_of"]) == sorted(shape.enum)


@pytest.mark.parametrize(("operation", "table", "flag", "others"), INPUTS)
def test_types_and_limits_of_input_rows_are_the_models(
    tables, model, operation, table, flag, others
):
    shape = model.operation_model(operation).input_shape
    for member, row in rows_of(tables, table, flag).items():
        of_model = shape.members[member]
        assert KINDS[row["kind"]] == of_model.type_name, member
        text = text_shape(of_model)
        if text.type_name != "string":
            continue
        assert row["one_of"] == list(getattr(text, "enum", [])), member
        if row["one_of"]:
            continue
        assert (row["min"], row["max"]) == (
            text.metadata.get("min", 0),
            text.metadata["max"],
        ), member
        assert bool(row["matcher"]) == ("pattern" in text.metadata), member


def test_what_the_model_requires_at_create_is_required_here(tables, model):
    for operation, table, flag, others in INPUTS:
        if flag == "create":
            required = (
                set(model.operation_model(operation).input_shape.required_members)
                - others
            )
            rows = rows_of(tables, table, flag)
            assert {
                member for member, row in rows.items() if row["required"]
            } == required


def pattern_of(model, operation, member):
    shape = text_shape(model.operation_model(operation).input_shape.members[member])
    return shape.metadata["pattern"]


MATCHERS = [
    ("image_name", "CreateImage", "ImageName", "aZ09-._ é\n"),
    ("alias", "CreateImageVersion", "Aliases", "aZ09-._ é/\n"),
    ("versioned_name", "CreateImageVersion", "MLFramework", "aZ01. .-"),
    ("versioned_name", "CreateImageVersion", "ProgrammingLang", "Py3.1 "),
    ("display_name", "CreateImage", "DisplayName", "ab \t\né\u3000."),
    ("one_line", "CreateImage", "Description", "ab \n."),
    ("one_line", "CreateImageVersion", "BaseImage", "ab:/\n"),
    ("one_line", "CreateImageVersion", "ReleaseNotes", "ab. \n"),
    ("role_arn", "CreateImage", "RoleArn", ""),
    ("part_of_name", "ListImages", "NameContains", "aZ09-._ é\n"),
]


def samples(alphabet, seed):
    """Short texts over the alphabet, all of them up to three characters and some longer ones."""
    texts = [""]
    for _ in range(3):
        texts += [text + c for text in texts for c in alphabet]
    generator = random.Random(seed)
    texts += [
        "".join(generator.choices(alphabet, k=generator.randint(4, 12)))
        for _ in range(2000)
    ]
    return sorted(set(texts))


ROLE_ARNS = [
    head + partition + middle + account + ":" + resource
    for head in ("arn:aws", "arn:", "")
    for partition in ("", "-cn", "-us-gov", "-1", "X")
    for middle in (":iam::", ":iam:us-east-1:", "::")
    for account in ("123456789012", "12345678901", "1234567890123", "")
    for resource in (
        "role/x",
        "role/a/b+=,.@-_Z9",
        "role/",
        "role",
        "rolex",
        "user/x",
        "role/ü",
        "role/a b",
        "role//",
    )
]


def verdicts_of(matcher, texts):
    lines = "".join(text.encode().hex() + "\n" for text in texts)
    verdicts = subprocess.run(
        [ROWS, "match", matcher],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return [verdict == "1" for verdict in verdicts.stdout.split()]


def test_a_tags_value_has_the_limit_of_the_model(tables, model):
    shape = model.operation_model("CreateImage").input_shape
    tag = shape.members["Tags"].member
    (row,) = (row for row in tables[IMAGE]["rows"] if row["name"] == "tags")
    assert row["matcher"] == "tag_text"
    assert (row["min"], row["max"]) == (
        tag.members["Value"].metadata["min"],
        tag.members["Value"].metadata["max"],
    )
    assert (
        tag.members["Key"].metadata["min"],
        shape.members["Tags"].metadata["max"],
    ) == (
        1,
        50,
    )
    assert tag.members["Key"].metadata["max"] == 128


def test_characters_of_tags_are_those_of_the_models_pattern(model):
    """Python has no \\p{..}; only characters that are old enough for every Python are judged."""
    shape = model.operation_model("CreateImage").input_shape
    tag = shape.members["Tags"].member
    for member in ("Key", "Value"):
        pattern = tag.members[member].metadata["pattern"]
        assert pattern == "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"
    old = unicodedata.ucd_3_2_0
    characters = [
        chr(code)
        for code in range(1, 0x110000)
        if not 0xD800 <= code < 0xE000 and old.category(chr(code)) != "Cn"
    ]
    wanted = [
        c in "_.:/=+-@" or unicodedata.category(c)[0] in "LZN" for c in characters
    ]
    assert verdicts_of("tag_text", characters) == wanted
    assert verdicts_of("tag_text", ["", "a b", "a*", "*a", "Größe 1"]) == [
        True,
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(("matcher", "operation", "member", "alphabet"), MATCHERS)
def test_the_matcher_gives_the_verdicts_of_the_models_pattern(
    model, matcher, operation, member, alphabet
):
    pattern = re.compile(pattern_of(model, operation, member))
    texts = samples(alphabet, member) if alphabet else ROLE_ARNS
    ours = verdicts_of(matcher, texts)
    theirs = [pattern.fullmatch(text) is not None for text in texts]
    assert len(ours) == len(theirs)
    assert [
        text for text, a, b in zip(texts, ours, theirs, strict=True) if a != b
    ] == []
    assert any(theirs)
    assert matcher == "one_line" or not all(theirs)
