"""Fails where a file or a C function is longer than the ceilings. Run from the project's root."""

import pathlib
import sys

FILE_LINES = 600
FUNCTION_LINES = 60
ROOTS = ("src", "schema", "tests", "examples", "tools")
SUFFIXES = {".c", ".h", ".go", ".py", ".sh", ".proto"}


def sources():
    yield pathlib.Path("dev")
    for root in ROOTS:
        yield from sorted(
            path for path in pathlib.Path(root).rglob("*") if path.suffix in SUFFIXES
        )


def functions(lines):
    """The first line's number and the length of each function: braces that stand at the left edge enclose its body."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield start, number - start - 1
            start = None


def main():
    failed = False
    for path in sources():
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > FILE_LINES:
            print(f"{path}: {len(lines)} lines; the ceiling is {FILE_LINES}")
            failed = True
        if path.suffix != ".c":
            continue
        for start, length in functions(lines):
            if length > FUNCTION_LINES:
                print(
                    f"{path}:{start}: a function of {length} lines; the ceiling is {FUNCTION_LINES}"
                )
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
