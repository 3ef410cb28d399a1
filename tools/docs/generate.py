"""Writes the pages of docs/ from the attribute tables, the examples and the texts beside this file.

    generate.py <file with what "rows tables" prints> [--check]

A page's text is <kind>/<name>.md.in: markdown in which {{ word }} stands for what is made from the tables, and
{{ example <file> }} for a file of examples/.
With --check nothing is written; the exit code is 1 when a page is missing, stale or nobody's, or shows too little."""

import collections
import difflib
import json
import pathlib
import re
import sys

import permissions

PROJECT = pathlib.Path(__file__).resolve().parents[2]
TEXTS = pathlib.Path(__file__).resolve().parent
DOCS = PROJECT / "docs"
EXAMPLES = PROJECT / "examples"
SHOWN = [
    "provider/*",
    "resources/*/*",
    "data-sources/*/*",
    "list-resources/*/*",
    "functions/*/*",
    "moving/*",
    "inventory/*",
    "stackql/*/*",
]
PROVIDER = "provider"
PLACEHOLDER = re.compile(r"\{\{ (\w+)(?: (\S+))? \}\}")
KINDS = ["Boolean", "Number", "String", "List", "Set", "Map", "Object"]
LANGUAGES = {".tf": "terraform", ".hcl": "terraform", ".sh": "shell"}
BLOCK_ID = "nestedblock--{}"
SHARED = 10


def kind_of(row):
    if row["block"]:
        return "Block"
    name, element = KINDS[row["kind"]], KINDS[row["element"]]
    return name if row["kind"] == row["element"] else f"{name} of {element}"


def limits_of(row):
    """What values are allowed, as far as the text of the row does not say so."""
    words = []
    if row["max"]:
        least = f"{row['min']}" if row["min"] else "up"
        words.append(f"{least} to {row['max']} characters")
    if row["form"]:
        words.append(row["form"])
    choices = [value for value in row["one_of"] if value]
    if any(f"`{value}`" not in row["doc"] for value in choices):
        words.append("one of " + ", ".join(f"`{value}`" for value in choices))
    if not words:
        return ""
    whole = row["kind"] == row["element"]
    return f" {'Allowed' if whole else 'Each'}: {'; '.join(words)}."


def item(row):
    text = f"- `{row['name']}` ({kind_of(row)}) {row['doc']}{limits_of(row)}"
    if row["block"]:
        text += f" See [below](#{BLOCK_ID.format(row['name'])})."
    if row["deprecated"]:
        text += f" **Deprecated:** {row['deprecated']}"
    return text


def items(rows):
    """A line for each row; rows of which the same is to be said share the last ones."""
    rows = sorted(rows, key=lambda row: row["name"])
    docs = collections.Counter(row["doc"] for row in rows)
    many = [doc for doc, count in docs.items() if count >= SHARED]
    lines = [item(row) for row in rows if row["doc"] not in many]
    for doc in many:
        same = [row for row in rows if row["doc"] == doc]
        names = ", ".join(f"`{row['name']}`" for row in same)
        lines.append(f"- {names} ({kind_of(same[0])}) {doc}")
    return "\n".join(lines)


def listed(rows):
    *names, last = [f"`{name}`" for name in sorted(row["name"] for row in rows)]
    return f"{', '.join(names)} or {last}" if names else last


def sections(level, parts):
    """The parts of {title: body} that have a body."""
    return "\n\n".join(
        f"{level} {title}\n\n{body}" for title, body in parts.items() if body
    )


class Page:
    """One type's page: the words that a text may use are its methods."""

    def __init__(self, kind, short, table):
        self.name = f"{kind}/{short}"
        self.table = table
        self.rows = [row for row in table["rows"] if not row["inside"]]
        self.examples = set()

    def description(self):
        return self.table["doc"]

    def required(self):
        return items(row for row in self.rows if row["required"])

    def optional(self):
        return items(row for row in self.rows if row["optional"] or row["block"])

    def blocks(self):
        """The rows of each nested block, under the anchor to which item() leads."""
        parts = []
        for block in (row["name"] for row in self.rows if row["block"]):
            inside = [row for row in self.table["rows"] if row["inside"] == block]
            anchor = f'<a id="{BLOCK_ID.format(block)}"></a>'
            parts.append(f"{anchor}\n### `{block}` Block\n\n{items(inside)}")
        return "\n\n".join(parts)

    def attributes(self):
        settable = ("required", "optional", "block")
        return items(
            row for row in self.rows if not any(row[flag] for flag in settable)
        )

    def replacing(self):
        """The arguments whose change makes a new object; of the region only a hook knows."""
        return listed(
            row for row in self.rows if row["replace"] or row["name"] == "region"
        )

    def kept(self):
        """The arguments that the API cannot clear."""
        return listed(row for row in self.rows if row["sticky"] and row["update"])

    def permissions(self):
        return permissions.table(self.name)

    def list_description(self):
        return self.table["list_doc"]

    def filters(self):
        """What the `config` block of a list may say."""
        return items(self.table["list"])

    def identity(self):
        rows = self.table["identity"]
        parts = {
            "Required": items(row for row in rows if row["required"]),
            "Optional": items(row for row in rows if not row["required"]),
        }
        return sections("####", parts)

    def summary(self):
        return self.table["summary"]

    def signature(self):
        parameters = ", ".join(
            f"{one['name']} {one['type']}" for one in self.table["parameters"]
        )
        name = self.name.rpartition("/")[2]
        return f"```text\n{name}({parameters}) {self.table['result']}\n```"

    def parameters(self):
        return "\n".join(
            f"{one['position']}. `{one['name']}` ({one['type'].capitalize()}) {one['doc']}"
            for one in self.table["parameters"]
        )

    def result(self):
        """The rows of an object; another result is told by the description."""
        return items(self.rows) or f"A {self.table['result']}."

    def example(self, file):
        path = EXAMPLES / file
        self.examples.add(path)
        text = path.read_text(encoding="utf-8").removeprefix("#!/bin/sh\n").rstrip()
        return f"```{LANGUAGES[path.suffix]}\n{text}\n```"

    def render(self, text):
        def fill(match):
            word, argument = match.groups()
            return getattr(self, word)(*filter(None, [argument]))

        return PLACEHOLDER.sub(fill, text)


def short_name(name):
    """The registries leave out what a type's name has before its first underscore."""
    if name == PROVIDER:
        return "index"
    if name.startswith("function."):
        return name.removeprefix("function.")
    return name.partition("_")[2]


def kinds_of(name, table):
    """The folders in which a table has a page: a resource that can be listed has two."""
    if name == PROVIDER:
        yield "."
    elif name.startswith("data."):
        yield "data-sources"
    elif name.startswith("function."):
        yield "functions"
    else:
        yield "resources"
        if "list" in table:
            yield "list-resources"


def pages(tables):
    """Path and content of every page, and the examples that they show."""
    wanted, shown = {}, set()
    for name, table in tables.items():
        short = short_name(name)
        for kind in kinds_of(name, table):
            text = TEXTS / kind / f"{short}.md.in"
            page = Page(kind, short, table)
            wanted[DOCS / kind / f"{short}.md"] = page.render(
                text.read_text(encoding="utf-8")
            )
            shown |= page.examples
    return wanted, shown


def differences(wanted):
    """Diffs of the pages that are not as they should be."""
    there = {path: path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    for path in sorted(wanted.keys() | there.keys()):
        old, new = there.get(path, ""), wanted.get(path, "")
        name = str(path.relative_to(PROJECT))
        yield from difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), name, name
        )


def main():
    tables = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    wanted, shown = pages(tables)
    made_to_show = {path for kind in SHOWN for path in EXAMPLES.glob(kind)}
    complaints = [
        f"{path}: no page shows it\n" for path in sorted(made_to_show - shown)
    ]
    if sys.argv[2:] == ["--check"]:
        complaints += differences(wanted)
    else:
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    sys.stdout.writelines(complaints)
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
