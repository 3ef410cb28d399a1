"""Aliases that move from one version to another in one apply, whatever the service does with one that is taken."""

import hcl
import pytest
from cli import only_diagnostic
from emulator.testing import BASE_IMAGE
from hcl import IMAGE_NAME

OTHER_IMAGE = BASE_IMAGE.replace(":", "-other:", 1)
REPLACED = "aws_sagemaker_image_version.test"
ONE = "aws_sagemaker_image_version.one"
TWO = "aws_sagemaker_image_version.two"
CREATE_FIRST = "lifecycle {\n    create_before_destroy = true\n  }"


@pytest.fixture(params=["error", "move"], autouse=True)
def alias_conflict(request, service):
    """What the service does when an alias is given that another version holds."""
    service.set(alias_conflict=request.param)
    return request.param


def with_body(block, body):
    """The block with a nested one in it."""
    head, _, _ = block.rpartition("}")
    return f"{head}  {body}\n}}\n"


def holders(service):
    """Alias to version number, by the service's word."""
    return {
        alias: version["Version"]
        for version in service.image(IMAGE_NAME)["Versions"]
        for alias in version["Aliases"]
    }


def configure_replaced(workspace, base_image, *, create_first=True, **arguments):
    version = hcl.version(
        base_image=base_image, aliases=["latest", "blue"], **arguments
    )
    if create_first:
        version = with_body(version, CREATE_FIRST)
    workspace.configure(hcl.image(), version)


def configure_two(workspace, one, two, *, second=None, first=None):
    """Two versions; ``two`` may have further arguments, and no order between them."""
    workspace.configure(
        hcl.image(),
        hcl.version("one", aliases=one, **(first or {})),
        hcl.version("two", aliases=two, **(second or {})),
    )


def apply_in_order(workspace, service, one, two):
    """Makes version 1 and then version 2, so that their numbers are known."""
    workspace.configure(hcl.image(), hcl.version("one", aliases=one))
    workspace.apply()
    configure_two(workspace, one, two)
    workspace.apply()
    expected = dict.fromkeys(one, 1) | dict.fromkeys(two, 2)
    assert holders(service) == expected


def test_a_version_that_is_created_first_takes_over_the_aliases(workspace, service):
    configure_replaced(workspace, BASE_IMAGE)
    workspace.apply()
    configure_replaced(workspace, OTHER_IMAGE)
    workspace.apply()
    assert holders(service) == {"latest": 2, "blue": 2}
    assert [v["Version"] for v in service.image(IMAGE_NAME)["Versions"]] == [2]
    workspace.assert_settled()


def test_a_saved_plan_takes_over_the_aliases_too(workspace, service):
    configure_replaced(workspace, BASE_IMAGE)
    workspace.apply()
    configure_replaced(workspace, OTHER_IMAGE)
    workspace.plan("-out=saved.tfplan")
    workspace.run("apply", "-json", "-input=false", "saved.tfplan")
    assert holders(service) == {"latest": 2, "blue": 2}
    workspace.assert_settled()


def test_a_replacement_that_is_asked_for_takes_over_the_aliases(workspace, service):
    configure_replaced(workspace, BASE_IMAGE)
    workspace.apply()
    workspace.apply(f"-replace={REPLACED}")
    assert holders(service) == {"latest": 2, "blue": 2}
    workspace.assert_settled()


def test_a_tainted_version_gives_its_aliases_to_its_successor(workspace, service):
    configure_replaced(workspace, BASE_IMAGE)
    workspace.apply()
    workspace.run("taint", REPLACED)
    workspace.apply()
    assert holders(service) == {"latest": 2, "blue": 2}
    workspace.assert_settled()


def test_a_version_destroyed_first_frees_its_aliases(workspace, service):
    configure_replaced(workspace, BASE_IMAGE, create_first=False)
    workspace.apply()
    configure_replaced(workspace, OTHER_IMAGE, create_first=False)
    workspace.apply()
    assert holders(service) == {"latest": 2, "blue": 2}
    workspace.assert_settled()


def test_a_version_that_is_kept_gives_its_aliases_to_its_successor(workspace, service):
    configure_replaced(workspace, BASE_IMAGE, create_first=False, skip_destroy=True)
    workspace.apply()
    configure_replaced(workspace, OTHER_IMAGE, create_first=False, skip_destroy=True)
    workspace.apply()
    assert holders(service) == {"latest": 2, "blue": 2}
    assert len(service.image(IMAGE_NAME)["Versions"]) == 2
    workspace.assert_settled()


def test_a_failing_successor_takes_nothing_from_the_version_that_serves(
    workspace, service, alias_conflict
):
    configure_replaced(workspace, BASE_IMAGE)
    workspace.apply()
    configure_replaced(workspace, OTHER_IMAGE)
    requests = 2 if alias_conflict == "error" else 1  # the first is refused there
    service.fault("fail", "CreateImageVersion", reason="no such image", times=requests)
    failed = workspace.apply(code=1)
    assert "no such image" in only_diagnostic(failed)
    if alias_conflict == "error":
        assert holders(service) == {"latest": 1, "blue": 1}
    workspace.apply()
    assert set(holders(service).values()) == {3}
    assert [v["Version"] for v in service.image(IMAGE_NAME)["Versions"]] == [3]
    workspace.assert_settled()


@pytest.mark.parametrize("giver", ["one", "two"])
def test_an_alias_moves_between_two_resources_in_one_apply(workspace, service, giver):
    if giver == "one":
        apply_in_order(workspace, service, ["latest"], ["next"])
        configure_two(workspace, ["previous"], ["latest"])
    else:
        apply_in_order(workspace, service, ["next"], ["latest"])
        configure_two(workspace, ["latest"], ["previous"])
    workspace.apply()
    taker = 2 if giver == "one" else 1
    assert holders(service) == {"previous": 3 - taker, "latest": taker}
    workspace.assert_settled()


def test_two_versions_swap_their_aliases(workspace, service):
    apply_in_order(workspace, service, ["blue"], ["green"])
    configure_two(workspace, ["green"], ["blue"])
    workspace.apply()
    assert holders(service) == {"green": 1, "blue": 2}
    workspace.assert_settled()


def test_a_new_version_gets_the_alias_that_another_gives_up(workspace, service):
    workspace.configure(hcl.image(), hcl.version("one", aliases=["latest"]))
    workspace.apply()
    configure_two(workspace, None, ["latest"])
    workspace.apply()
    assert holders(service) == {"latest": 2}
    workspace.assert_settled()


def test_takeover_takes_an_alias_at_once(workspace, service):
    workspace.configure(hcl.image(), hcl.version("one", aliases=["latest"]))
    workspace.apply()
    after_one = {
        "alias_takeover": True,
        "depends_on": hcl.Expression("[aws_sagemaker_image_version.one]"),
    }
    configure_two(workspace, ["latest"], ["latest"], second=after_one)
    workspace.apply(f"-target={TWO}", "-parallelism=1")
    assert holders(service) == {"latest": 2}
    configure_two(workspace, ["previous"], ["latest"], second=after_one)
    workspace.apply("-parallelism=1")
    assert holders(service) == {"latest": 2, "previous": 1}
    workspace.assert_settled()


def test_taking_away_an_alias_that_another_has_taken_is_a_success(workspace, service):
    workspace.configure(hcl.image(), hcl.version("one", aliases=["latest"]))
    workspace.apply()
    service.set(missing_alias="error")
    after_two = {"depends_on": hcl.Expression("[aws_sagemaker_image_version.two]")}
    configure_two(
        workspace, None, ["latest"], second={"alias_takeover": True}, first=after_two
    )
    workspace.apply()
    assert holders(service) == {"latest": 2}
    workspace.assert_settled()


def test_an_alias_that_nobody_gives_up_is_refused_with_its_holder_and_the_way_out(
    workspace, service, alias_conflict
):
    if alias_conflict == "move":
        pytest.skip("then nothing is refused")
    workspace.configure(hcl.image(), hcl.version("one", aliases=["latest"]))
    workspace.apply()
    timeouts = 'timeouts {\n    create = "2s"\n  }'
    workspace.configure(
        hcl.image(),
        hcl.version("one", aliases=["latest"]),
        with_body(hcl.version("two", aliases=["latest", "free"]), timeouts),
    )
    text = only_diagnostic(workspace.apply(code=1))
    assert 'The alias "latest" is held by version 1 of image example-name' in text
    assert "alias_takeover = true" in text
    assert holders(service) == {"latest": 1}
    assert len(service.image(IMAGE_NAME)["Versions"]) == 1
