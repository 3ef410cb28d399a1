"""The control API: how a test scripts the service and looks into it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import urllib.parse

from .answers import Answer, compact
from .errors import BadControl
from .faults import KINDS
from .requestlog import ANSWERED, ARRIVED, HELD, Waiter
from .settings import SWITCHES
from .store import Store
from .versions import PROPERTIES

log = logging.getLogger("emulator")

CONTROL_PREFIX = "/_control"
RESET_PARTS = ("state", "faults", "log", "settings")
WAIT_SECONDS = 10.0

COMMON_FIELDS = {
    "FailureReason": "failure_reason",
    "CreationTime": "created",
    "LastModifiedTime": "modified",
}
IMAGE_FIELDS = COMMON_FIELDS | {
    "RoleArn": "role_arn",
    "DisplayName": "display_name",
    "Description": "description",
    "ImageStatus": "status",
}
VERSION_FIELDS = COMMON_FIELDS | {
    "BaseImage": "base_image",
    "ContainerImage": "container_image",
    "ImageVersionStatus": "status",
}


def image_state(image):
    return {
        "ImageName": image.name,
        "ImageArn": image.arn,
        "ImageStatus": image.status,
        "RoleArn": image.role_arn,
        "DisplayName": image.display_name,
        "Description": image.description,
        "FailureReason": image.failure_reason,
        "CreationTime": image.created,
        "LastModifiedTime": image.modified,
        "Tags": dict(image.tags),
        "Versions": [version_state(item) for item in image.versions.values()],
    }


def version_state(version):
    return version.properties | {
        "Version": version.number,
        "ImageVersionArn": version.arn,
        "ImageVersionStatus": version.status,
        "BaseImage": version.base_image,
        "ContainerImage": version.container_image,
        "FailureReason": version.failure_reason,
        "CreationTime": version.created,
        "LastModifiedTime": version.modified,
        "Aliases": list(version.aliases),
        "Tags": dict(version.tags),
    }


def _find_image(store: Store, body):
    """The image that a control request means; region and account may be left out."""
    found = [
        region.images[body["image"]]
        for region in store.regions()
        if body.get("image") in region.images
        and body.get("region") in (None, region.name)
        and body.get("account") in (None, region.account)
    ]
    if len(found) != 1:
        raise BadControl(
            f"image: {len(found)} images are named {body.get('image')!r}; "
            "give region and account to tell them apart"
        )
    return found[0]


def _find(store: Store, body):
    image = _find_image(store, body)
    number = body.get("version")
    if number is None:
        return image
    if number not in image.versions:
        raise BadControl(f"version: image {image.name} has no version {number!r}")
    return image.versions[number]


class Control:
    """Answers everything under ``/_control``. Nothing here is signed."""

    def __init__(self, service, connections):
        self._service = service
        self._connections = connections
        self._routes = {
            ("GET", ""): self._help,
            ("GET", "state"): self._state,
            ("POST", "reset"): self._reset,
            ("GET", "log"): self._log,
            ("GET", "counts"): lambda _: service.log.counts(),
            ("GET", "connections"): lambda _: connections.as_dict(),
            ("GET", "violations"): lambda _: list(service.violations),
            ("GET", "settings"): lambda _: service.settings.as_dict(),
            ("POST", "settings"): self._change_settings,
            ("GET", "faults"): lambda _: service.faults.as_list(),
            ("POST", "faults"): lambda body: service.faults.add(body).as_dict(),
            ("DELETE", "faults"): self._remove_faults,
            ("GET", "held"): lambda _: service.held.as_list(),
            ("POST", "release"): self._release,
            ("POST", "step"): self._step,
            ("POST", "put"): self._put,
        }

    def handle(self, request, reply):
        path, _, query = request.target.partition("?")
        name = path[len(CONTROL_PREFIX) :].strip("/")
        try:
            body = json.loads(request.body) if request.body.strip() else {}
            if not isinstance(body, dict):
                raise BadControl("the body has to be a JSON object")
            body = dict(urllib.parse.parse_qsl(query)) | body
            if (request.method, name) == ("POST", "wait"):
                self._wait(body, reply)
                return
            route = self._routes.get((request.method, name))
            if route is None:
                raise BadControl(f"there is no {request.method} {path}")
            result, status = route(body), 200
        except (BadControl, ValueError, TypeError) as error:
            result, status = {"error": str(error)}, 400
        except Exception as error:
            log.exception("BUG in the control API, at %s", path)
            result, status = {"error": repr(error)}, 500
        reply(Answer(status, compact(result), "application/json"))

    def _help(self, _):
        return {
            "endpoints": [f"{m} /_control/{n}" for m, n in self._routes]
            + ["POST /_control/wait"],
            "faults": {name: doc for name, (doc, _) in KINDS.items()},
            "settings": {switch.name: switch.doc for switch in SWITCHES},
        }

    def _advance(self):
        now = time.time()
        for region in self._service.store.regions():
            region.advance(now)

    def _state(self, _):
        self._advance()
        return {
            "regions": [
                {
                    "account": region.account,
                    "region": region.name,
                    "images": [image_state(item) for item in region.images.values()],
                }
                for region in self._service.store.regions()
            ]
        }

    def _reset(self, body):
        parts = body.get("what", list(RESET_PARTS))
        if not isinstance(parts, list) or not set(parts) <= set(RESET_PARTS):
            raise BadControl(f"what: a list out of {', '.join(RESET_PARTS)}")
        self._service.reset(parts)
        if "log" in parts:
            self._connections.restart()
        return {"reset": parts}

    def _log(self, body):
        return self._service.log.select(
            operation=body.get("operation"),
            since=int(body.get("since", 0)),
            state=body.get("state"),
        )

    def _change_settings(self, body):
        self._service.settings.update(body)
        return self._service.settings.as_dict()

    def _remove_faults(self, body):
        number = body.get("id")
        self._service.faults.remove(None if number is None else int(number))
        return {}

    def _release(self, body):
        number = body.get("id")
        released = self._service.held.release(None if number is None else int(number))
        return {"released": released}

    def _step(self, body):
        """Ends the passing status of one resource, or of all."""
        now = time.time()
        self._advance()
        if "image" in body:
            resources = [_find(self._service.store, body)]
        else:
            images = [
                image
                for region in self._service.store.regions()
                for image in region.images.values()
            ]
            resources = [item for image in images for item in image.versions.values()]
            resources += images
        pending = [item for item in resources if item.pending is not None]
        for resource in pending:
            if "fail_reason" in body:
                resource.pending.status = (
                    resource.status.removesuffix("ING") + "E_FAILED"
                )
                resource.pending.reason = str(body["fail_reason"])
            image = getattr(resource, "image", resource)
            image.region.finish(resource, now)
        return {"stepped": len(pending)}

    def _put(self, body):
        """Changes or deletes a resource behind everybody's back."""
        self._advance()
        resource = _find(self._service.store, body)
        if body.get("delete") is True:
            resource.vanish()
            return {}
        changes = body.get("set")
        if not isinstance(changes, dict) or not changes:
            raise BadControl("set: an object of members to change, or delete: true")
        if hasattr(resource, "number"):
            self._put_version(resource, changes)
            return version_state(resource)
        self._put_image(resource, changes)
        return image_state(resource)

    def _check(self, operation, members):
        problems = self._service.operations[operation].output_problems(members)
        if problems:
            raise BadControl("; ".join(str(problem) for problem in problems))

    def _check_changes(self, operation, changes, known):
        for name, value in changes.items():
            if name == "Tags":
                tags = [{"Key": key, "Value": text} for key, text in value.items()]
                self._check("ListTags", {"Tags": tags})
            elif name == "Aliases":
                self._check("ListAliases", {"SageMakerImageVersionAliases": value})
            elif name not in known:
                raise BadControl(f"set: {name!r} is not one of {', '.join(known)}")
            elif value is not None:
                self._check(operation, {name: value})

    def _put_image(self, image, changes):
        known = [*IMAGE_FIELDS, "Tags"]
        self._check_changes("DescribeImage", changes, known)
        if "Aliases" in changes:
            raise BadControl("set: an image has no Aliases")
        for name, value in changes.items():
            if name == "Tags":
                image.tags = dict(value)
            else:
                setattr(image, IMAGE_FIELDS[name], value)

    def _put_version(self, version, changes):
        known = [*VERSION_FIELDS, *PROPERTIES, "Aliases", "Tags"]
        self._check_changes("DescribeImageVersion", changes, known)
        for name, value in changes.items():
            if name == "Tags":
                version.tags = dict(value)
            elif name == "Aliases":
                version.aliases = list(dict.fromkeys(value))
            elif name in VERSION_FIELDS:
                setattr(version, VERSION_FIELDS[name], value)
            elif value is None:
                version.properties.pop(name, None)
            else:
                version.properties[name] = value

    def _wait(self, body, reply):
        """Answers once enough requests have reached a state, or after a while."""
        operation = body.get("operation")
        state = body.get("state", ANSWERED)
        if state not in (ARRIVED, HELD, ANSWERED):
            raise BadControl(f"state: must be {ARRIVED}, {HELD} or {ANSWERED}")
        count = int(body.get("count", 1))
        since = int(body.get("since", 0))
        seconds = float(body.get("timeout", WAIT_SECONDS))
        request_log = self._service.log
        wanted = None if state == ARRIVED else state

        def found():
            return request_log.select(operation=operation, since=since, state=wanted)

        def met():
            return len(found()) >= count

        def finish(is_met):
            result = {"met": is_met, "requests": found()}
            reply(Answer(200, compact(result), "application/json"))

        if met():
            finish(True)
            return

        def in_time():
            timer.cancel()
            finish(True)

        def too_late():
            request_log.forget(waiter)
            finish(False)

        waiter = Waiter(operation, state, met, in_time)
        request_log.wait(waiter)
        timer = asyncio.get_running_loop().call_later(seconds, too_late)
