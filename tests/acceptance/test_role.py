"""An image whose role was made a moment ago, and cannot be used everywhere yet."""

import time

import hcl
import pytest
from cli import only_diagnostic
from hcl import IMAGE, IMAGE_NAME

NOT_YET = "SageMaker is unable to assume the role. Check its trust relationship."
PROMPTLY = 10


def test_a_role_that_is_not_usable_yet_is_tried_again(workspace, service):
    service.fault("fail", "CreateImage", reason=NOT_YET, times=2)
    workspace.configure(hcl.image(tags={"a": "1"}), hcl.version())
    workspace.apply()
    assert len(service.log("CreateImage")) == 3
    assert len(service.log("DeleteImage")) == 2
    assert service.image(IMAGE_NAME)["ImageStatus"] == "CREATED"
    assert service.image(IMAGE_NAME)["Tags"] == {"a": "1"}
    assert "status" not in workspace.resources()[IMAGE]
    workspace.assert_settled()


def test_a_role_that_the_call_itself_refuses_is_tried_again(workspace, service):
    refused = {"code": "ValidationException", "message": NOT_YET}
    service.fault("error", "CreateImage", **refused)
    workspace.configure(hcl.image())
    workspace.apply()
    assert len(service.log("CreateImage")) == 2
    assert service.log("DeleteImage") == []
    workspace.assert_settled()


def test_another_failure_is_not_tried_again(workspace, service):
    service.fault("fail", "CreateImage", reason="An internal error occurred.", times=0)
    workspace.configure(hcl.image())
    assert "An internal error occurred" in only_diagnostic(workspace.apply(code=1))
    assert len(service.log("CreateImage")) == 1
    assert workspace.resources()[IMAGE]["status"] == "tainted"


@pytest.mark.lifecycle
def test_ctrl_c_between_two_attempts_leaves_nothing_behind(workspace, service):
    service.fault("fail", "CreateImage", reason=NOT_YET, times=0)
    workspace.configure(hcl.image())
    running = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("DeleteImage")
    seen = service.log()[-1]["id"]
    service.wait_for("DescribeImage", since=seen)  # it is gone, and the pause begins
    started = time.monotonic()
    running.interrupt()
    failed = running.finish(code=1)
    assert time.monotonic() - started < PROMPTLY
    assert NOT_YET.rstrip(".") in str(failed)
    assert bool(workspace.resources()) == bool(service.images())


def test_a_role_that_never_becomes_usable_is_told_and_the_failed_image_kept(
    workspace, service
):
    service.fault("fail", "CreateImage", reason=NOT_YET, times=0)
    workspace.configure(hcl.image(body=hcl.timeouts(create="5s")))
    failed = workspace.apply(code=1)
    text = only_diagnostic(failed)
    assert NOT_YET.rstrip(".") in text
    assert f":image/{IMAGE_NAME}" in text
    saved = workspace.resources()[IMAGE]
    assert saved["status"] == "tainted"
    assert saved["attributes"]["status"] == "CREATE_FAILED"
    assert saved["attributes"]["failure_reason"] == NOT_YET
    assert 1 < len(service.log("CreateImage")) < 6
    service.reset("faults")
    workspace.apply()
    assert list(service.images()) == [IMAGE_NAME]
    workspace.assert_settled()
