"""Arguments that SageMaker cannot clear: taken away they stay, and the user is told."""

import hcl
import pytest
from hcl import IMAGE_NAME, VERSION

STICKY = {
    "job_type": ("JobType", "TRAINING"),
    "ml_framework": ("MLFramework", "PyTorch 2.4"),
    "processor": ("Processor", "GPU"),
    "programming_lang": ("ProgrammingLang", "Python 3.11"),
    "release_notes": ("ReleaseNotes", "First release."),
}
GIVEN = {name: value for name, (_, value) in STICKY.items()}


def there(service):
    [version] = service.image(IMAGE_NAME)["Versions"]
    return version


def warned_arguments(result):
    """The arguments that a warning says stay; each says how to get rid of them.

    An apply plans once more and warns again, so each counts once.
    """
    names = set()
    for warning in result.diagnostics("warning"):
        if "cleared" in warning["summary"]:
            assert "-replace" in warning["detail"]
            found = [name for name in STICKY if name in warning["detail"]]
            assert len(found) == 1, warning
            names.update(found)
    return sorted(names)


@pytest.mark.lifecycle
def test_taking_them_away_plans_nothing_and_says_so_until_replaced(workspace, service):
    workspace.configure(hcl.image(), hcl.version(**GIVEN))
    assert warned_arguments(workspace.apply()) == []
    workspace.configure(hcl.image(), hcl.version())
    for arguments in ((), ("-refresh=false",)):
        planned = workspace.plan("-detailed-exitcode", *arguments)
        assert warned_arguments(planned) == sorted(STICKY)
    workspace.apply()
    assert there(service).items() >= dict(STICKY.values()).items()
    assert service.log("UpdateImageVersion") == []

    # The CLI keeps to itself that it is about to replace, so the warning comes once more.
    workspace.apply(f"-replace={VERSION}")
    assert there(service)["Version"] == 2
    assert not there(service).keys() & {member for member, _ in STICKY.values()}
    assert warned_arguments(workspace.plan("-detailed-exitcode")) == []
    workspace.assert_settled()


def test_an_empty_text_takes_them_away_as_null_does(workspace, service):
    workspace.configure(hcl.image(), hcl.version(**GIVEN))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(**dict.fromkeys(GIVEN, "")))
    applied = workspace.apply()
    assert warned_arguments(applied) == sorted(STICKY)
    assert there(service)["JobType"] == "TRAINING"
    workspace.assert_settled()


def test_a_value_from_elsewhere_is_shown_and_not_fought(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.put(IMAGE_NAME, 1, **dict(STICKY.values()))
    planned = workspace.plan("-detailed-exitcode")
    assert planned.changes() == {}
    assert planned.drift() == {VERSION: "update"}
    assert warned_arguments(planned) == [], "nobody ever asked for it"
    workspace.apply()
    saved = workspace.attributes(VERSION)
    assert {name: saved[name] for name in STICKY} == GIVEN
    workspace.assert_settled()
    assert service.log("UpdateImageVersion") == []


def test_what_was_imported_is_not_missed(workspace, service):
    workspace.configure(hcl.image(), hcl.version(**GIVEN))
    workspace.apply()
    workspace.run("state", "rm", VERSION)
    workspace.configure(hcl.image(), hcl.version())
    workspace.run("import", "-input=false", VERSION, f"{IMAGE_NAME},1")
    assert warned_arguments(workspace.plan("-detailed-exitcode")) == []


def test_one_that_is_taken_away_beside_a_change_stays_with_a_warning(
    workspace, service
):
    workspace.configure(hcl.image(), hcl.version(**GIVEN))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(**GIVEN | {"processor": "CPU"}))
    workspace.apply()
    rest = {name: value for name, value in GIVEN.items() if name != "job_type"}
    workspace.configure(hcl.image(), hcl.version(**rest))
    applied = workspace.apply()
    assert applied.changes() == {VERSION: "update"}
    assert warned_arguments(applied) == ["job_type"]
    assert there(service)["JobType"] == "TRAINING"
    assert there(service)["Processor"] == "GPU"
    workspace.assert_settled()
