"""Identities by the rules of the protocol, written apart from the C code."""

from __future__ import annotations

import json

from values import UNKNOWN, assert_type, decode_dynamic


class Identity:
    """What tells one object of a type from all others."""

    def __init__(self, schema):
        self.types = {
            item.name: json.loads(item.type) for item in schema.identity_attributes
        }
        self.required = [
            item.name for item in schema.identity_attributes if item.required_for_import
        ]

    def of(self, state):
        """The identity of a state, or None as long as there is none."""
        if state is None:
            return None
        rows = {name: state[name] for name in self.types}
        incomplete = any(rows[name] is None for name in self.required)
        return None if incomplete or UNKNOWN in rows.values() else rows

    def read(self, message):
        """An answer's identity: each row, no other, wholly known. None if absent."""
        value = decode_dynamic(message.identity_data)
        if value is not None:
            assert value.keys() == self.types.keys()
            for name, kind in self.types.items():
                assert_type(name, kind, value[name])
        return value

    @staticmethod
    def assert_kept(before, after):
        """What was known of an object stays so as long as it lives."""
        if before is not None and after is not None:
            known = {name: value for name, value in before.items() if value is not None}
            assert known.items() <= after.items(), f"{before} became {after}"


class NoIdentity:
    """The same for a type that has none."""

    @staticmethod
    def of(state):
        del state

    @staticmethod
    def read(message):
        assert not message.HasField("identity_data")

    @staticmethod
    def assert_kept(before, after):
        assert before is after is None
