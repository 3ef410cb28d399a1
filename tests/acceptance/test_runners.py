"""Four CLI processes at once on one image, as four CI runners have it.

Each has a state of its own, so nothing but the service knows of them all, and a lock within
one provider process is no help.
"""

import hcl
import pytest
from hcl import IMAGE_NAME, Expression

COUNT = 20
PATIENCE = 120  # a throttled call waits longer each time, and one may be unlucky
APPLY = ("apply", "-json", "-input=false", "-auto-approve")


def base_image(runner, index):
    return f"example.com/{runner.folder.name}:{index}"


def configure(runner, notes):
    runner.configure(
        hcl.version(
            count=COUNT,
            image_name=IMAGE_NAME,
            base_image=Expression(
                f'"example.com/{runner.folder.name}:${{count.index}}"'
            ),
            aliases=Expression(f'["{runner.folder.name}-${{count.index}}"]'),
            release_notes=notes,
        )
    )


def all_at_once(runners, *arguments):
    running = [runner.start(*APPLY, *arguments) for runner in runners]
    for command in running:
        command.finish(seconds=PATIENCE)


def assert_each_state_is_true(runners, service, notes):
    """Every version is in one state, with its own base image, and no state has another."""
    there = {item["Version"]: item for item in service.image(IMAGE_NAME)["Versions"]}
    known = {}
    for runner in runners:
        saved = runner.resources()
        assert len(saved) == COUNT
        for index in range(COUNT):
            address = f"aws_sagemaker_image_version.test[{index}]"
            attributes = saved[address]["attributes"]
            found = there[attributes["version"]]
            assert "status" not in saved[address], f"{address} is tainted"
            assert attributes["base_image"] == base_image(runner, index)
            assert found["BaseImage"] == base_image(runner, index)
            assert found["Aliases"] == [f"{runner.folder.name}-{index}"]
            assert found["ReleaseNotes"] == notes
            known[attributes["version"]] = address
    assert known.keys() == there.keys()
    assert len(known) == len(runners) * COUNT


@pytest.fixture
def image(workspace):
    """The image that all of them add versions to; somebody else takes care of it."""
    workspace.configure(hcl.image())
    workspace.apply()


def live(runners, service, *, notes):
    """All create, change and destroy their versions, each step at once."""
    for text in notes:
        for runner in runners:
            configure(runner, text)
        all_at_once(runners)
        assert_each_state_is_true(runners, service, text)
    all_at_once(runners, "-destroy")
    assert service.image(IMAGE_NAME)["Versions"] == []
    assert not any(runner.resources() for runner in runners)


def test_four_runners_share_one_image(runners, image, service):
    service.set(concurrency="conflict", conflict_seconds=0.02)
    live(runners, service, notes=("First.", "Second."))
    refused = service.counts()["errors"]
    assert refused["CreateImageVersion"]["ResourceInUse"] > 0
    assert refused["DeleteImageVersion"]["ResourceInUse"] > 0


def test_four_runners_share_one_image_though_a_third_of_the_calls_is_throttled(
    runners, image, service
):
    service.fault("throttle", "*", every=3)
    live(runners, service, notes=("Only.",))
    for operation, errors in service.counts()["errors"].items():
        assert errors.keys() & {"ThrottlingException", "Throttling"}, operation


@pytest.mark.parametrize("alias_conflict", ["error", "move"])
def test_four_runners_take_one_alias_from_each_other(
    runners, image, service, alias_conflict
):
    """As four releases at once do. Who comes last has it, and nobody fails."""
    service.set(alias_conflict=alias_conflict, concurrency="conflict")
    for runner in runners:
        runner.configure(
            hcl.version(
                image_name=IMAGE_NAME,
                base_image=base_image(runner, 0),
                aliases=["latest", runner.folder.name],
                alias_takeover=True,
            )
        )
    all_at_once(runners)
    there = {item["Version"]: item for item in service.image(IMAGE_NAME)["Versions"]}
    assert len(there) == len(runners)
    assert sum("latest" in item["Aliases"] for item in there.values()) == 1
    for runner in runners:
        attributes = runner.attributes("aws_sagemaker_image_version.test")
        found = there[attributes["version"]]
        assert found["BaseImage"] == base_image(runner, 0)
        assert runner.folder.name in found["Aliases"]
    all_at_once(runners, "-destroy")
    assert service.image(IMAGE_NAME)["Versions"] == []
