"""Fails where an #include goes against the table of layers in ARCHITECTURE.md. Run from the project's root.

Two rules: which layer may include which, and which layer alone may include the headers of a third party."""

import pathlib
import re
import sys

LAYERS = {
    "base": set(),
    "terraform": {"base"},
    "schema": {"base", "terraform"},
    "aws": {"base"},
    "sagemaker": {"base", "aws"},
    "provider": {"base", "terraform", "schema", "sagemaker", "aws"},
    "rpc": {"base", "terraform"},
    "plugin": {"base", "rpc"},
}
THIRD_PARTIES = {
    "grpc/": {"rpc"},
    "protobuf-c/": {"rpc", "plugin"},
    "msgpack": {"terraform"},
    "curl/": {"aws"},
    "cjson/": {"terraform", "aws", "sagemaker", "provider"},
    "openssl/": {"aws", "plugin"},
    "expat.h": {"aws"},
}
GENERATED = {"rpc", "plugin"}
INCLUDE = re.compile(r'\s*#\s*include\s+(["<])([^">]+)')


def complaint(layer, quote, header):
    """What is wrong with one include of a layer, or None."""
    if header.endswith(".pb-c.h"):
        return None if layer in GENERATED else "generated code"
    for prefix, allowed in THIRD_PARTIES.items():
        if header.startswith(prefix):
            return None if layer in allowed else prefix.rstrip("/")
    if quote == "<":
        return None
    folder = header.split("/")[0] if "/" in header else None
    if folder is None:
        return f'"{header}" without its folder'
    return None if folder == layer or folder in LAYERS[layer] else folder


def main():
    failed = False
    for path in sorted(
        [*pathlib.Path("src").rglob("*.[ch]"), *pathlib.Path("schema").rglob("*.[ch]")]
    ):
        layer = "schema" if path.parts[0] == "schema" else path.parts[1]
        if layer == "main.c":
            continue
        if layer not in LAYERS:
            print(f"{path}: {layer} is no layer")
            failed = True
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            wrong = complaint(layer, *match.groups()) if match else None
            if wrong:
                print(f"{path}:{number}: {layer} may not include {wrong}")
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
