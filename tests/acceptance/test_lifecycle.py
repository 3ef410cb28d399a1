"""Create, plan, update, replace, destroy: the main job."""

import hcl
import pytest
from emulator.testing import BASE_IMAGE, ROLE_ARN
from hcl import IMAGE, IMAGE_NAME, VERSION

pytestmark = pytest.mark.lifecycle

EVERYTHING = {
    "aliases": ["latest", "stable"],
    "horovod": True,
    "job_type": "TRAINING",
    "ml_framework": "PyTorch 2.4",
    "processor": "GPU",
    "programming_lang": "Python 3.11",
    "release_notes": "First release.",
    "vendor_guidance": "STABLE",
}
API_NAMES = {
    "horovod": "Horovod",
    "job_type": "JobType",
    "ml_framework": "MLFramework",
    "processor": "Processor",
    "programming_lang": "ProgrammingLang",
    "release_notes": "ReleaseNotes",
    "vendor_guidance": "VendorGuidance",
}
CHANGES = {
    "horovod": False,
    "job_type": "INFERENCE",
    "ml_framework": "TensorFlow 2.16.1",
    "processor": "CPU",
    "programming_lang": "R 4.4",
    "release_notes": 'Second release: ümläute & "quotes".',
    "vendor_guidance": "TO_BE_ARCHIVED",
}


def the_version(service, number=1):
    versions = service.image(IMAGE_NAME)["Versions"]
    return next(item for item in versions if item["Version"] == number)


def test_a_version_with_every_argument_lives_from_create_to_destroy(workspace, service):
    workspace.configure(
        hcl.image(display_name="Example", description="For the tests."),
        hcl.version(**EVERYTHING),
    )
    planned = workspace.plan()
    assert planned.changes() == {IMAGE: "create", VERSION: "create"}
    workspace.apply()

    made = the_version(service)
    assert made["BaseImage"] == BASE_IMAGE
    assert sorted(made["Aliases"]) == ["latest", "stable"]
    for name, member in API_NAMES.items():
        assert made[member] == EVERYTHING[name]
    saved = workspace.attributes(VERSION)
    assert saved["id"] == f"{IMAGE_NAME},1"
    assert saved["arn"] == made["ImageVersionArn"]
    assert saved["image_arn"] == service.image(IMAGE_NAME)["ImageArn"]
    assert saved["container_image"] == made["ContainerImage"]
    assert saved["version"] == 1
    assert saved["region"] == service.region
    for name, value in EVERYTHING.items():
        assert saved[name] == value
    saved = workspace.attributes(IMAGE)
    assert saved["id"] == saved["image_name"] == IMAGE_NAME
    assert saved["display_name"] == "Example"
    assert saved["description"] == "For the tests."
    assert saved["role_arn"] == ROLE_ARN
    assert saved["arn"] == service.image(IMAGE_NAME)["ImageArn"]
    workspace.assert_settled()

    destroyed = workspace.destroy()
    assert destroyed.changes() == {IMAGE: "delete", VERSION: "delete"}
    assert service.images() == {}
    assert workspace.resources() == {}


def test_arguments_that_are_not_set_never_make_a_diff(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.assert_settled()
    sent = service.log("CreateImageVersion")[0]["input"]
    assert sorted(sent) == ["BaseImage", "ClientToken", "ImageName"]
    workspace.run("refresh")
    workspace.assert_settled()


def test_a_service_that_leaves_horovod_out_makes_no_diff_either(workspace, service):
    service.set(horovod_unset="absent")
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.assert_settled()


def test_each_argument_alone_is_updated_in_place(workspace, service):
    given = dict(EVERYTHING)
    workspace.configure(hcl.image(), hcl.version(**given))
    workspace.apply()
    for name, value in CHANGES.items():
        given[name] = value
        workspace.configure(hcl.image(), hcl.version(**given))
        seen = len(service.log("UpdateImageVersion"))
        applied = workspace.apply()
        assert applied.changes() == {VERSION: "update"}, name
        assert workspace.attributes(VERSION)[name] == value
        assert the_version(service)[API_NAMES[name]] == value
        sent = [entry["input"] for entry in service.log("UpdateImageVersion")[seen:]]
        assert sent == [{"ImageName": IMAGE_NAME, "Version": 1, API_NAMES[name]: value}]
    assert workspace.attributes(VERSION)["version"] == 1
    workspace.assert_settled()


def test_arguments_are_added_to_a_version_that_had_none(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(**EVERYTHING))
    assert workspace.apply().changes() == {VERSION: "update"}
    assert len(service.log("UpdateImageVersion")) == 1
    workspace.assert_settled()


def test_taking_arguments_away_ends_in_an_empty_plan(workspace, service):
    workspace.configure(hcl.image(), hcl.version(**EVERYTHING))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version())
    assert workspace.apply().changes() == {VERSION: "update"}
    made = the_version(service)
    assert made["Horovod"] is False
    assert made["VendorGuidance"] == "NOT_PROVIDED"
    assert made["Aliases"] == []
    workspace.assert_settled()


def test_horovod_goes_from_true_to_false(workspace, service):
    workspace.configure(hcl.image(), hcl.version(horovod=True))
    workspace.apply()
    workspace.configure(hcl.image(), hcl.version(horovod=False))
    assert workspace.apply().changes() == {VERSION: "update"}
    assert the_version(service)["Horovod"] is False
    workspace.assert_settled()
    workspace.configure(hcl.image(), hcl.version())
    workspace.assert_settled()


def test_an_image_is_updated_in_place_and_its_texts_can_be_taken_away(
    workspace, service
):
    other_role = ROLE_ARN.replace("example-role", "other-role")
    steps = (
        {"display_name": "Example"},
        {"display_name": "Example", "description": "Text."},
        {"display_name": "Other", "description": "Text."},
        {"display_name": "Other", "description": "Other text."},
        {"description": "Other text."},
        {},
        {"role_arn": other_role},
    )
    workspace.configure(hcl.image())
    workspace.apply()
    for arguments in steps:
        workspace.configure(hcl.image(**arguments))
        assert workspace.apply().changes() == {IMAGE: "update"}, arguments
        found = service.image(IMAGE_NAME)
        assert found["DisplayName"] == arguments.get("display_name")
        assert found["Description"] == arguments.get("description")
    assert service.image(IMAGE_NAME)["RoleArn"] == other_role
    assert len(service.log("CreateImage")) == 1
    workspace.assert_settled()


def test_another_base_image_makes_a_new_version(workspace, service):
    workspace.configure(hcl.image(), hcl.version(aliases=["latest"]))
    workspace.apply()
    other = BASE_IMAGE.replace(":latest", ":2")
    workspace.configure(hcl.image(), hcl.version(aliases=["latest"], base_image=other))
    planned = workspace.plan()
    assert planned.changes() == {VERSION: "replace"}
    assert planned.of_type("planned_change")[0]["change"]["reason"] == "cannot_update"
    workspace.apply()
    saved = workspace.attributes(VERSION)
    assert (saved["id"], saved["version"]) == (f"{IMAGE_NAME},2", 2)
    assert [item["Version"] for item in service.image(IMAGE_NAME)["Versions"]] == [2]
    workspace.assert_settled()


def test_another_image_name_makes_a_new_image_and_a_new_version(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.configure(hcl.image(image_name="other.name"), hcl.version())
    assert workspace.plan().changes() == {IMAGE: "replace", VERSION: "replace"}
    workspace.apply()
    assert list(service.images()) == ["other.name"]
    assert workspace.attributes(VERSION)["id"] == "other.name,1"
    workspace.assert_settled()


def test_another_region_makes_new_objects_there(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    elsewhere = {"region": "eu-west-1"}
    workspace.configure(hcl.image(**elsewhere), hcl.version(**elsewhere))
    assert workspace.apply().changes() == {IMAGE: "replace", VERSION: "replace"}
    assert service.images() == {}
    assert list(service.images(region="eu-west-1")) == [IMAGE_NAME]
    assert ":eu-west-1:" in workspace.attributes(VERSION)["arn"]
    workspace.assert_settled()


def test_naming_the_providers_region_changes_nothing(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    same = {"region": service.region}
    workspace.configure(hcl.image(**same), hcl.version(**same))
    workspace.assert_settled()


def test_replace_can_be_asked_for(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    workspace.apply(f"-replace={VERSION}")
    assert workspace.attributes(VERSION)["version"] == 2
    workspace.assert_settled()


def test_a_tainted_version_is_replaced(workspace, service):
    workspace.configure(hcl.image(), hcl.version(aliases=["latest"]))
    workspace.apply()
    workspace.run("taint", VERSION)
    assert workspace.apply().changes() == {VERSION: "replace"}
    assert workspace.attributes(VERSION)["version"] == 2
    workspace.assert_settled()


def test_a_version_can_be_created_before_its_predecessor_is_destroyed(
    workspace, service
):
    first = "lifecycle {\n    create_before_destroy = true\n  }"

    def version(tag):
        text = hcl.version(base_image=BASE_IMAGE.replace("latest", tag))
        return text.replace("\n}", f"\n  {first}\n}}")

    workspace.configure(hcl.image(), version("1"))
    workspace.apply()
    workspace.configure(hcl.image(), version("2"))
    workspace.apply()
    calls = [
        entry["operation"]
        for entry in service.log()
        if entry["operation"] in ("CreateImageVersion", "DeleteImageVersion")
    ]
    assert calls == ["CreateImageVersion", "CreateImageVersion", "DeleteImageVersion"]
    workspace.assert_settled()


def test_show_and_output_tell_what_was_made(workspace):
    output = hcl.block("output", "arn", value=hcl.Expression(f"{VERSION}.arn"))
    workspace.configure(hcl.image(), hcl.version(horovod=True), output)
    workspace.apply()
    shown = workspace.run("show", "-no-color").output
    assert f'id = "{IMAGE_NAME},1"' in " ".join(shown.split())
    assert ":image-version/example-name/1" in workspace.run("output", "arn").output
