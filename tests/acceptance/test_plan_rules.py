"""Plans: unknown values, count, for_each, modules, moves."""

import hcl
import pytest
from emulator.testing import BASE_IMAGE
from hcl import IMAGE, IMAGE_NAME, VERSION, Expression

pytestmark = pytest.mark.lifecycle

MODULE = """\
variable "tag" {}
terraform {
  required_providers {
    aws = { source = "sagemaker-images/sagemaker" }
  }
}
"""


def data(label, value):
    return hcl.block("resource", "terraform_data", label, input=Expression(value))


def test_a_base_image_that_is_known_only_after_apply_is_planned(workspace, service):
    workspace.configure(
        hcl.image(),
        data("base", f'"{BASE_IMAGE}"'),
        data("flag", "true"),
        data("aliases", '["latest", "stable"]'),
        hcl.version(
            base_image=Expression("terraform_data.base.output"),
            horovod=Expression("terraform_data.flag.output"),
            aliases=Expression("terraform_data.aliases.output"),
            release_notes=Expression('"notes of ${terraform_data.base.output}"'),
            job_type=Expression(
                'terraform_data.flag.output ? "TRAINING" : "INFERENCE"'
            ),
        ),
    )
    applied = workspace.apply()
    assert applied.changes()[VERSION] == "create"
    saved = workspace.attributes(VERSION)
    assert saved["base_image"] == BASE_IMAGE
    assert saved["job_type"] == "TRAINING"
    assert saved["release_notes"] == f"notes of {BASE_IMAGE}"
    workspace.assert_settled()


def test_an_image_name_from_the_image_resource_is_planned(workspace):
    for reference in ("id", "image_name"):
        workspace.configure(
            hcl.image(image_name=f"from-{reference.replace('_', '-')}"),
            hcl.version(image_name=Expression(f"{IMAGE}.{reference}")),
        )
        workspace.apply()
        workspace.assert_settled()


def test_an_argument_that_turns_unknown_is_updated_without_a_surprise(
    workspace, service
):
    given = {
        "release_notes": Expression("terraform_data.notes.output"),
        "horovod": Expression('terraform_data.notes.output != "1"'),
    }

    def configure(notes):
        notes = data("notes", f'"{notes}"')
        workspace.configure(hcl.image(), notes, hcl.version(**given))

    configure("1")
    workspace.apply()
    for notes in ("2", "3"):
        configure(notes)
        applied = workspace.apply()
        assert applied.changes()[VERSION] == "update"
        assert workspace.attributes(VERSION)["release_notes"] == notes
        workspace.assert_settled()


def test_a_set_with_an_unknown_element_is_planned(workspace, service):
    workspace.configure(
        hcl.image(),
        data("alias", '"unknown-yet"'),
        hcl.version(aliases=Expression('["known", terraform_data.alias.output]')),
    )
    workspace.apply()
    held = service.image(IMAGE_NAME)["Versions"][0]["Aliases"]
    assert sorted(held) == ["known", "unknown-yet"]
    workspace.assert_settled()


def test_a_base_image_that_turns_unknown_replaces_or_stays_as_the_value_says(
    workspace,
):
    def configure(text):
        workspace.configure(
            hcl.image(),
            data("base", f'"{text}"'),
            hcl.version(base_image=Expression("terraform_data.base.output")),
        )

    configure(BASE_IMAGE)
    workspace.apply()
    configure(BASE_IMAGE.replace(":latest", ":2"))
    assert workspace.apply().changes()[VERSION] == "replace"
    assert workspace.attributes(VERSION)["version"] == 2
    workspace.assert_settled()


def test_count_makes_distinct_versions_and_removes_the_last_ones(workspace, service):
    def configure(count):
        base = Expression('"example.com/base:${count.index}"')
        workspace.configure(hcl.image(), hcl.version(count=count, base_image=base))

    configure(4)
    workspace.apply()
    workspace.assert_settled()
    configure(2)
    changes = workspace.apply().changes()
    assert changes == {f"{VERSION}[2]": "delete", f"{VERSION}[3]": "delete"}
    bases = [item["BaseImage"] for item in service.image(IMAGE_NAME)["Versions"]]
    assert sorted(bases) == ["example.com/base:0", "example.com/base:1"]


def test_for_each_changes_only_the_instances_whose_value_changed(workspace, service):
    def configure(**tags):
        pairs = ", ".join(f'{key} = "{value}"' for key, value in tags.items())
        workspace.configure(
            hcl.image(),
            hcl.version(
                for_each=Expression(f"{{ {pairs} }}"),
                base_image=Expression('"example.com/base:${each.value}"'),
                aliases=Expression("[each.key]"),
            ),
        )

    configure(latest="2", stable="1")
    workspace.apply()
    configure(latest="3", stable="1")
    assert workspace.apply().changes() == {f'{VERSION}["latest"]': "replace"}
    workspace.assert_settled()


def test_a_moved_block_changes_nothing(workspace):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    new = "aws_sagemaker_image_version.renamed"
    workspace.configure(
        hcl.image(),
        hcl.version("renamed"),
        hcl.block("moved", to=Expression(new), **{"from": Expression(VERSION)}),
    )
    planned = workspace.plan()
    [summary] = planned.of_type("change_summary")
    assert summary["changes"]["add"] + summary["changes"]["remove"] == 0
    workspace.apply()
    assert new in workspace.resources()
    workspace.assert_settled()


def test_a_removed_block_forgets_without_deleting(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.configure(
        hcl.image(),
        f"removed {{\n  from = {VERSION}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n",
    )
    workspace.apply()
    assert VERSION not in workspace.resources()
    assert len(service.image(IMAGE_NAME)["Versions"]) == 1


def test_an_empty_text_means_not_set(workspace, service):
    workspace.configure(
        hcl.image(display_name="", description=""),
        hcl.version(release_notes="", job_type="", ml_framework="", aliases=[]),
    )
    workspace.apply()
    workspace.assert_settled()
    workspace.configure(hcl.image(), hcl.version())
    workspace.assert_settled()


def test_texts_that_unicode_composes_differently_are_the_same(workspace):
    workspace.configure(hcl.image(description="cafe\u0301"), hcl.version())
    workspace.apply()
    workspace.configure(hcl.image(description="caf\u00e9"), hcl.version())
    workspace.assert_settled()
