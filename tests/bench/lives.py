"""The two lives that are measured, step by step."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from emulator.testing import ROLE_ARN

MOST_IMAGES = 10

VERSIONS = """\
terraform {
  required_providers {
    aws = { source = "sagemaker-images/sagemaker" }
  }
}
variable "notes" { default = "first" }
resource "aws_sagemaker_image" "bench" {
  count      = IMAGES
  image_name = "bench-${count.index}"
  role_arn   = "ROLE"
}
resource "aws_sagemaker_image_version" "bench" {
  count         = SIZE
  image_name    = aws_sagemaker_image.bench[count.index % IMAGES].image_name
  base_image    = "example.com/base:${count.index}"
  release_notes = var.notes
}
"""

FLOOR = """\
variable "notes" { default = "first" }
resource "terraform_data" "image" {
  count = IMAGES
  input = "bench-${count.index}"
}
resource "terraform_data" "bench" {
  count = SIZE
  input = {
    image_name    = terraform_data.image[count.index % IMAGES].input
    base_image    = "example.com/base:${count.index}"
    release_notes = var.notes
  }
}
"""

# An import of what the state file had, by the ids that it had.
IMPORT = """\
import {
  for_each = { IDS }
  to       = ADDRESS[each.value.index]
  id       = each.value.id
}
"""


class Life:
    """What differs between image versions and the floor."""

    template = ""
    noun = ""
    service = None

    def __init__(self, size):
        self.size = size
        self.images = min(size, MOST_IMAGES)

    def configuration(self):
        text = self.template.replace("SIZE", str(self.size))
        return text.replace("IMAGES", str(self.images)).replace("ROLE", ROLE_ARN)

    def environment(self):
        return {}

    def calls(self):
        """API calls by name and connections since the last time."""
        return {}


class Floor(Life):
    template = FLOOR
    noun = "terraform_data"


class Versions(Life):
    template = VERSIONS
    noun = "image versions"

    def __init__(self, size, service):
        super().__init__(size)
        self.service = service

    def environment(self):
        return self.service.env()

    def calls(self):
        found = {
            "calls": self.service.counts()["calls"],
            "connections": self.service.connections()["opened"],
            "most_at_once": self.service.connections()["max_in_flight"],
        }
        self.service.reset("log")
        return found


def import_blocks(state):
    """Blocks that import all instances of a state, as parsed from its file."""
    blocks = []
    for resource in state["resources"]:
        pairs = ", ".join(
            f"i{item['index_key']} = {{ index = {item['index_key']}, "
            f'id = "{item["attributes"]["id"]}" }}'
            for item in resource["instances"]
        )
        text = IMPORT.replace("IDS", pairs)
        address = f"{resource['type']}.{resource['name']}"
        blocks.append(text.replace("ADDRESS", address))
    return "\n".join(blocks)


def show_progress(text):
    """One line that the next one overwrites, for a person who waits."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def run(meter, life):
    """Runs the life; a row of figures for each step."""
    module = meter.folder / "module"
    shutil.rmtree(module, ignore_errors=True)
    module.mkdir()
    module.joinpath("main.tf").write_text(life.configuration())
    rows = []

    def step(name, *command, notes="first"):
        show_progress(
            f"{Path(meter.program).name}: {life.size} {life.noun}: {name} ..."
        )
        environment = life.environment() | {"TF_VAR_notes": notes}
        figures = meter.run(module, *command, environment=environment)
        rows.append({"step": name} | figures | life.calls())

    step("plan", "plan", "-out=plan")
    step("apply", "apply", "plan")
    step("plan without change", "plan", "-detailed-exitcode")
    step("update", "apply", "-auto-approve", notes="second")
    state = module / "terraform.tfstate"
    module.joinpath("import.tf").write_text(
        import_blocks(json.loads(state.read_text()))
    )
    state.unlink()
    step("import", "apply", "-auto-approve", notes="second")
    step("destroy", "destroy", "-auto-approve", notes="second")
    show_progress("")
    return rows
