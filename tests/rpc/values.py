"""Terraform values on the wire, written apart from the C code so that neither hides the other's mistakes."""

from __future__ import annotations

import json
from decimal import Decimal

import msgpack

UNKNOWN_CODE = 0
REFINED_CODE = 12


class Unknown:
    """A value that is not known yet, with its refinements if there are any."""

    def __init__(self, refinements=None):
        self.refinements = refinements

    def __eq__(self, other):
        return isinstance(other, Unknown)

    def __hash__(self):
        return hash(Unknown)

    def __repr__(self):
        return "UNKNOWN" if self.refinements is None else f"Unknown({self.refinements})"


UNKNOWN = Unknown()


def _extension(value):
    if not isinstance(value, Unknown):
        raise TypeError(f"{value!r} is no Terraform value")
    if value.refinements is None:
        return msgpack.ExtType(UNKNOWN_CODE, b"\0")
    return msgpack.ExtType(REFINED_CODE, msgpack.packb(value.refinements))


def encode(value):
    return msgpack.packb(value, default=_extension)


def _from_extension(code, data):
    if code == UNKNOWN_CODE:
        return UNKNOWN
    assert code == REFINED_CODE, f"extension {code} means nothing to a CLI"
    return Unknown(msgpack.unpackb(data, strict_map_key=False))


def _unique(pairs):
    pairs = list(pairs)
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"a key stands twice: {names}"
    return dict(pairs)


def decode(data):
    """As strictly as a CLI: no key twice, no text that is not UTF-8, nothing behind."""
    return msgpack.unpackb(data, ext_hook=_from_extension, object_pairs_hook=_unique)


def decode_dynamic(dynamic):
    """A DynamicValue; one that is absent or empty is null."""
    if not dynamic.msgpack:
        assert not dynamic.json, "JSON is not consistently supported in answers"
        return None
    return decode(dynamic.msgpack)


SINGLE = 1  # the nesting mode of a block that is there once or not at all


class Kind:
    """The attributes and blocks of one schema, or of one nested block."""

    def __init__(self, schema):
        self.version = getattr(schema, "version", None)
        self.attributes = {item.name: item for item in schema.block.attributes}
        self.blocks = {item.type_name: item for item in schema.block.block_types}
        self.repeated = {
            name: Kind(item)
            for name, item in self.blocks.items()
            if item.nesting != SINGLE
        }
        self.singles = {
            name: Kind(item)
            for name, item in self.blocks.items()
            if item.nesting == SINGLE
        }
        self.types = {
            name: json.loads(item.type) for name, item in self.attributes.items()
        }

    def object(self, **given):
        """An object of the type; what is not given is null, a repeated block empty.

        The objects of a repeated block are completed likewise.
        """
        absent = dict.fromkeys(self.attributes)
        absent |= {name: None if name in self.singles else [] for name in self.blocks}
        assert given.keys() <= absent.keys(), given.keys() - absent.keys()
        for name in given.keys() & self.repeated.keys():
            if isinstance(given[name], list):
                made = [self.repeated[name].object(**item) for item in given[name]]
                given = given | {name: made}
        return absent | given

    def proposed(self, prior, config):
        """What a CLI proposes: the configuration, and where it is silent the past."""
        if config is None:
            return None
        merged = dict(config)
        for name, item in self.attributes.items():
            if item.computed and config[name] is None:
                merged[name] = prior[name] if prior else None
        return merged

    def assert_conforms(self, value, *, known=True):
        """Every name of the schema and no other, each of its type."""
        assert value.keys() == self.attributes.keys() | self.blocks.keys()
        for name, kind in self.types.items():
            assert_type(name, kind, value[name], known)
        for name, block in self.singles.items():
            if value[name] is not None:
                block.assert_conforms(value[name], known=known)

    def assert_plan_valid(self, prior, config, planned):
        """The rules by which both CLIs judge a planned object.

        There are no nested types here, and no list or set of blocks in a resource.
        """
        assert (planned is None) == (config is None)
        if planned is None:
            return
        self.assert_conforms(planned, known=False)
        for name, item in self.attributes.items():
            new, wanted = planned[name], config[name]
            old = prior[name] if prior else None
            if same(new, wanted) or (
                old is not None and wanted is not None and same(new, old)
            ):
                continue
            assert item.computed, f"{name}: planned {new!r}, configured {wanted!r}"
            assert not item.optional or wanted is None, (
                f"{name}: planned {new!r} does not match the configured {wanted!r}"
            )
        for name, block in self.singles.items():
            old = prior[name] if prior else None
            block.assert_plan_valid(old, config[name], planned[name])

    def assert_compatible(self, planned, actual):
        """The rules for what an apply returns: what was known stays."""
        self.assert_conforms(actual)
        for name in self.attributes:
            if planned[name] != UNKNOWN:
                assert same(planned[name], actual[name]), (
                    f"{name}: was {planned[name]!r}, but now {actual[name]!r}"
                )
        for name, block in self.singles.items():
            assert (planned[name] is None) == (actual[name] is None), name
            if planned[name] is not None:
                block.assert_compatible(planned[name], actual[name])


def same(one, other):
    """Equal; lists of texts as sets, which is what they are in these schemas."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    return one == other


def assert_type(name, kind, value, known=True):
    if value is None:
        return
    if isinstance(value, Unknown):
        assert not known, f"{name} is unknown"
        return
    if isinstance(kind, list):
        if kind[0] == "map":
            assert isinstance(value, dict), name
            value = value.values()
        else:
            assert isinstance(value, list), name
        for item in value:
            assert_type(name, kind[1], item, known)
        return
    python = {"string": str, "bool": bool, "number": (int, float, str)}[kind]
    assert isinstance(value, python), f"{name} is {value!r}, not a {kind}"
    if kind == "number":
        assert not isinstance(value, bool)
        Decimal(value)
