"""The schema as both CLIs print it.

ACCEPTANCE_UPDATE=1 writes the golden file anew.
"""

import json
import os
from pathlib import Path

import hcl

# What OpenTofu has no use for and does not print.
TERRAFORM_ONLY = {"list_resource_schemas"}
GOLDEN = Path(__file__).parent / "golden" / "schema.json"


def text_of(schema):
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def test_the_schema_is_the_one_on_file(workspace):
    workspace.write(hcl.requirements(), hcl.image())
    printed = workspace.run("providers", "schema", "-json")
    [(address, schema)] = json.loads(printed.output)["provider_schemas"].items()
    assert address.endswith("/sagemaker-images/sagemaker")
    used = {name: part for name, part in schema.items() if part}
    if os.environ.get("ACCEPTANCE_UPDATE") and workspace.name == "terraform":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text_of(used))
    wanted = json.loads(GOLDEN.read_text())
    if workspace.name == "tofu":
        wanted = {
            name: part for name, part in wanted.items() if name not in TERRAFORM_ONLY
        }
    assert text_of(used) == text_of(wanted)
