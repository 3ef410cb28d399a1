"""Fails where a global symbol does not begin with its file's or its layer's name, or serves no other file.

The argument is a build folder with its unit tests. A symbol that only tests use serves nobody either."""

import pathlib
import subprocess
import sys

MAY_STAND_ALONE = {"main"}


def symbols(objects):
    """Each object's defined and undefined global symbols, as (object, kind, name)."""
    for path in objects:
        for line in subprocess.check_output(["nm", path], text=True).splitlines():
            kind, name = line.split()[-2:]
            yield path, kind, name


def main():
    build = pathlib.Path(sys.argv[1])
    sources = [
        *build.glob("CMakeFiles/*.dir/src/**/*.c.o"),
        *build.glob("CMakeFiles/*.dir/schema/**/*.c.o"),
    ]
    if not sources:
        print(f"{build} holds no object files")
        return 1
    users = {}
    defined = {}
    for path, kind, name in symbols(sources):
        if kind == "U":
            users.setdefault(name, set()).add(path)
        elif kind in "TDBR":
            defined[name] = path
    failed = False
    for name, path in sorted(defined.items()):
        if name in MAY_STAND_ALONE or name.startswith("_"):
            continue
        stem = path.name.removesuffix(".c.o")
        if not name.startswith((stem + "_", path.parent.name + "_")) and name not in (
            stem,
            path.parent.name,
        ):
            print(
                f"{path.parent.name}/{stem}.c: {name} does not begin with {stem}_ or {path.parent.name}_"
            )
            failed = True
        if not users.get(name, set()) - {path}:
            print(f"{path.parent.name}/{stem}.c: {name} is used by no other file")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
