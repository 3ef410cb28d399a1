"""Aliases: a set that changes in place, over more than one page of the service."""

import hcl
import pytest
from hcl import IMAGE_NAME, VERSION

pytestmark = pytest.mark.lifecycle

MANY = [f"alias-{number:03}" for number in range(25)]


def apply_aliases(workspace, service, aliases):
    workspace.configure(hcl.image(), hcl.version(aliases=aliases))
    applied = workspace.apply()
    held = service.image(IMAGE_NAME)["Versions"][0]["Aliases"]
    assert sorted(held) == sorted(aliases or [])
    assert sorted(workspace.attributes(VERSION)["aliases"] or []) == sorted(held)
    return applied.changes()


def test_aliases_are_set_changed_and_removed_in_place(workspace, service):
    apply_aliases(workspace, service, ["latest", "stable"])
    steps = (["stable", "candidate"], [], ["again"], None, ["a", "b.c", "d_e-f"])
    for aliases in steps:
        changes = apply_aliases(workspace, service, aliases)
        assert changes == {VERSION: "update"}, aliases
        workspace.assert_settled()
    assert len(service.log("CreateImageVersion")) == 1


def test_only_the_difference_of_two_sets_is_sent(workspace, service):
    apply_aliases(workspace, service, ["kept", "old"])
    apply_aliases(workspace, service, ["kept", "new"])
    sent = service.log("UpdateImageVersion")[-1]["input"]
    assert sent == {
        "ImageName": IMAGE_NAME,
        "Version": 1,
        "AliasesToAdd": ["new"],
        "AliasesToDelete": ["old"],
    }


def test_aliases_over_several_pages_are_read_completely(workspace, service):
    apply_aliases(workspace, service, MANY)
    service.reset("log")
    workspace.plan("-detailed-exitcode")
    assert len(service.log("ListAliases")) == 3
    service.set(page_cap=4)
    workspace.assert_settled()
    service.set(page_cap=0, empty_pages=True)
    workspace.assert_settled()
    service.set(empty_pages=False)
    assert apply_aliases(workspace, service, MANY[::2]) == {VERSION: "update"}
    workspace.assert_settled()


def test_the_order_and_doubles_of_aliases_do_not_matter(workspace, service):
    workspace.configure(hcl.image(), hcl.version(aliases=["b", "a", "c"]))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(aliases=["c", "b", "a", "b"]))
    workspace.assert_settled()
