"""Data sources: what they answer is what botocore reads from the same service."""

import datetime
import operator

import hcl
import inventory
import pytest
from cli import only_diagnostic, shown_code
from emulator.testing import KEY

COUNTS = [0, 1, 9, 10, 11, 100, 101, 250]
ONE = "aws_sagemaker_image_version"
MANY = "aws_sagemaker_image_versions"


@pytest.fixture
def client(service):
    return service.client()


def data(kind, label="this", **arguments):
    return hcl.block("data", kind, label, **arguments)


def output(kind, label="this"):
    value = hcl.Expression(f"data.{kind}.{label}")
    return hcl.block("output", label, value=value)


def read(workspace, kind, **arguments):
    """Applies a configuration of one data source; its attributes."""
    workspace.configure(data(kind, **arguments), output(kind))
    applied = workspace.apply()
    [event] = [event for event in applied.of_type("outputs") if event["outputs"]][-1:]
    value = event["outputs"]["this"]["value"]
    workspace.plan("-detailed-exitcode")
    for name, given in arguments.items():
        assert value[name] == given
    return value


def refused(workspace, kind, verb="plan", **arguments):
    """The only error of a data source."""
    workspace.configure(data(kind, **arguments), output(kind))
    return getattr(workspace, verb)(code=1)


def ids(value):
    [key] = {"images", "image_versions"} & value.keys()
    return [item["id"] for item in value[key]]


@pytest.mark.parametrize(
    ("number", "selector"),
    [
        (2, {"version": 2}),
        (2, {"alias": "stable"}),
        (3, {}),
        (1, {"version": 1}),
    ],
)
def test_a_version_has_the_fields_that_botocore_reads(
    workspace, client, number, selector
):
    inventory.rich_region(client)
    value = read(workspace, ONE, image_name="rich", **selector)
    alias = {"alias": selector.get("alias")}
    assert value == inventory.version_as_read(client, "rich", number) | alias


def test_a_version_is_read_by_its_arn_in_its_region(workspace, service):
    there = service.client(region="eu-west-1")
    inventory.rich_region(there)
    wanted = inventory.version_as_read(there, "rich", 2)
    assert read(workspace, ONE, arn=wanted["arn"]) == wanted
    assert {entry["region"] for entry in service.log("DescribeImageVersion")} == {
        "eu-west-1"
    }


@pytest.mark.parametrize("name", ["rich", "plain", "without"])
def test_an_image_has_the_fields_that_botocore_reads(workspace, client, name):
    inventory.rich_region(client)
    wanted = inventory.image_as_read(client, name)
    assert read(workspace, "aws_sagemaker_image", image_name=name) == wanted
    assert read(workspace, "aws_sagemaker_image", arn=wanted["arn"]) == wanted


def test_lists_have_the_fields_that_botocore_reads(workspace, client):
    inventory.rich_region(client)
    versions = read(workspace, MANY)["image_versions"]
    assert versions == inventory.all_versions_as_read(client)
    images = read(workspace, "aws_sagemaker_images")["images"]
    names = inventory.image_names(client)
    assert images == [inventory.image_as_read(client, name) for name in names]


@pytest.mark.parametrize("count", COUNTS)
def test_every_version_is_listed_once_in_order(workspace, service, client, count):
    inventory.fill_image(client, "example-name", count)
    value = read(workspace, MANY, image_name="example-name")
    assert ids(value) == [f"example-name,{n}" for n in range(1, count + 1)]
    service.reset("log")
    value = read(workspace, MANY, image_name="example-name", detail=False)
    assert ids(value) == [f"example-name,{n}" for n in range(1, count + 1)]
    pages = max(1, -(-count // 100))
    calls = service.counts()["calls"]
    assert calls.keys() - {"GetCallerIdentity"} == {"ListImageVersions"}
    assert calls["ListImageVersions"] % pages == 0


@pytest.mark.parametrize("count", COUNTS)
def test_every_image_is_listed_once_in_order(workspace, client, count):
    for number in range(count):
        inventory.fill_image(client, f"image-{number}")
    value = read(workspace, "aws_sagemaker_images", detail=False)
    assert ids(value) == sorted(f"image-{number}" for number in range(count))


def test_short_and_empty_pages_hide_nothing(workspace, service, client):
    for number in range(12):
        inventory.fill_image(client, f"image-{number:02}", 3)
    service.set(page_cap=2, empty_pages=True)
    value = read(workspace, MANY)
    assert ids(value) == [f"image-{i:02},{n}" for i in range(12) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "kind", ["throttle", "503", "reset", "reset_after", "truncate"]
)
def test_faults_amid_the_pages_are_overcome(workspace, service, client, kind):
    inventory.fill_image(client, "example-name", 101)
    service.fault(kind, "ListImageVersions", nth=2)
    service.fault(kind, "DescribeImageVersion", every=40)
    value = read(workspace, MANY, image_name="example-name")
    assert ids(value) == [f"example-name,{n}" for n in range(1, 102)]


@pytest.mark.parametrize(
    "operation", ["ListImageVersions", "DescribeImageVersion", "ListAliases"]
)
def test_a_refusal_amid_the_pages_is_one_error(workspace, service, client, operation):
    inventory.fill_image(client, "example-name", 101)
    service.fault("error", operation, code="AccessDeniedException", after=1)
    result = refused(workspace, MANY)
    assert "AccessDeniedException" in only_diagnostic(result)


def test_what_vanishes_while_it_is_read_is_left_out(workspace, service, client):
    inventory.fill_image(client, "gone", 2)
    inventory.fill_image(client, "stays", 3)
    service.fault("hold", "DescribeImageVersion", match={"Version": 2}, times=0)
    workspace.configure(data(MANY), output(MANY))
    command = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("DescribeImageVersion", state="held", count=2)
    service.put("gone", delete=True)
    service.put("stays", 2, delete=True)
    service.remove_fault()
    service.release()
    applied = command.finish()
    [event] = [event for event in applied.of_type("outputs") if event["outputs"]][-1:]
    found = ids(event["outputs"]["this"]["value"])
    assert set(found) - {"gone,1"} == {"stays,1", "stays,3"}


FILTERS = [
    ("status", "CREATED", ["plain,1", "rich,1", "rich,2", "rich,3"]),
    ("status", "DELETING", []),
    ("job_type", "TRAINING", ["rich,2"]),
    ("job_type", "INFERENCE", ["rich,3"]),
    ("processor", "GPU", ["rich,2"]),
    ("vendor_guidance", "STABLE", ["rich,2"]),
    ("vendor_guidance", "NOT_PROVIDED", ["plain,1", "rich,1", "rich,3"]),
    ("name_contains", "ic", ["rich,1", "rich,2", "rich,3"]),
    ("image_name", "plain", ["plain,1"]),
    ("image_names", ["plain", "without"], ["plain,1"]),
    ("limit", 2, ["plain,1", "rich,1"]),
    ("sort_order", "DESCENDING", ["rich,3", "rich,2", "rich,1", "plain,1"]),
    ("sort_by", "CREATION_TIME", ["rich,1", "rich,2", "rich,3", "plain,1"]),
]


@pytest.mark.parametrize(("name", "value", "wanted"), FILTERS)
def test_filters_and_orders_choose_versions(workspace, client, name, value, wanted):
    inventory.rich_region(client)
    assert ids(read(workspace, MANY, **{name: value})) == wanted


BOUNDS = {
    "created_after": ("CreationTime", operator.ge),
    "created_before": ("CreationTime", operator.le),
    "modified_after": ("LastModifiedTime", operator.ge),
    "modified_before": ("LastModifiedTime", operator.le),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_in_time_belong_to_what_is_wanted(workspace, client, name):
    """To the millisecond; botocore's own filters know whole seconds alone."""
    inventory.rich_region(client)
    member, within = BOUNDS[name]
    times = {
        f"rich,{item['Version']}": item[member]
        for item in client.list_image_versions(ImageName="rich")["ImageVersions"]
    }
    bound = times["rich,2"]
    text = bound.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    given = {name: text, "image_name": "rich", "detail": False}
    wanted = {version for version, time in times.items() if within(time, bound)}
    assert set(ids(read(workspace, MANY, **given))) == wanted


NOT_FOUND = [
    (ONE, {"image_name": "none"}, "image_name", "There is no version of an image"),
    (ONE, {"image_name": "rich", "version": 9}, "version", "There is no version 9"),
    (ONE, {"image_name": "rich", "alias": "x"}, "alias", "with the alias"),
    (
        ONE,
        {"arn": f"arn:aws:sagemaker:us-west-2:{KEY.account}:image-version/rich/9"},
        "arn",
        "There is no version 9",
    ),
    ("aws_sagemaker_image", {"image_name": "none"}, "image_name", "no SageMaker image"),
    (MANY, {"image_name": "none"}, "image_name", "An image that is named is not there"),
    (MANY, {"image_names": ["none", "rich"]}, "image_names", "An image that is named"),
]


@pytest.mark.parametrize(("kind", "arguments", "argument", "words"), NOT_FOUND)
def test_what_is_not_there_is_one_error_at_its_argument(
    workspace, client, kind, arguments, argument, words
):
    inventory.rich_region(client)
    result = refused(workspace, kind, **arguments)
    assert words in only_diagnostic(result)
    assert "does not exist" in only_diagnostic(result)
    assert shown_code(result).strip().startswith(argument)


WRONG = [
    (ONE, {}, "Give image_name"),
    (
        ONE,
        {
            "image_name": "a",
            "arn": "arn:aws:sagemaker:us-west-2:123456789012:image-version/a/1",
        },
        "arn and image_name cannot both",
    ),
    (ONE, {"image_name": "a", "version": 1, "alias": "b"}, "alias and version"),
    (
        ONE,
        {"arn": f"arn:aws:sagemaker:us-west-2:{KEY.account}:image/a"},
        "is not the ARN",
    ),
    ("aws_sagemaker_image", {}, "Give image_name or arn"),
    (MANY, {"image_name": "a", "image_names": ["b"]}, "cannot both be given"),
    (MANY, {"detail": False, "processor": "CPU"}, "cannot be filtered by"),
    (MANY, {"created_after": "yesterday"}, "a time in RFC 3339"),
    (MANY, {"limit": 0}, "limit"),
    ("aws_sagemaker_images", {"sort_by": "VERSION"}, "sort_by"),
]


@pytest.mark.parametrize(("kind", "arguments", "words"), WRONG)
def test_a_wrong_combination_is_one_error_before_anything_is_asked(
    workspace, service, kind, arguments, words
):
    result = refused(workspace, kind, **arguments)
    assert words in only_diagnostic(result)
    assert service.log(service="sagemaker") == []


def test_calls_run_side_by_side_up_to_ten(workspace, service, client):
    inventory.fill_image(client, "example-name", 30)
    service.fault("hold", "DescribeImageVersion", times=10)
    workspace.configure(data(MANY), output(MANY))
    command = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("DescribeImageVersion", state="held", count=10)
    service.release()
    command.finish()
    assert service.connections()["max_in_flight"] == 10


def test_a_service_without_tags_for_versions_is_no_error(workspace, service, client):
    inventory.fill_image(client, "example-name", 2)
    service.set(version_tags="refuse")
    value = read(workspace, MANY)
    assert [item["tags"] for item in value["image_versions"]] == [{}, {}]


def test_tags_that_the_provider_ignores_are_not_shown(workspace, client):
    inventory.rich_region(client)
    body = hcl.block("ignore_tags", keys=["cost"])
    workspace.write(
        hcl.requirements(),
        hcl.provider(workspace.service, body),
        data("aws_sagemaker_image", image_name="rich"),
        output("aws_sagemaker_image"),
    )
    applied = workspace.apply()
    [event] = [event for event in applied.of_type("outputs") if event["outputs"]][-1:]
    assert event["outputs"]["this"]["value"]["tags"] == {"team": "example"}


def test_an_interrupt_ends_a_list_at_once(workspace, service, client):
    """Of a plan: the CLIs tell nobody of an interrupt in the planning part of an apply."""
    inventory.fill_image(client, "example-name", 30)
    service.fault("hold", "DescribeImageVersion", times=0)
    workspace.configure(data(MANY), output(MANY))
    command = workspace.start("plan", "-json", "-input=false")
    service.wait_for("DescribeImageVersion", state="held", count=10)
    command.interrupt()
    result = command.finish(code=1, seconds=10)
    assert result.diagnostics()


def test_a_data_source_waits_for_the_resource_that_it_refers_to(workspace, client):
    workspace.configure(
        hcl.image(),
        hcl.version(aliases=["stable"]),
        data(
            ONE,
            image_name=hcl.Expression(f"{hcl.VERSION}.image_name"),
            alias="stable",
        ),
        output(ONE),
    )
    workspace.apply()
    workspace.assert_settled()
    assert inventory.version_ids(client) == [f"{hcl.IMAGE_NAME},1"]
    workspace.destroy()
