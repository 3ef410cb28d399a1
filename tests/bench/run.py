"""./dev bench: time and memory of the provider beside the CLI's own.

For each CLI and number of versions, a whole life runs twice: with image versions
against the local service, and with as many terraform_data, which the CLI has built
in and which no provider process serves: the floor. The figures never fail.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emulator.testing import Emulator  # noqa: E402

from bench import inventory, lives, table  # noqa: E402
from bench.handshake import handshake_ms  # noqa: E402
from bench.measure import Meter, provider_binary  # noqa: E402

AT_ONCE = {"creating": "0", "updating": "0", "deleting": "0"}
LAUNCHES = 20


def numbers(text):
    return [int(part) for part in text.split(",") if part]


def names(text):
    chosen = text.split(",")
    if not set(chosen) <= {"tofu", "terraform"}:
        raise argparse.ArgumentTypeError("must be of tofu, terraform")
    return chosen


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--sizes", type=numbers, default=[1, 100, 1000])
    parser.add_argument("--cli", type=names, default=["tofu", "terraform"])
    parser.add_argument("--parallelism", type=int, default=10)
    parser.add_argument(
        "--inventory",
        type=numbers,
        default=[20, 200],
        help="numbers of images whose versions a data source reads",
    )
    parser.add_argument("--json", type=Path, help="write the figures to a file too")
    return parser.parse_args()


def read_inventories(options, folder):
    """With the last CLI that is asked for; the largest once more without latency."""
    if not options.inventory:
        return []
    meter = Meter(options.cli[-1], folder, options.parallelism)
    rows = [inventory.run(meter, images) for images in options.inventory]
    rows.append(inventory.run(meter, options.inventory[-1], latency=0))
    inventory.show(rows)
    return rows


def main():
    options = parse_arguments()
    launches = [handshake_ms() for _ in range(LAUNCHES)]
    binary = provider_binary()
    report = {
        "binary": str(binary),
        "binary_bytes": binary.stat().st_size,
        "handshake_ms": launches,
        "parallelism": options.parallelism,
        "rows": [],
    }
    table.start(report)
    with tempfile.TemporaryDirectory(prefix="bench", dir="/tmp") as folder:
        for cli in options.cli:
            meter = Meter(cli, Path(folder), options.parallelism)
            for size in options.sizes:
                floor = lives.run(meter, lives.Floor(size))
                with Emulator(**AT_ONCE) as service:
                    rows = lives.run(meter, lives.Versions(size, service))
                for row, beside in zip(rows, floor, strict=True):
                    row |= {"cli": cli, "size": size, "floor": beside}
                report["rows"] += rows
                table.part(cli, size, rows)
        report["inventory"] = read_inventories(options, Path(folder))
    table.end(report)
    if options.json:
        report["handshake_median_ms"] = statistics.median(launches)
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
