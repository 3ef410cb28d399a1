"""What only the service knows: status, reason, times, account."""

import datetime

import hcl
from cli import only_diagnostic
from emulator.testing import KEY
from hcl import IMAGE, IMAGE_NAME, VERSION

NAMES = {IMAGE: "ImageStatus", VERSION: "ImageVersionStatus"}
REASON = "The base image is too large."


def utc(seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def found(service, address):
    image = service.image(IMAGE_NAME)
    return image if address == IMAGE else image["Versions"][0]


def assert_saved(workspace, service, address, status="CREATED", reason=None):
    saved, there = workspace.attributes(address), found(service, address)
    assert there[NAMES[address]] == status
    assert saved["status"] == status
    assert saved["failure_reason"] == reason
    assert saved["creation_time"] == utc(there["CreationTime"])
    assert saved["last_modified_time"] == utc(there["LastModifiedTime"])
    assert saved["account_id"] == KEY.account


def test_status_times_and_account_are_in_the_state_from_the_first_apply(
    workspace, service
):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    for address in NAMES:
        assert_saved(workspace, service, address)
    workspace.assert_settled()


def test_an_update_brings_the_time_of_the_change_and_leaves_that_of_the_creation(
    workspace, service
):
    workspace.configure(hcl.image(description="1"), hcl.version(release_notes="1"))
    workspace.apply()
    earlier = found(service, VERSION)["CreationTime"] - 3600
    times = {"CreationTime": earlier, "LastModifiedTime": earlier}
    service.put(IMAGE_NAME, **times)
    service.put(IMAGE_NAME, 1, **times)
    workspace.configure(hcl.image(description="2"), hcl.version(release_notes="2"))
    applied = workspace.apply()
    assert applied.changes() == {IMAGE: "update", VERSION: "update"}
    for address in NAMES:
        assert_saved(workspace, service, address)
        saved = workspace.attributes(address)
        assert saved["creation_time"] == utc(earlier)
        assert saved["last_modified_time"] > saved["creation_time"]
    workspace.assert_settled()


def test_a_failed_creation_saves_its_reason_and_a_repair_forgets_it(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    service.fault("fail", "CreateImageVersion", reason=REASON)
    text = only_diagnostic(workspace.apply(code=1))
    assert REASON.rstrip(".") in text
    assert workspace.attributes(VERSION)["arn"] in text
    assert_saved(workspace, service, VERSION, "CREATE_FAILED", REASON)
    workspace.apply()
    assert_saved(workspace, service, VERSION)
    workspace.assert_settled()


def test_a_deletion_that_failed_elsewhere_is_shown_and_not_fought(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    failed = {"ImageVersionStatus": "DELETE_FAILED", "FailureReason": "In use."}
    service.put(IMAGE_NAME, 1, **failed)
    assert workspace.apply().changes() == {}
    assert_saved(workspace, service, VERSION, "DELETE_FAILED", "In use.")
    workspace.assert_settled()


def test_outputs_of_them_are_known_after_the_apply(workspace):
    names = ("status", "creation_time", "last_modified_time", "account_id")
    outputs = [
        hcl.block("output", name, value=hcl.Expression(f"{VERSION}.{name}"))
        for name in names
    ]
    workspace.configure(hcl.image(), hcl.version(), *outputs)
    workspace.apply()
    saved = workspace.attributes(VERSION)
    shown = {name: item["value"] for name, item in workspace.state()["outputs"].items()}
    assert shown == {name: saved[name] for name in names}
    workspace.assert_settled()
