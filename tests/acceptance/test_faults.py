"""A service that fails, loses answers or takes its time."""

import hcl
import pytest
from cli import only_diagnostic
from hcl import IMAGE, IMAGE_NAME, VERSION

pytestmark = pytest.mark.lifecycle

REASON = "The role cannot pull the base image."
OPERATIONS = [
    f"{verb}{noun}"
    for verb in ("Create", "Describe", "Update", "Delete")
    for noun in ("Image", "ImageVersion")
] + ["ListAliases"]


def test_a_version_that_fails_stays_in_the_state_tainted_with_its_reason(
    workspace, service
):
    service.fault("fail", "CreateImageVersion", reason=REASON)
    workspace.configure(hcl.image(), hcl.version())
    failed = workspace.apply(code=1)
    text = only_diagnostic(failed)
    assert REASON in text
    assert "CREATE_FAILED" in text
    saved = workspace.resources()[VERSION]
    assert saved["status"] == "tainted"
    assert saved["attributes"]["id"] == f"{IMAGE_NAME},1"
    assert saved["attributes"]["version"] == 1

    repaired = workspace.apply()
    assert repaired.changes() == {VERSION: "replace"}
    assert workspace.attributes(VERSION)["version"] == 2
    assert [item["Version"] for item in service.image(IMAGE_NAME)["Versions"]] == [2]
    workspace.assert_settled()


def test_an_image_that_fails_stays_in_the_state_tainted_with_its_reason(
    workspace, service
):
    service.fault("fail", "CreateImage", reason="The base image is not allowed.")
    workspace.configure(hcl.image(), hcl.version())
    failed = workspace.apply(code=1)
    assert "The base image is not allowed." in only_diagnostic(failed)
    assert workspace.resources()[IMAGE]["status"] == "tainted"
    workspace.apply()
    workspace.assert_settled()


@pytest.mark.parametrize("kind", ["reset_after", "truncate"])
def test_a_lost_answer_creates_one_version_only(workspace, service, kind):
    service.fault(kind, "CreateImageVersion")
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    sent = service.log("CreateImageVersion")
    assert len(sent) == 2
    assert sent[0]["input"]["ClientToken"] == sent[1]["input"]["ClientToken"]
    assert len(service.image(IMAGE_NAME)["Versions"]) == 1
    assert workspace.attributes(VERSION)["version"] == 1
    workspace.assert_settled()


def test_a_lost_answer_to_the_creation_of_an_image_is_survived(workspace, service):
    service.fault("reset_after", "CreateImage")
    workspace.configure(hcl.image())
    workspace.apply()
    assert list(service.images()) == [IMAGE_NAME]
    workspace.assert_settled()


def test_lost_answers_to_deletions_are_survived(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.fault("reset_after", "DeleteImageVersion")
    service.fault("reset_after", "DeleteImage")
    workspace.destroy()
    assert service.images() == {}


@pytest.mark.parametrize("kind", ["500", "502", "503", "throttle", "reset"])
def test_each_operation_is_tried_again_after_a_passing_fault(workspace, service, kind):
    for operation in OPERATIONS:
        service.fault(kind, operation)
    workspace.configure(
        hcl.image(display_name="1"), hcl.version(aliases=["a"], release_notes="1")
    )
    workspace.apply()
    workspace.configure(
        hcl.image(display_name="2"), hcl.version(aliases=["b"], release_notes="2")
    )
    workspace.apply()
    workspace.assert_settled()
    workspace.destroy()
    assert [rule["fired"] for rule in service.faults()] == [1] * len(OPERATIONS)
    assert service.images() == {}


def test_an_update_that_fails_for_good_keeps_the_difference(workspace, service):
    workspace.configure(hcl.image(), hcl.version(release_notes="old"))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(release_notes="new"), max_retries=2)
    fault = service.fault("500", "UpdateImageVersion", times=0)
    failed = workspace.apply(code=1)
    assert "InternalFailure" in only_diagnostic(failed)
    assert len(service.log("UpdateImageVersion")) == 2
    assert workspace.attributes(VERSION)["release_notes"] == "old"
    assert "status" not in workspace.resources()[VERSION]
    service.remove_fault(fault)
    assert workspace.plan("-refresh=false").changes() == {VERSION: "update"}
    workspace.apply()
    workspace.assert_settled()


def test_a_deletion_that_fails_keeps_the_object(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.fault("fail", "DeleteImageVersion", reason="It is in use.")
    failed = workspace.destroy(code=1)
    assert "It is in use." in only_diagnostic(failed)
    assert VERSION in workspace.resources()
    workspace.destroy()
    assert service.images() == {}


def test_creations_that_conflict_are_tried_again(workspace, service):
    service.set(concurrency="conflict")
    workspace.configure(hcl.image(), hcl.version(count=6))
    workspace.apply()
    numbers = sorted(
        item["attributes"]["version"]
        for address, item in workspace.resources().items()
        if address != IMAGE
    )
    assert numbers == [1, 2, 3, 4, 5, 6]
    workspace.destroy()
    assert service.images() == {}


def test_a_conflict_with_somebody_else_is_tried_again(workspace, service):
    workspace.configure(hcl.image(), hcl.version(release_notes="1"))
    conflict = {
        "code": "ResourceInUse",
        "message": "Resource was modified concurrently",
        "modelled": True,
    }
    for operation in ("Create", "Update", "Delete"):
        service.fault("error", f"{operation}ImageVersion", times=2, **conflict)
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(release_notes="2"))
    workspace.apply()
    workspace.destroy()
    assert service.images() == {}
    assert len(service.log("CreateImageVersion")) == 3


def test_an_image_whose_name_is_taken_is_refused_at_once(workspace, service):
    workspace.configure(hcl.image())
    workspace.apply()
    workspace.folder.joinpath("terraform.tfstate").unlink()
    refused = workspace.apply(code=1)
    assert "already exists" in only_diagnostic(refused)
    assert len(service.log("CreateImage")) == 2
    assert IMAGE not in workspace.resources()


def test_slow_states_and_lagging_reads_are_waited_for(workspace, service):
    service.set(creating="2 polls", deleting="1 polls", updating="1 polls", read_lag=1)
    workspace.configure(hcl.image(display_name="1"), hcl.version())
    workspace.apply()
    workspace.configure(hcl.image(display_name="2"), hcl.version())
    workspace.apply()
    workspace.assert_settled()
    workspace.destroy()
    assert service.images() == {}


def test_the_spelling_of_errors_does_not_matter(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    for style in ("namespaced", "uri", "header", "code"):
        service.set(error_style=style, empty_output="braces")
        workspace.apply()
        service.put(IMAGE_NAME, 1, delete=True)
        assert workspace.plan().changes() == {VERSION: "create"}, style
        workspace.destroy()
        assert service.images() == {}


def test_a_clock_that_is_wrong_by_an_hour_is_corrected(workspace, service):
    service.set(clock_offset=3600, date_offset=3600)
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.assert_settled()
    service.set(clock_offset=-3600, date_offset=-3600)
    workspace.destroy()
    assert service.images() == {}


def test_words_that_are_not_utf8_reach_the_user_in_one_piece(workspace, service):
    service.fault(
        "error",
        "DescribeImageVersion",
        status=400,
        body='{"__type":"ValidationException","message":"caf\\u00e9 \\ud800 end"}',
    )
    workspace.configure(hcl.image(), hcl.version())
    failed = workspace.apply(code=1)
    assert "end" in only_diagnostic(failed)
    assert workspace.resources()[VERSION]["status"] == "tainted"
