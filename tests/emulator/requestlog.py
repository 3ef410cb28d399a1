"""The list of all requests, and those who wait for one of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

LIMIT = 100_000

ARRIVED = "arrived"
HELD = "held"
ANSWERED = "answered"


@dataclass(eq=False)
class Waiter:
    """Someone who waits for requests of one operation to reach a state."""

    operation: str | None
    state: str
    is_met: Callable[[], bool]
    notify: Callable[[], None]

    def cares_for(self, entry):
        return self.state == entry["state"] and self.operation in (
            None,
            entry["operation"],
        )


class RequestLog:
    """Requests in order of arrival. Ids go on rising after a reset.

    The oldest requests are forgotten at some length; the counts go on.
    """

    def __init__(self):
        self.entries: deque = deque(maxlen=LIMIT)
        self._calls: Counter = Counter()
        self._errors: Counter = Counter()
        self._last_id = 0
        self._waiters: list[Waiter] = []

    def begin(self, entry):
        self._last_id += 1
        entry["id"] = self._last_id
        self.entries.append(entry)
        self._calls[entry["operation"]] += 1
        self._enter(entry, ARRIVED)

    def held(self, entry):
        self._enter(entry, HELD)

    def end(self, entry, answer, now):
        entry["answered"] = now
        entry["request_id"] = answer.request_id
        entry["error"] = answer.error
        entry["ending"] = answer.ending
        entry["status"] = None if answer.ending == "reset" else answer.status
        if answer.error:
            self._errors[entry["operation"], answer.error] += 1
        self._enter(entry, ANSWERED)

    def clear(self):
        self.entries.clear()
        self._calls.clear()
        self._errors.clear()

    def select(self, *, operation=None, since=0, state=None):
        return [
            entry
            for entry in self.entries
            if entry["id"] > since
            and operation in (None, entry["operation"])
            and state in (None, entry["state"])
        ]

    def counts(self):
        """Requests by operation, and their errors by operation and code."""
        errors: dict = {}
        for (operation, code), count in self._errors.items():
            errors.setdefault(operation, {})[code] = count
        return {
            "calls": dict(self._calls),
            "errors": errors,
            "total": self._calls.total(),
        }

    def wait(self, waiter: Waiter):
        """Notifies once, as soon as the waiter's condition is met by a change."""
        self._waiters.append(waiter)

    def forget(self, waiter: Waiter):
        self._waiters.remove(waiter)

    def _enter(self, entry, state):
        entry["state"] = state
        if not self._waiters:
            return
        ready = [w for w in self._waiters if w.cares_for(entry) and w.is_met()]
        for waiter in ready:
            self._waiters.remove(waiter)
            waiter.notify()
