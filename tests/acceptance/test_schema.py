"""The schema as both CLIs print it.

ACCEPTANCE_UPDATE=1 writes the golden file anew.
"""

import json
import os
from pathlib import Path

import hcl

GOLDEN = Path(__file__).parent / "golden" / "schema.json"


def test_the_schema_is_the_one_on_file(workspace):
    workspace.write(hcl.requirements(), hcl.image())
    printed = workspace.run("providers", "schema", "-json")
    [(address, schema)] = json.loads(printed.output)["provider_schemas"].items()
    assert address.endswith("/sagemaker-images/sagemaker")
    used = {name: part for name, part in schema.items() if part}
    text = json.dumps(used, indent=2, sort_keys=True) + "\n"
    if os.environ.get("ACCEPTANCE_UPDATE"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()
