"""Tags of images: the resource's, the provider's defaults, and those that others manage."""

import hcl
import pytest
from cli import only_diagnostic
from emulator.testing import ROLE_ARN
from hcl import IMAGE, IMAGE_NAME
from test_takeover import image_attributes, save


def block(name, **arguments):
    return hcl.block(name, **arguments)


@pytest.fixture
def configure(workspace, service):
    """Writes an image with tags, and a provider block that says more of them."""

    def write(tags=None, *, defaults=None, ignore=None, **more):
        body = ""
        if defaults is not None:
            body += block("default_tags", tags=defaults)
        if ignore is not None:
            body += block("ignore_tags", **ignore)
        provider = hcl.provider(service, body)
        workspace.write(hcl.requirements(), provider, hcl.image(tags=tags, **more))

    return write


def tags_of(service):
    return service.image(IMAGE_NAME)["Tags"]


def rows(workspace):
    saved = workspace.attributes(IMAGE)
    return saved["tags"], saved["tags_all"]


@pytest.mark.lifecycle
def test_tags_live_from_create_to_their_removal(workspace, service, configure):
    """The scenario of hashicorp/aws: one, two of which one changed, another, none."""
    for tags in ({"a": "1"}, {"a": "2", "b": "Größe 1"}, {"c": ""}, {}, None):
        configure(tags)
        workspace.apply()
        assert tags_of(service) == (tags or {})
        assert rows(workspace) == (tags or {}, tags or {})
        workspace.assert_settled()


@pytest.mark.lifecycle
def test_default_tags_are_given_overridden_and_changed(workspace, service, configure):
    configure({"a": "own", "b": "own"}, defaults={"a": "default", "d": "1"})
    workspace.apply()
    everything = {"a": "own", "b": "own", "d": "1"}
    assert tags_of(service) == everything
    assert rows(workspace) == ({"a": "own", "b": "own"}, everything)
    workspace.assert_settled()

    configure({"a": "own", "b": "own"}, defaults={"a": "other", "d": "2", "e": "3"})
    applied = workspace.apply()
    assert applied.changes() == {IMAGE: "update"}
    assert not applied.drift()
    assert tags_of(service) == {"a": "own", "b": "own", "d": "2", "e": "3"}
    assert rows(workspace)[0] == {"a": "own", "b": "own"}
    workspace.assert_settled()

    configure({"b": "own"}, defaults={"a": "other"})
    workspace.apply()
    assert tags_of(service) == {"a": "other", "b": "own"}
    workspace.assert_settled()

    configure(None)
    workspace.apply()
    assert tags_of(service) == {}
    workspace.assert_settled()


def test_a_tag_equal_to_a_default_one_makes_no_difference(
    workspace, service, configure
):
    configure({"a": "1"}, defaults={"a": "1"})
    workspace.apply()
    assert rows(workspace) == ({"a": "1"}, {"a": "1"})
    workspace.assert_settled()
    configure(None, defaults={"a": "1"})
    workspace.apply()
    assert rows(workspace) == ({}, {"a": "1"})
    workspace.assert_settled()
    assert tags_of(service) == {"a": "1"}


def test_variables_add_default_and_ignored_tags(workspace, service, configure):
    workspace.variables |= {
        "TF_AWS_DEFAULT_TAGS_fromenv": "env",
        "TF_AWS_DEFAULT_TAGS_both": "env",
        "TF_AWS_IGNORE_TAGS_KEYS": "theirs, more",
        "TF_AWS_IGNORE_TAGS_KEY_PREFIXES": "x:",
    }
    configure(defaults={"both": "block"})
    workspace.apply()
    given = {"fromenv": "env", "both": "block"}
    assert tags_of(service) == given
    service.put(IMAGE_NAME, Tags=given | {"theirs": "1", "more": "2", "x:y": "3"})
    workspace.assert_settled()
    assert rows(workspace) == ({}, given)


@pytest.mark.lifecycle
def test_ignored_tags_are_left_to_others(workspace, service, configure):
    ignore = {"keys": ["theirs"], "key_prefixes": ["x:", "kept"]}
    configure({"a": "1"}, ignore=ignore)
    workspace.apply()
    theirs = {"theirs": "1", "x:y": "2", "kept": "3"}
    service.put(IMAGE_NAME, Tags={"a": "1"} | theirs)
    workspace.assert_settled()
    configure({"b": "2"}, ignore=ignore)
    workspace.apply()
    assert tags_of(service) == {"b": "2"} | theirs
    assert rows(workspace) == ({"b": "2"}, {"b": "2"})
    workspace.assert_settled()

    configure({"b": "2"})
    planned = workspace.plan()
    assert planned.changes() == {IMAGE: "update"}
    workspace.apply()
    assert tags_of(service) == {"b": "2"}
    workspace.assert_settled()


def test_an_ignored_tag_that_is_configured_is_no_endless_difference(
    workspace, service, configure
):
    configure({"a": "1", "theirs": "first"}, ignore={"keys": ["theirs"]})
    workspace.apply()
    assert tags_of(service) == {"a": "1", "theirs": "first"}
    workspace.assert_settled()
    service.put(IMAGE_NAME, Tags={"a": "1", "theirs": "changed"})
    workspace.assert_settled()
    configure({"a": "2", "theirs": "first"}, ignore={"keys": ["theirs"]})
    workspace.apply()
    assert tags_of(service) == {"a": "2", "theirs": "changed"}
    workspace.assert_settled()


def test_drift_of_tags_is_shown_and_undone(workspace, service, configure):
    configure({"a": "1", "b": "2"}, defaults={"d": "1"})
    workspace.apply()
    service.put(IMAGE_NAME, Tags={"a": "9", "new": "x", "d": "8"})
    assert workspace.plan().drift() == {IMAGE: "update"}
    assert workspace.apply().changes() == {IMAGE: "update"}
    assert tags_of(service) == {"a": "1", "b": "2", "d": "1"}
    workspace.assert_settled()


def test_a_null_value_says_nothing(workspace, service, configure):
    tags = hcl.Expression('{ a = null, b = "2", d = null }')
    configure(tags, defaults={"d": "1"})
    workspace.apply()
    assert tags_of(service) == {"b": "2", "d": "1"}
    workspace.assert_settled()


def test_values_that_are_not_known_yet_are_tags(workspace, service, configure):
    """The first apply knows the ARN only when the other image is made."""
    other = hcl.image("other", image_name="other-name")
    tags = hcl.Expression('{ of = aws_sagemaker_image.other.arn, b = "2" }')
    configure(tags)
    workspace.folder.joinpath("other.tf").write_text(other)
    workspace.apply()
    arn = service.image("other-name")["ImageArn"]
    assert tags_of(service) == {"of": arn, "b": "2"}
    workspace.assert_settled()


LATER = """\
resource "terraform_data" "later" {
  input = "%s"
}
"""


@pytest.mark.lifecycle
def test_default_tags_may_be_known_only_in_the_apply(workspace, service, configure):
    """The provider block refers to a resource that the same apply makes and changes."""
    defaults = hcl.Expression("{ d = terraform_data.later.output }")
    ignore = {"keys": hcl.Expression("[terraform_data.later.output]")}
    for value in ("first", "second"):
        workspace.folder.joinpath("later.tf").write_text(LATER % value)
        configure({"a": "1"}, defaults=defaults, ignore=ignore)
        workspace.apply()
        assert tags_of(service) == {"a": "1", "d": value}
        assert rows(workspace) == ({"a": "1"}, {"a": "1", "d": value})
        workspace.assert_settled()


@pytest.mark.lifecycle
def test_an_import_leaves_default_tags_out_of_tags(workspace, service, configure):
    client = service.client("sagemaker")
    client.create_image(
        ImageName=IMAGE_NAME,
        RoleArn=ROLE_ARN,
        Tags=[{"Key": "a", "Value": "1"}, {"Key": "d", "Value": "default"}],
    )
    configure({"a": "1"}, defaults={"d": "default"})
    workspace.run("import", "-input=false", IMAGE, IMAGE_NAME)
    assert rows(workspace) == ({"a": "1"}, {"a": "1", "d": "default"})
    workspace.assert_settled(first_refresh=True)


@pytest.mark.lifecycle
@pytest.mark.parametrize(
    ("saved", "configured"),
    [
        ({"tags": None, "tags_all": {}}, None),
        ({"tags": {}, "tags_all": {}}, None),
        ({"tags": None, "tags_all": {}}, {}),
        ({"tags": {"a": "1"}, "tags_all": {"a": "1", "d": "2"}}, {"a": "1"}),
    ],
)
def test_the_state_of_hashicorp_aws_is_taken_over(
    workspace, service, configure, saved, configured
):
    defaults = {"d": "2"} if "d" in saved["tags_all"] else None
    configure(configured, defaults=defaults)
    workspace.apply()
    attributes = image_attributes(service) | saved
    save(workspace, (IMAGE, 0, attributes))
    workspace.assert_settled(first_refresh=True)
    workspace.apply()
    workspace.assert_settled()


def test_all_pages_of_tags_are_read(workspace, service, configure):
    tags = {f"key-{number:02}": "v" for number in range(50)}
    configure(tags)
    workspace.apply()
    service.set(page_cap=7)
    workspace.assert_settled()
    assert rows(workspace) == (tags, tags)


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"aws:x": "1"}, '"aws:x" begins with "aws:"'),
        ({"a*": "1"}, '"a*" has characters'),
        ({"k" * 129: "1"}, "129 characters"),
        ({"a": "v" * 257}, 'tags["a"] must have at most 256 characters'),
        ({"a": "*"}, 'tags["a"] must be letters, numbers'),
        ({f"k{number}": "v" for number in range(51)}, "51 tags"),
    ],
)
@pytest.mark.parametrize("place", ["tags", "default_tags"])
def test_what_the_service_would_refuse_is_refused_before(
    workspace, service, configure, tags, words, place
):
    if place == "tags":
        configure(tags)
    else:
        configure(defaults=tags)
    assert words in only_diagnostic(workspace.plan(code=1))
    assert service.images() == {}


def test_default_tags_count_among_the_fifty(workspace, configure):
    configure({"one": "more"}, defaults={f"k{number}": "v" for number in range(50)})
    assert "51 tags" in only_diagnostic(workspace.plan(code=1))


def test_tags_that_may_not_be_changed_leave_the_state_true(
    workspace, service, configure
):
    configure({"a": "1", "b": "1"})
    workspace.apply()
    service.fault(
        "error", "AddTags", code="AccessDeniedException", message="sagemaker:AddTags"
    )
    configure({"b": "2"}, description="Described.")
    assert "AddTags" in only_diagnostic(workspace.apply(code=1))
    assert tags_of(service) == {"b": "1"}
    assert rows(workspace) == ({"b": "1"}, {"b": "1"})
    workspace.apply()
    assert tags_of(service) == {"b": "2"}
    workspace.assert_settled()
