"""Fails where a global symbol is misnamed or serves nobody. Run from the project's root.

The argument is a build folder with its unit tests. A symbol begins with the name of its
layer, of its file (or the file's first words) or of a type in the file's header, and
another file uses it; a symbol that only tests use is at least needed by its own file."""

import pathlib
import re
import subprocess
import sys

# Symbols that only tests use today, and why they stay.
KEPT = {
    "codec_to_json": "the other half of codec_from_json: round trips prove both",
}

TYPE = re.compile(r"^(?:struct|enum) (\w+)", re.MULTILINE)


def symbols(objects):
    """The global symbols of objects, each as (object, kind, name)."""
    for path in objects:
        for line in subprocess.check_output(["nm", path], text=True).splitlines():
            kind, name = line.split()[-2:]
            yield path, kind, name


def source_of(path):
    """src/base/arena.c of .../base.dir/src/base/arena.c.o"""
    parts = path.parts
    start = next(i for i, part in enumerate(parts) if part.endswith(".dir")) + 1
    return pathlib.Path(*parts[start:]).with_suffix("")


def is_test(path):
    return source_of(path).parts[0] not in ("src", "schema")


def prefixes(source):
    words = source.stem.split("_")
    yield source.parent.name
    yield from ("_".join(words[:count]) for count in range(1, len(words) + 1))
    header = source.with_suffix(".h")
    if header.is_file():
        yield from TYPE.findall(header.read_text(encoding="utf-8"))


def complaints(name, source, users):
    """What is wrong with a symbol; users are the sources that refer to it."""
    if not any(
        name == begin or name.startswith(begin + "_") for begin in prefixes(source)
    ):
        yield "begins with the name of neither its layer, its file nor a type of its header"
    own_text = source.read_text(encoding="utf-8")
    if not users:
        yield "is used by no other file: make it static"
    elif name in KEPT:
        return
    elif all(map(is_test, users)) and len(re.findall(rf"\b{name}\b", own_text)) < 2:
        yield "is used by tests only: remove it"


def main():
    build = pathlib.Path(sys.argv[1])
    users, defined = {}, {}
    for path, kind, name in symbols(build.rglob("*.c.o")):
        if kind == "U":
            users.setdefault(name, set()).add(path)
        elif kind in "TDBR" and not is_test(path):
            defined[name] = path
    if not defined:
        print(f"{build} holds no object files")
        return 1
    failed = False
    for name, path in sorted(defined.items()):
        if name == "main" or name.startswith("_"):
            continue
        for complaint in complaints(name, source_of(path), users.get(name, set())):
            print(f"{source_of(path)}: {name} {complaint}")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
