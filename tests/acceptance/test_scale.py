"""A hundred versions of one image at once."""

import hcl
from hcl import IMAGE, IMAGE_NAME, Expression

COUNT = 100
WIDE = "-parallelism=50"


def test_a_hundred_versions_at_once_get_distinct_numbers(workspace, service):
    workspace.configure(
        hcl.image(),
        hcl.version(
            count=COUNT, base_image=Expression('"example.com/base:${count.index}"')
        ),
    )
    workspace.apply(WIDE)
    made = {
        item["Version"]: item["BaseImage"]
        for item in service.image(IMAGE_NAME)["Versions"]
    }
    assert sorted(made) == list(range(1, COUNT + 1))
    saved = workspace.resources()
    saved.pop(IMAGE)
    assert len(saved) == COUNT
    for address, instance in saved.items():
        attributes = instance["attributes"]
        index = int(address.split("[")[1].rstrip("]"))
        assert attributes["base_image"] == f"example.com/base:{index}"
        assert made[attributes["version"]] == attributes["base_image"]
        assert attributes["id"] == f"{IMAGE_NAME},{attributes['version']}"
    service.reset("log")
    workspace.plan("-detailed-exitcode", WIDE)
    calls = service.counts()["calls"]
    assert calls["DescribeImageVersion"] == calls["ListAliases"] == COUNT
    assert len({entry["connection"] for entry in service.log()}) <= 50
    workspace.destroy(WIDE)
    assert service.images() == {}
