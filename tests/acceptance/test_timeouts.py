"""The timeouts block: how long a change may take, and what is left when it takes longer."""

import hcl
import pytest
from cli import only_diagnostic
from hcl import IMAGE, IMAGE_NAME, VERSION

SOON = 15  # a command with its plan and its second of patience, on a busy machine
BUSY = {
    "code": "ResourceInUse",
    "message": "Resource was modified concurrently",
    "modelled": True,
}


def assert_timed_out(result):
    text = only_diagnostic(result)
    assert "timed out after 1 s" in text, text
    assert result.seconds < SOON
    return text


def test_a_version_that_outlives_its_creation_timeout_is_tainted(workspace, service):
    service.fault("transition", "CreateImageVersion", value="manual")
    given = {"body": hcl.timeouts(create="1s")}
    workspace.configure(hcl.image(), hcl.version(**given))
    text = assert_timed_out(workspace.apply(code=1))
    assert "CREATING" in text
    saved = workspace.resources()[VERSION]
    assert saved["status"] == "tainted"
    assert saved["attributes"]["id"] == f"{IMAGE_NAME},1"
    assert saved["attributes"]["arn"] in text
    assert workspace.plan().changes() == {VERSION: "replace"}
    service.step(IMAGE_NAME, 1)
    workspace.run("untaint", VERSION)
    assert workspace.apply().changes() == {}
    workspace.assert_settled()


def test_an_image_that_outlives_its_creation_timeout_is_tainted(workspace, service):
    service.fault("transition", "CreateImage", value="manual")
    workspace.configure(hcl.image(body=hcl.timeouts(create="1000ms")))
    text = assert_timed_out(workspace.apply(code=1))
    assert "CREATING" in text
    assert workspace.resources()[IMAGE]["status"] == "tainted"
    service.step(IMAGE_NAME)
    workspace.apply()
    workspace.assert_settled()


def test_deletions_that_outlive_their_timeout_keep_the_object(workspace, service):
    patience = {"body": hcl.timeouts(delete="1s")}
    workspace.configure(hcl.image(**patience), hcl.version(**patience))
    workspace.apply()
    service.set(deleting="manual")
    assert_timed_out(workspace.destroy(code=1))
    assert workspace.resources().keys() == {IMAGE, VERSION}
    service.step()
    assert_timed_out(workspace.destroy(code=1))
    assert workspace.resources().keys() == {IMAGE}
    service.step()
    workspace.destroy()
    assert workspace.resources() == {}


def test_an_update_that_outlives_its_timeout_is_told_as_it_ended(workspace, service):
    patience = {"body": hcl.timeouts(update="1s")}
    workspace.configure(hcl.image(description="1", **patience))
    workspace.apply()
    service.set(updating="manual")
    workspace.configure(hcl.image(description="2", **patience))
    assert_timed_out(workspace.apply(code=1))
    assert "status" not in workspace.resources()[IMAGE]
    service.step()
    service.set(updating="0")
    workspace.apply()
    assert service.image(IMAGE_NAME)["Description"] == "2"
    workspace.assert_settled()


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_conflicts_with_others_are_retried_no_longer_than_the_timeout(
    workspace, service, verb
):
    operation = f"{verb.title()}ImageVersion"
    patience = {"body": hcl.timeouts(**{verb: "1s"})}
    workspace.configure(hcl.image(), hcl.version(release_notes="1", **patience))
    if verb == "create":
        service.fault("error", operation, times=0, **BUSY)
        failed = workspace.apply(code=1)
        assert VERSION not in workspace.resources()
    else:
        workspace.apply()
        service.fault("error", operation, times=0, **BUSY)
        workspace.configure(hcl.image(), hcl.version(release_notes="2", **patience))
        arguments = ("-destroy", f"-target={VERSION}") if verb == "delete" else ()
        failed = workspace.apply(*arguments, code=1)
        assert workspace.attributes(VERSION)["release_notes"] == "1"
    assert "modified concurrently" in only_diagnostic(failed)
    assert failed.seconds < SOON
    assert 1 < len(service.log(operation)) < 15


def test_timeouts_alone_change_nothing_of_the_service(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.reset("log")
    steps = (
        {"create": "30m", "update": "1h30m", "delete": "90s"},
        {"delete": "1h"},
        {},
    )
    for durations in steps:
        given = {"body": hcl.timeouts(**durations)}
        workspace.configure(hcl.image(**given), hcl.version(**given))
        assert set(workspace.apply().changes().values()) <= {"update"}
        workspace.assert_settled()
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.assert_settled()
    made = service.counts()["calls"]
    reading = ("Describe", "List", "Get")
    assert not [name for name in made if not name.startswith(reading)]


@pytest.mark.parametrize("duration", ["1 minute", "-5s", "5", "", "0s", "1d", "soon"])
def test_a_duration_that_is_none_is_refused_by_the_plan(workspace, service, duration):
    workspace.configure(hcl.image(body=hcl.timeouts(create=duration)))
    text = only_diagnostic(workspace.plan(code=1))
    assert "30m" in text, "no word on how to write one"
    assert f'"{duration}"' in text
    assert service.log(service="sagemaker") == []
