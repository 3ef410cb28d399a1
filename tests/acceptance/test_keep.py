"""Versions that outlive their resource, and images that take their versions with them."""

import hcl
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
