"""What changed or vanished behind Terraform's back."""

import hcl
import pytest
from hcl import IMAGE, IMAGE_NAME, VERSION

CHANGED = {
    "Horovod": True,
    "JobType": "NOTEBOOK_KERNEL",
    "MLFramework": "MXNet 1.9",
    "Processor": "CPU",
    "ProgrammingLang": "Julia 1.10",
    "ReleaseNotes": "Somebody else's words.",
    "VendorGuidance": "ARCHIVED",
    "Aliases": ["foreign"],
}
WANTED = {
    "horovod": False,
    "job_type": "TRAINING",
    "ml_framework": "PyTorch 2.4",
    "processor": "GPU",
    "programming_lang": "Python 3.11",
    "release_notes": "Ours.",
    "vendor_guidance": "STABLE",
    "aliases": ["latest"],
}


@pytest.mark.lifecycle
def test_drift_of_each_argument_is_seen_and_repaired(workspace, service):
    workspace.configure(hcl.image(), hcl.version(**WANTED))
    workspace.apply()
    for member, value in CHANGED.items():
        service.put(IMAGE_NAME, 1, **{member: value})
        planned = workspace.plan()
        assert planned.changes() == {VERSION: "update"}, member
        assert planned.drift() == {VERSION: "update"}, member
    assert workspace.apply().changes() == {VERSION: "update"}
    assert len(service.log("UpdateImageVersion")) == 1
    assert service.image(IMAGE_NAME)["Versions"][0]["Aliases"] == ["latest"]
    workspace.assert_settled()


def test_drift_can_be_taken_into_the_state(workspace, service):
    workspace.configure(hcl.image(), hcl.version(release_notes="Ours."))
    workspace.apply()
    service.put(IMAGE_NAME, 1, ReleaseNotes="Theirs.")
    seen = workspace.plan("-refresh-only", "-detailed-exitcode", code=2)
    assert seen.drift() == {VERSION: "update"}
    workspace.apply("-refresh-only")
    assert workspace.attributes(VERSION)["release_notes"] == "Theirs."
    workspace.configure(hcl.image(), hcl.version(release_notes="Theirs."))
    workspace.assert_settled()


def test_drift_of_an_image_is_seen_and_repaired(workspace, service):
    workspace.configure(hcl.image(display_name="Ours", description="Ours."))
    workspace.apply()
    service.put(IMAGE_NAME, DisplayName="Theirs", Description=None)
    assert workspace.apply().changes() == {IMAGE: "update"}
    assert service.image(IMAGE_NAME)["DisplayName"] == "Ours"
    assert service.image(IMAGE_NAME)["Description"] == "Ours."
    workspace.assert_settled()


@pytest.mark.lifecycle
def test_a_version_that_vanished_is_created_again(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.put(IMAGE_NAME, 1, delete=True)
    planned = workspace.plan()
    assert planned.changes() == {VERSION: "create"}
    assert planned.drift() == {VERSION: "delete"}
    workspace.apply()
    assert workspace.attributes(VERSION)["version"] == 2
    workspace.assert_settled()


@pytest.mark.lifecycle
def test_an_image_that_vanished_is_created_again_with_its_version(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.put(IMAGE_NAME, delete=True)
    assert workspace.plan().changes() == {IMAGE: "create", VERSION: "create"}
    workspace.apply()
    workspace.assert_settled()


def test_a_version_that_vanishes_between_two_calls_of_a_refresh_is_gone(
    workspace, service
):
    workspace.configure(hcl.image(), hcl.version(aliases=["latest"]))
    workspace.apply()
    service.fault("hold", "ListAliases")
    running = workspace.start("plan", "-json", "-input=false")
    service.wait_for("ListAliases", state="held")
    service.put(IMAGE_NAME, 1, delete=True)
    service.release()
    assert running.finish().changes() == {VERSION: "create"}


@pytest.mark.lifecycle
def test_deleting_what_is_already_gone_succeeds(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.put(IMAGE_NAME, delete=True)
    workspace.destroy("-refresh=false")
    assert workspace.resources() == {}


def test_a_throttled_refresh_never_looks_like_a_vanished_object(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.fault(
        "error",
        "DescribeImageVersion",
        code="AccessDeniedException",
        message="not allowed",
        status=403,
        times=0,
    )
    refused = workspace.plan(code=1)
    assert "AccessDenied" in str(refused)
    assert VERSION in workspace.resources()
