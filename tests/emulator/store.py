"""What the service keeps: images and versions per account and region."""

from __future__ import annotations

import hashlib
import heapq
import itertools
from dataclasses import dataclass, field

PARTITION_PREFIXES = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
)
CONTAINER_IMAGE_MAX = 255


def partition_of(region):
    for prefix, partition in PARTITION_PREFIXES:
        if region.startswith(prefix):
            return partition
    return "aws"


def container_image(base_image):
    """The repository of ``base_image`` with a digest instead of the tag.

    None when that would be longer than the service model allows.
    """
    repository, at, digest = base_image.partition("@")
    head, colon, tag = repository.rpartition(":")
    if colon and "/" not in tag:
        repository = head
    if not at:
        digest = (
            "sha256:"
            + hashlib.sha256(base_image.encode("utf-8", "replace")).hexdigest()
        )
    resolved = f"{repository}@{digest}"
    return resolved if len(resolved) <= CONTAINER_IMAGE_MAX else None


@dataclass(eq=False, slots=True)
class Pending:
    """The change that ends a passing status; a ``status`` of None is the end."""

    status: str | None
    reason: str | None
    kind: str
    due: float = 0
    polls: int = 0


@dataclass(eq=False, slots=True)
class Version:
    image: Image
    number: int
    arn: str
    base_image: str
    properties: dict
    status: str
    created: float
    modified: float
    failure_reason: str | None = None
    container_image: str | None = None
    aliases: list = field(default_factory=list)
    tags: dict = field(default_factory=dict)
    pending: Pending | None = None
    lag: int = 0

    def vanish(self):
        self.image.versions.pop(self.number, None)

    def become(self, status):
        self.status = status
        if status == "CREATED":
            self.container_image = container_image(self.base_image)


@dataclass(eq=False, slots=True)
class Image:
    region: Region
    serial: int
    name: str
    arn: str
    role_arn: str
    status: str
    created: float
    modified: float
    display_name: str | None = None
    description: str | None = None
    failure_reason: str | None = None
    tags: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    next_number: int = 1
    busy_with: str = ""
    pending: Pending | None = None
    lag: int = 0

    def vanish(self):
        if self.region.images.get(self.name) is self:
            del self.region.images[self.name]

    def become(self, status):
        self.status = status

    def holder_of(self, alias):
        for version in self.versions.values():
            if alias in version.aliases:
                return version
        return None


class Region:
    """Everything of one account in one region."""

    def __init__(self, account, region):
        self.account = account
        self.name = region
        self.prefix = f"arn:{partition_of(region)}:sagemaker:{region}:{account}:"
        self.images: dict[str, Image] = {}
        self.tokens: dict[str, tuple] = {}
        self._due: list = []
        self._ties = itertools.count()
        self.serials = itertools.count(1)

    def schedule(self, resource, status, transition, now, *, reason=None):
        """``resource`` turns into ``status`` as ``transition`` says."""
        pending = Pending(status, reason, transition.kind)
        resource.pending = pending
        if transition.kind == "polls":
            pending.polls = int(transition.amount)
            if pending.polls == 0:
                self.finish(resource, now)
        elif transition.kind == "time":
            pending.due = round(now + transition.amount, 3)
            if transition.amount == 0:
                self.finish(resource, now)
            else:
                entry = (pending.due, next(self._ties), resource, pending)
                heapq.heappush(self._due, entry)

    def advance(self, now):
        """Applies every change whose time has come."""
        due = self._due
        while due and due[0][0] <= now:
            when, _, resource, pending = heapq.heappop(due)
            if resource.pending is pending:
                self.finish(resource, when)

    def polled(self, resource, now):
        """One Describe; answers whether the resource may be seen at all."""
        if resource.lag > 0:
            resource.lag -= 1
            return False
        pending = resource.pending
        if pending is not None and pending.kind == "polls":
            if pending.polls == 0:
                self.finish(resource, now)
                return pending.status is not None
            pending.polls -= 1
        return True

    @staticmethod
    def finish(resource, now):
        pending, resource.pending = resource.pending, None
        if pending.status is None:
            resource.vanish()
            return
        resource.become(pending.status)
        resource.failure_reason = pending.reason
        resource.modified = max(resource.modified, round(now, 3))


class Store:
    """All regions of all accounts."""

    def __init__(self):
        self._regions: dict[tuple, Region] = {}

    def region(self, account, name):
        key = (account, name)
        found = self._regions.get(key)
        if found is None:
            found = self._regions[key] = Region(account, name)
        return found

    def regions(self):
        return list(self._regions.values())

    def clear(self):
        self._regions.clear()
