"""One object that goes through a change while the service has a fault, and what is true afterwards."""

from __future__ import annotations

import re

from resources import BASE_IMAGE, IMAGE, OTHER_ROLE_ARN, ROLE_ARN, VERSION

CREATE, UPDATE, REFRESH, DESTROY = "create", "update", "refresh", "destroy"
PHASES = (CREATE, UPDATE, REFRESH, DESTROY)
TYPES = (IMAGE, VERSION)

# Attribute to member of the service, which is asked directly.
MEMBERS = {
    IMAGE: {
        "arn": "ImageArn",
        "image_name": "ImageName",
        "role_arn": "RoleArn",
        "description": "Description",
        "display_name": "DisplayName",
        "tags_all": "Tags",
        "status": "ImageStatus",
    },
    VERSION: {
        "arn": "ImageVersionArn",
        "version": "Version",
        "base_image": "BaseImage",
        "aliases": "Aliases",
        "horovod": "Horovod",
        "release_notes": "ReleaseNotes",
        "status": "ImageVersionStatus",
    },
}
FIRST = {
    IMAGE: {
        "role_arn": ROLE_ARN,
        "description": "First.",
        "display_name": "Shown",
        "tags": {"kept": "1", "changed": "1", "old": "1"},
        "force_delete": True,
    },
    VERSION: {
        "base_image": BASE_IMAGE,
        "aliases": ["kept", "old"],
        "release_notes": "First.",
        "horovod": True,
    },
}
SECOND = {
    IMAGE: {
        "role_arn": OTHER_ROLE_ARN,
        "description": "Second.",
        "tags": {"kept": "1", "changed": "2", "new": "1"},
    },
    VERSION: {
        "base_image": BASE_IMAGE,
        "aliases": ["kept", "new"],
        "release_notes": "Second.",
    },
}


def plain(value):
    """A value without its spelling: what is not set is None, a set is sorted."""
    if isinstance(value, list):
        return sorted(value) or None
    return None if value in ("", False, {}) else value


class Subject:
    """An image or a version under a name that nothing else has."""

    removes = False  # a creation may remove what it made; lost answers leave that open

    def __init__(self, client, service, kind, name):
        self.client = client
        self.service = service
        self.kind = kind
        self.name = name
        self.state, self.private = None, b""

    def _config(self, given):
        return self.client.config(self.kind, image_name=self.name, **given)

    def prepare(self, phase):
        """Everything that has to be there before the phase begins."""
        if self.kind == VERSION:
            self.client.create(IMAGE, image_name=self.name, role_arn=ROLE_ARN)
        if phase != CREATE:
            given = {"image_name": self.name} | FIRST[self.kind]
            self.keep(self.client.create(self.kind, **given))

    def keep(self, answer):
        self.state, self.private = answer.state, answer.private

    def run(self, phase):
        """The change itself; the answer may have errors."""
        client, kind = self.client, self.kind
        if phase == REFRESH:
            answer = client.read(kind, self.state, self.private)
        elif phase == DESTROY:
            answer = client.destroy(kind, self.state, self.private)
        elif phase == CREATE:
            answer = client.apply(kind, None, self._config(FIRST[kind]))
        else:
            config = self._config(SECOND[kind])
            answer = client.apply(kind, self.state, config, self.private)
        return answer

    def begin(self, phase):
        """The same in the background: a function that waits for the answer."""
        client, kind = self.client, self.kind
        if phase == REFRESH:
            call = client.start(
                "ReadResource",
                type_name=kind,
                current_state=client.dynamic(self.state),
                private=self.private,
            )
            return lambda: client.read_answer(kind, call.result())
        config = {
            CREATE: self._config(FIRST[kind]),
            UPDATE: self._config(SECOND[kind]),
            DESTROY: None,
        }[phase]
        plan = client.plan(kind, self.state, config, self.private).succeeded()
        fields = client.apply_fields(kind, self.state, plan.state, config, plan.private)
        call = client.start("ApplyResourceChange", **fields)
        return lambda: client.apply_answer(kind, plan.state, call.result())

    def truth(self):
        """What the service holds of it, asked behind the provider's back."""
        image = self.service.image(self.name)
        if self.kind == IMAGE or image is None:
            return image
        assert len(image["Versions"]) <= 1, "it was made twice"
        return image["Versions"][0] if image["Versions"] else None

    def differences(self, state):
        """Where a state and the truth differ."""
        truth = self.truth()
        if state is None or truth is None:
            return [] if state is truth else ["there in one, not in the other"]
        return [
            f"{name}: {state[name]!r}, in truth {truth.get(member)!r}"
            for name, member in MEMBERS[self.kind].items()
            if plain(state[name]) != plain(truth.get(member))
        ]

    def assert_kept(self, phase, answer):
        """What the answer leaves in the state is nothing but the truth.

        After an error the CLI keeps the old state of an update or a deletion whose outcome
        is not known, and reads it before it plans again.
        """
        known, there = answer.state is not None, self.truth() is not None
        if phase == CREATE:
            assert known or not there, "orphaned: no state knows it"
            assert there or not known or self.removes, "the state has what is not there"
            if not there:
                return
        if phase in (UPDATE, REFRESH):
            assert known, "lost: it is there, and the state forgot it"
        if phase == DESTROY and not known:
            assert not there, "lost: it is there still"
        if not answer.errors or phase in (CREATE, REFRESH):
            wrong = self.differences(answer.state)
            if answer.errors:  # the last status may be one that could not be read
                wrong = [item for item in wrong if not item.startswith("status: ")]
            assert not wrong, f"the state is wrong: {wrong}"

    def assert_repairable(self, answer):
        """The next refresh tells the truth, and destroying leaves nothing behind."""
        state = answer.state
        if state is not None:
            state = self.client.read(self.kind, state).succeeded().state
        wrong = self.differences(state)
        assert not wrong, f"the refresh does not tell the truth: {wrong}"
        if state is not None:
            self.client.destroy(self.kind, state).succeeded()
        assert self.truth() is None, "orphaned: destroying left it there"

    def go_on(self, answer):
        """Plans the failed update once more, as the next apply does: all of it is done then."""
        client, kind, wanted = self.client, self.kind, SECOND[self.kind]
        read = client.read(kind, answer.state, answer.private).succeeded()
        config = self._config(wanted)
        again = client.apply(kind, read.state, config, read.private).succeeded()
        truth = self.truth()
        for name in FIRST[kind]:
            member = MEMBERS[kind].get("tags_all" if name == "tags" else name)
            if member is not None:
                there, asked = plain(truth.get(member)), plain(wanted.get(name))
                assert there == asked, f"{name} is {there!r} for ever, not {asked!r}"
        return again

    def clean_up(self):
        """Removes what is left, however the test went."""
        if self.service.image(self.name) is not None:
            self.service.put(self.name, delete=True)

    def selector(self, operation):
        """Which requests of an operation are about it."""
        if "Tags" in operation:
            return {"ResourceArn": f".*/{re.escape(self.name)}(/[0-9]+)?"}
        return {"ImageName": re.escape(self.name)}


class Taker(Subject):
    """A version that takes each alias it wants from another one, which stays."""

    def _config(self, given):
        return super()._config(given | {"alias_takeover": True})

    def prepare(self, phase):
        self.client.create(IMAGE, image_name=self.name, role_arn=ROLE_ARN)
        held = FIRST[VERSION]["aliases"] if phase == CREATE else ["new"]
        given = {"image_name": self.name, "base_image": BASE_IMAGE, "aliases": held}
        self.client.create(VERSION, **given)
        if phase != CREATE:
            given |= FIRST[VERSION] | {"alias_takeover": True}
            self.keep(self.client.create(VERSION, **given))

    def truth(self):
        image = self.service.image(self.name)
        mine = [v for v in image["Versions"] if v["Version"] != 1] if image else []
        assert not image or len(image["Versions"]) > len(mine), "the holder is gone"
        assert len(mine) <= 1, "it was made twice"
        return mine[0] if mine else None


class Crowded(Subject):
    """An image that is deleted together with versions that no state knows."""

    def prepare(self, phase):
        super().prepare(phase)
        for _ in range(2):
            self.client.create(VERSION, image_name=self.name, base_image=BASE_IMAGE)


class Fresh(Subject):
    """An image whose role cannot be used yet when it is made first."""

    removes = True

    def prepare(self, phase):
        super().prepare(phase)
        match = self.selector("CreateImage")
        reason = "The role cannot be assumed yet."
        self.service.fault("fail", "CreateImage", reason=reason, match=match)
