"""What an operation is given, and what several operations ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import in_use, invalid, not_found
from .settings import Settings, Transition
from .store import Image, Region, Version


@dataclass(slots=True)
class Effects:
    """What scripted faults change about an operation that is carried out."""

    fail_reason: str | None = None
    transition: Transition | None = None
    lag: int | None = None


@dataclass(slots=True)
class Call:
    """One signed and checked request."""

    region: Region
    params: dict
    now: float
    settings: Settings
    effects: Effects = field(default_factory=Effects)
    delay: float = 0
    _occupied: Image | None = None

    def begin(self, resource: Image | Version, passing, done):
        """Puts a resource into a passing status that ends in ``done``.

        ``passing`` is CREATING, UPDATING or DELETING; a ``done`` of None makes
        the resource vanish at the end.
        """
        resource.status = passing
        resource.failure_reason = None
        resource.modified = max(resource.modified, self.now)
        transition = self.effects.transition
        if transition is None:
            transition = getattr(self.settings, passing.lower())
        reason = self.effects.fail_reason
        if reason is not None:
            done = passing.removesuffix("ING") + "E_FAILED"
        self.region.schedule(resource, done, transition, self.now, reason=reason)

    def first_lag(self):
        lag = self.effects.lag
        return self.settings.read_lag if lag is None else lag

    def arn(self, kind, name):
        if self.settings.arn_case == "lower":
            name = name.lower()
        return f"{self.region.prefix}{kind}/{name}"

    def image(self):
        """The image that the request names."""
        name = self.params["ImageName"]
        image = self.region.images.get(name)
        if image is None:
            arn = self.arn("image", name)
            raise not_found(f"Image with ARN {arn} does not exist.")
        return image

    def selected_version(self, image):
        """The version that Version and Alias name; None when neither is given."""
        number = self.params.get("Version")
        alias = self.params.get("Alias")
        found = None
        if alias is not None:
            found = image.holder_of(alias)
            if found is None:
                raise not_found(
                    f"ImageVersion with alias {alias} of Image with ARN {image.arn} "
                    "does not exist."
                )
        if number is not None:
            if found is not None and found.number != number:
                raise invalid(f"Version {number} does not hold the alias {alias}.")
            found = image.versions.get(number)
            if found is None:
                arn = self.arn("image-version", f"{image.name}/{number}")
                raise not_found(f"ImageVersion with ARN {arn} does not exist.")
        return found

    @staticmethod
    def latest_version(image):
        """The highest number, whatever its status."""
        if not image.versions:
            raise not_found(
                f"Latest ImageVersion of Image with ARN {image.arn} does not exist."
            )
        return image.versions[max(image.versions)]

    def changed_version(self, image):
        """The version that an update or delete is about."""
        version = self.selected_version(image)
        if version is not None:
            return version
        if self.settings.no_selector == "latest":
            return self.latest_version(image)
        raise invalid("Either Version or Alias has to be given.")

    def occupy(self, image, what):
        """Makes overlapping calls on one image collide, when that is switched on.

        The image stays occupied until this call is answered.
        """
        if self.settings.concurrency != "conflict":
            return
        if image.busy_with:
            if what == image.busy_with == "delete":
                raise in_use(f"An ImageVersion of Image {image.arn} is being deleted.")
            raise in_use(f"Image {image.arn} is being modified concurrently.")
        image.busy_with = what
        self._occupied = image
        self.delay = self.settings.conflict_seconds

    def leave(self):
        """Ends what ``occupy`` began, once the answer is on its way."""
        if self._occupied is not None:
            self._occupied.busy_with = ""


def without_absent(members):
    """An answer has no null members: what is not set is left out."""
    return {name: value for name, value in members.items() if value is not None}
