"""What it takes to read every version of a region, with a service that takes its time.

The largest is read once more without latency: the rate of calls is then what the local
service and the provider can do by themselves. While it is far above what the bound allows,
neither is what is measured.
"""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

from emulator.testing import BASE_IMAGE, ROLE_ARN, Emulator

LATENCY_S = 0.02
BOUND = 10
VERSIONS_PER_IMAGE = 50
FILLERS = 8
KIB_PER_MIB = 1024

MODULE = """\
terraform {
  required_providers {
    aws = { source = "sagemaker-images/sagemaker" }
  }
}
data "aws_sagemaker_image_versions" "all" {}
output "count" {
  value = length(data.aws_sagemaker_image_versions.all.image_versions)
}
"""


def fill(service, images):
    """So many images, each with its versions."""

    def one(number):
        client = service.client()
        name = f"bench-{number:03}"
        client.create_image(ImageName=name, RoleArn=ROLE_ARN)
        for version in range(VERSIONS_PER_IMAGE):
            client.create_image_version(
                ImageName=name,
                BaseImage=f"{BASE_IMAGE}-{version}",
                ReleaseNotes="What is new in this version, in some forty words.",
            )

    with ThreadPoolExecutor(FILLERS) as pool:
        list(pool.map(one, range(images)))


def run(meter, images, *, latency=LATENCY_S):
    """A plan that reads all of it; its figures."""
    module = meter.folder / "inventory"
    shutil.rmtree(module, ignore_errors=True)
    module.mkdir()
    module.joinpath("main.tf").write_text(MODULE)
    with Emulator(creating="0", updating="0", deleting="0") as service:
        fill(service, images)
        service.set(latency=latency)
        service.reset("log")
        started = time.monotonic()
        figures = meter.run(module, "plan", environment=service.env())
        wall = time.monotonic() - started
        calls = service.counts()["calls"]
        span = service_span(service)
        most = service.connections()["max_in_flight"]
    return figures | {
        "versions": images * VERSIONS_PER_IMAGE,
        "calls": calls,
        "wall_s": wall,
        "reading_s": span,
        "aim_s": sum(calls.values()) * latency / BOUND * 1.2,
        "most_at_once": most,
    }


def service_span(service):
    """From the first request to the last answer, by the service's clock."""
    log = service.log()
    return max(e["answered"] for e in log) - min(e["time"] for e in log)


def show(rows):
    print(
        f"\ninventory of a region, {LATENCY_S * 1000:.0f} ms an answer, {BOUND} calls at a time"
    )
    print(
        "  versions   calls  reading s  aim s  calls/s   wall s  provider CPU s   MiB"
    )
    for row in rows:
        calls = sum(row["calls"].values())
        print(
            f"  {row['versions']:>8}{calls:>8}{row['reading_s']:>11.2f}{row['aim_s']:>7.1f}"
            f"{calls / row['reading_s']:>9.0f}{row['wall_s']:>9.2f}"
            f"{row['provider_cpu_s']:>16.2f}{row['provider_rss_kib'] / KIB_PER_MIB:>6.1f}"
        )
    print(
        "  aim: calls x 20 ms / 10 x 1.2; the last row without latency: what the service and the\n"
        "  provider do by themselves. reading: from the first request to the last answer."
    )
