"""Prints the figures for a terminal."""

from __future__ import annotations

import statistics

AIM_HANDSHAKE_MS = 20
AIM_RSS_MIB = 25
MEMORY_SIZE = 100
KIB_PER_MIB = 1024

HEADER = """\
                      wall s          CPU s                        provider
  step               with   floor    CLI   floor  provider  ratio  MiB starts  calls  conn."""
LINE = (
    "  {step:<19}{wall:>6.2f}{floor_wall:>7.2f}{cli:>8.2f}{floor_cli:>7.2f}"
    "{provider:>9.3f}{ratio:>8.3f}{rss:>6.1f}{starts:>5}{calls:>9}{connections:>6}"
)
EXPLANATION = """\
with/floor: with image versions against the local service, and with as many terraform_data, which no
provider process serves (their import brings no values, so that it updates them too). CPU: user and
system; CLI without the provider; provider: all its processes. ratio: provider / CLI. MiB: largest
resident memory of a provider process. conn.: connections opened. The service runs on this machine."""


def start(report):
    launches = report["handshake_ms"]
    median = statistics.median(launches)
    print(f"{report['binary']}: {report['binary_bytes'] / 1e6:.2f} MB")
    print(
        f"start to handshake: median {median:.1f} ms of {len(launches)} launches "
        f"({min(launches):.1f} to {max(launches):.1f}; aim: at most {AIM_HANDSHAKE_MS})"
    )


def part(cli, size, rows):
    noun = "version" if size == 1 else "versions"
    images = min(size, 10)
    print(f"\n{cli}: {size} {noun} over {images} image{'s' * (images > 1)}\n{HEADER}")
    for row in rows:
        floor = row["floor"]
        print(
            LINE.format(
                step=row["step"],
                wall=row["wall_s"],
                floor_wall=floor["wall_s"],
                cli=row["cli_cpu_s"],
                floor_cli=floor["cli_cpu_s"],
                provider=row["provider_cpu_s"],
                ratio=row["provider_cpu_s"] / row["cli_cpu_s"],
                rss=row["provider_rss_kib"] / KIB_PER_MIB,
                starts=row["provider_starts"],
                calls=sum(row["calls"].values()),
                connections=row["connections"],
            )
        )
    for row in rows:
        if row["calls"]:
            listed = ", ".join(
                f"{count} {name}" for name, count in sorted(row["calls"].items())
            )
            print(f"  {row['step']}: {listed}")


def end(report):
    plans = [
        row["provider_rss_kib"] / KIB_PER_MIB
        for row in report["rows"]
        if row["size"] == MEMORY_SIZE and row["step"] == "plan"
    ]
    print(f"\n{EXPLANATION}")
    if plans:
        print(
            f"largest resident memory in a plan of {MEMORY_SIZE} versions: "
            f"{max(plans):.1f} MiB (aim: at most {AIM_RSS_MIB})"
        )
