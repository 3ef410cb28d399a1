"""Versions that outlive their resource, and images that take their versions with them."""

import hcl
from cli import only_diagnostic
from emulator.testing import BASE_IMAGE
from hcl import IMAGE, IMAGE_NAME, VERSION

OTHER_BASE = BASE_IMAGE.replace(":latest", ":2")


def versions(service):
    return sorted(item["Version"] for item in service.image(IMAGE_NAME)["Versions"])


def test_a_version_with_skip_destroy_is_forgotten_and_stays(workspace, service):
    workspace.configure(hcl.image(), hcl.version(skip_destroy=True))
    workspace.apply()
    workspace.configure(hcl.image())
    applied = workspace.apply()
    assert applied.changes() == {VERSION: "delete"}
    assert workspace.resources().keys() == {IMAGE}
    assert versions(service) == [1]
    assert service.log("DeleteImageVersion") == []


def test_a_replaced_version_with_skip_destroy_stays_beside_the_new_one(
    workspace, service
):
    workspace.configure(hcl.image(), hcl.version(skip_destroy=True))
    workspace.apply()
    workspace.configure(
        hcl.image(), hcl.version(skip_destroy=True, base_image=OTHER_BASE)
    )
    assert workspace.apply().changes() == {VERSION: "replace"}
    assert versions(service) == [1, 2]
    workspace.assert_settled()


def test_skip_destroy_is_read_from_the_state_and_changes_without_a_call(
    workspace, service
):
    workspace.configure(hcl.image(), hcl.version(skip_destroy=True))
    workspace.apply()
    for value in (False, True, None):
        workspace.configure(hcl.image(), hcl.version(skip_destroy=value))
        assert workspace.apply().changes() == {VERSION: "update"}
        assert workspace.attributes(VERSION)["skip_destroy"] == value
        workspace.assert_settled()
    assert service.log("UpdateImageVersion") == []
    workspace.destroy()
    assert service.images() == {}


def numbered(count):
    base = hcl.Expression('"example.com/base:${count.index}"')
    return hcl.version(count=count, base_image=base)


def adopt_none(workspace):
    """Forgets the versions, as when somebody else had made them."""
    addresses = [name for name in workspace.resources() if name != IMAGE]
    workspace.run("state", "rm", *addresses)


def test_an_image_with_versions_is_deleted_by_force_only(workspace, service):
    service.set(delete_image_with_versions="refuse")
    workspace.configure(hcl.image(), numbered(3))
    workspace.apply()
    adopt_none(workspace)
    workspace.configure(hcl.image())
    refused = workspace.destroy(code=1)
    assert "force_delete" in only_diagnostic(refused)
    assert versions(service) == [1, 2, 3]
    assert workspace.resources().keys() == {IMAGE}

    workspace.configure(hcl.image(force_delete=True))
    assert workspace.apply().changes() == {IMAGE: "update"}
    assert service.log("UpdateImage") == []
    workspace.destroy()
    assert service.images() == {}


def test_force_deletes_many_versions_a_few_at_a_time(workspace, service):
    service.set(delete_image_with_versions="refuse", deleting="0.3")
    workspace.configure(hcl.image(force_delete=True), numbered(25))
    workspace.apply("-parallelism=25")
    adopt_none(workspace)
    workspace.configure(hcl.image(force_delete=True))
    service.set(concurrency="conflict", conflict_seconds=0.01)
    service.reset("log")
    workspace.destroy()
    assert service.images() == {}
    assert len({e["input"]["Version"] for e in service.log("DeleteImageVersion")}) == 25
    assert service.connections()["max_in_flight"] <= 25


def test_force_goes_beside_versions_that_are_managed_too(workspace, service):
    service.set(delete_image_with_versions="refuse")
    workspace.configure(hcl.image(force_delete=True), numbered(4))
    workspace.apply()
    workspace.run("state", "rm", f"{VERSION}[1]", f"{VERSION}[3]")
    workspace.destroy()
    assert service.images() == {}
    assert workspace.resources() == {}


def test_a_version_that_cannot_be_deleted_is_named_and_the_image_stays(
    workspace, service
):
    service.set(delete_image_with_versions="refuse")
    workspace.configure(hcl.image(force_delete=True), numbered(3))
    workspace.apply()
    adopt_none(workspace)
    workspace.configure(hcl.image(force_delete=True))
    match = {"Version": "2"}
    service.fault("fail", "DeleteImageVersion", reason="It is in use.", match=match)
    text = only_diagnostic(workspace.destroy(code=1))
    assert "It is in use" in text
    assert "2" in text
    assert workspace.resources().keys() == {IMAGE}
    assert versions(service) == [2]
    workspace.destroy()
    assert service.images() == {}


def test_ctrl_c_while_versions_are_deleted_keeps_the_image(workspace, service):
    workspace.configure(hcl.image(force_delete=True), numbered(3))
    workspace.apply()
    adopt_none(workspace)
    workspace.configure(hcl.image(force_delete=True))
    service.set(deleting="manual")
    running = workspace.start(
        "apply", "-destroy", "-json", "-input=false", "-auto-approve"
    )
    service.wait_for("DeleteImageVersion")
    running.interrupt()
    running.finish(code=1)
    assert workspace.resources().keys() == {IMAGE}
    service.step()
    service.set(deleting="0")
    workspace.destroy()
    assert service.images() == {}
