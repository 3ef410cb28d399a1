"""The list of all requests, and those who wait for one of them."""

from __future__ import annotations

from collections import Counter, deque

LIMIT = 200_000

ARRIVED = "arrived"
HELD = "held"
ANSWERED = "answered"


class RequestLog:
    """Requests in order of arrival. Ids go on rising after a reset."""

    def __init__(self):
        self.entries: deque = deque(maxlen=LIMIT)
        self._last_id = 0
        self._waiters: list = []

    def begin(self, entry):
        self._last_id += 1
        entry["id"] = self._last_id
        entry["state"] = ARRIVED
        self.entries.append(entry)
        self._changed()

    def held(self, entry):
        entry["state"] = HELD
        self._changed()

    def end(self, entry, answer, now):
        entry["state"] = ANSWERED
        entry["answered"] = now
        entry["request_id"] = answer.request_id
        entry["error"] = answer.error
        entry["ending"] = answer.ending
        entry["status"] = None if answer.ending == "reset" else answer.status
        self._changed()

    def clear(self):
        self.entries.clear()

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
        calls = Counter(entry["operation"] for entry in self.entries)
        errors = Counter(
            (entry["operation"], entry["error"])
            for entry in self.entries
            if entry.get("error")
        )
        grouped: dict = {}
        for (operation, code), count in errors.items():
            grouped.setdefault(operation, {})[code] = count
        return {"calls": dict(calls), "errors": grouped, "total": sum(calls.values())}

    def wait(self, condition, notify):
        """Calls ``notify`` once, as soon as ``condition()`` holds after a change."""
        waiter = (condition, notify)
        self._waiters.append(waiter)
        return waiter

    def forget(self, waiter):
        self._waiters.remove(waiter)

    def _changed(self):
        if not self._waiters:
            return
        ready = [waiter for waiter in self._waiters if waiter[0]()]
        self._waiters = [waiter for waiter in self._waiters if waiter not in ready]
        for _, notify in ready:
            notify()
