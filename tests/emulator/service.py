"""From a request to its answer: signature, faults, checks, operation."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from . import images, listing, tags, versions
from .answers import (
    Answer,
    error_answer,
    output_answer,
    scripted_answer,
    sts_error_answer,
)
from .calls import Call, Effects
from .errors import ApiError, violations
from .faults import Faults, Held, Outcome
from .model import Problem, load_operations
from .requestlog import RequestLog
from .settings import Settings
from .signature import Keyring
from .store import Store
from .sts import TokenService, read_form, unsigned_caller

log = logging.getLogger("emulator")

TARGET_PREFIX = "SageMaker."
FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/x-amz-json-1.1"
VIOLATIONS_KEPT = 100
# More than any request that the model allows has, texts included, and few enough
# to be walked without running out of stack.
BRACKETS_LIMIT = 750

OPERATIONS: dict[str, Callable[[Call], dict]] = {
    "CreateImage": images.create_image,
    "DescribeImage": images.describe_image,
    "UpdateImage": images.update_image,
    "DeleteImage": images.delete_image,
    "CreateImageVersion": versions.create_image_version,
    "DescribeImageVersion": versions.describe_image_version,
    "UpdateImageVersion": versions.update_image_version,
    "DeleteImageVersion": versions.delete_image_version,
    "ListImages": listing.list_images,
    "ListImageVersions": listing.list_image_versions,
    "ListAliases": listing.list_aliases,
    "ListTags": listing.list_tags,
    "AddTags": tags.add_tags,
    "DeleteTags": tags.delete_tags,
}


@dataclass(slots=True)
class Request:
    """One complete HTTP request. Header names are in lower case."""

    method: str
    target: str
    headers: dict
    body: bytes
    connection: int

    def header(self, name):
        values = self.headers.get(name)
        return values[0] if values else None

    def content_type(self):
        return (self.header("content-type") or "").partition(";")[0].strip().lower()


@dataclass(slots=True)
class Exchange:
    """A request on its way to its answer."""

    request: Request
    service: str
    operation: str
    params: object
    entry: dict
    outcome: Outcome
    reply: Callable[[Answer], None]
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    call: Call | None = None


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def parse_json(body):
    """The JSON value of a body. Raises ValueError when it is none."""
    if body.count(b"[") + body.count(b"{") > BRACKETS_LIMIT:
        raise ValueError("nested too deeply")
    return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)


class Service:
    """The whole service behind the HTTP server."""

    def __init__(self, keys, settings: Settings | None = None):
        self.operations = load_operations()
        self.keyring = Keyring(keys)
        self.settings = settings or Settings()
        self.tokens = TokenService(self.keyring)
        self.store = Store()
        self.faults = Faults()
        self.held = Held()
        self.log = RequestLog()
        self.violations: list = []

    def handle(self, request: Request, reply: Callable[[Answer], None]):
        """Takes a request; ``reply`` is called with its answer, maybe later."""
        exchange = self._begin(request, reply)
        if exchange.outcome.get("hold", "when") == "before":
            self._hold(exchange, lambda: self._carry_out(exchange))
        else:
            self._carry_out(exchange)

    def resets_early(self, head: Request):
        """True when a scripted fault resets the request before its body is read."""
        operation = self._target(head)
        rule = self.faults.resets_early(operation)
        if rule is None:
            return False
        entry = self._entry(head, "sagemaker", operation, None)
        entry["faults"] = [rule.number]
        self.log.begin(entry)
        self.log.end(entry, Answer(0, b"", error="reset", ending="reset"), time.time())
        return True

    def _begin(self, request, reply):
        service, operation, params = self._identify(request)
        entry = self._entry(request, service, operation, params)
        self.log.begin(entry)
        given = params if isinstance(params, dict) else {}
        outcome = self.faults.outcome(operation, given)
        if outcome.rules:
            entry["faults"] = outcome.rules
        return Exchange(request, service, operation, params, entry, outcome, reply)

    @staticmethod
    def _entry(request, service, operation, params):
        """The line of the log that a request begins with."""
        return {
            "time": time.time(),
            "connection": request.connection,
            "service": service,
            "operation": operation,
            "input": params,
            "attempt": request.header("amz-sdk-request"),
            "invocation": request.header("amz-sdk-invocation-id"),
            "user_agent": request.header("user-agent"),
            "status": None,
            "error": None,
        }

    @staticmethod
    def _target(request):
        return (request.header("x-amz-target") or "").removeprefix(TARGET_PREFIX)

    def _identify(self, request):
        """Which operation is meant, and its input as far as it can be read."""
        if request.content_type() == FORM_TYPE:
            params = read_form(request.body)
            return "sts", params.get("Action", ""), params
        operation = self._target(request)
        try:
            params = parse_json(request.body) if request.body.strip() else {}
        except ValueError:
            params = None
        return "sagemaker", operation, params

    def _carry_out(self, exchange):
        answer = self._answer(exchange)
        outcome = exchange.outcome
        answer.request_id = exchange.request_id
        answer.close = "close" in outcome.by_kind
        answer.date_offset = self.settings.date_offset + outcome.get(
            "clock", "date_offset", 0
        )
        if "reset_after" in outcome.by_kind:
            answer.ending = "reset"
        elif "truncate" in outcome.by_kind:
            answer.ending = "truncate"
        call = exchange.call
        delay = self.settings.latency + outcome.get("slow", "seconds", 0)
        if call is not None:
            delay += call.delay

        def deliver():
            if call is not None:
                call.leave()
            self.log.end(exchange.entry, answer, time.time())
            exchange.reply(answer)

        if outcome.get("hold", "when") == "after":
            self._hold(exchange, deliver)
        elif delay:
            asyncio.get_running_loop().call_later(delay, deliver)
        else:
            deliver()

    def _hold(self, exchange, resume):
        self.held.add(exchange.entry, resume)
        self.log.held(exchange.entry)

    def _answer(self, exchange):
        to_answer = self._error_speller(exchange)
        try:
            if exchange.outcome.ending is not None:
                return scripted_answer(exchange.outcome.ending, to_answer)
            if exchange.service == "sts":
                return self._operate_sts(exchange)
            return self._operate(exchange)
        except ApiError as error:
            return to_answer(error)
        except Exception:
            log.exception("BUG in the emulator, at %s", exchange.operation)
            self._violation(exchange, ["the emulator failed, see its log"], None)
            return to_answer(self._internal_failure())

    def _error_speller(self, exchange):
        if exchange.service == "sts":
            return lambda error: sts_error_answer(error, exchange.request_id)
        return lambda error: error_answer(error, self.settings.error_style)

    def _verify(self, exchange):
        offset = self.settings.clock_offset
        offset += exchange.outcome.get("clock", "verify_offset", 0)
        try:
            caller = self.keyring.verify(
                exchange.request, exchange.service, time.time() + offset
            )
        except ApiError as error:
            error.status = int(self.settings.auth_status)
            raise
        exchange.entry["account"] = caller.account
        exchange.entry["region"] = caller.region
        exchange.entry["access_key"] = caller.access_key
        return caller

    def _operate_sts(self, exchange):
        operation = self.tokens.operation(exchange.request, exchange.params)
        caller = self._verify(exchange) if operation.signed else unsigned_caller()
        output = self.tokens.output(operation, exchange.params, caller, time.time())
        problems = self.tokens.output_problems(operation, output)
        if problems:
            self._violation(exchange, problems, output)
            raise self._internal_failure()
        return self.tokens.spell(operation, output, exchange.request_id)

    def _operate(self, exchange):
        operation = self._known_operation(exchange)
        caller = self._verify(exchange)
        params = self._checked_input(exchange, operation)
        now = time.time()
        region = self.store.region(caller.account, caller.region)
        region.advance(now)
        outcome = exchange.outcome
        effects = Effects(
            outcome.fail_reason(), outcome.transition(), outcome.get("lag", "polls")
        )
        call = Call(region, params, round(now, 3), self.settings, effects)
        exchange.call = call
        try:
            output = OPERATIONS[operation.name](call)
        except ApiError as error:
            if error.modelled and error.code not in operation.errors:
                self._violation(exchange, [f"{error.code} is not modelled"], None)
            raise
        problems = operation.output_problems(output)
        if problems:
            self._violation(exchange, [str(problem) for problem in problems], output)
            raise self._internal_failure()
        return output_answer(output, operation, self.settings)

    def _known_operation(self, exchange):
        request = exchange.request
        target = request.header("x-amz-target") or ""
        operation = self.operations.get(exchange.operation)
        if (
            operation is None
            or not target.startswith(TARGET_PREFIX)
            or request.method != "POST"
            or request.target != "/"
            or request.content_type() != JSON_TYPE
        ):
            raise ApiError("UnknownOperationException", "", 404)
        return operation

    def _checked_input(self, exchange, operation):
        """The members of the request that are there and known."""
        params = exchange.params
        if type(params) is not dict:
            raise ApiError("SerializationException", "The body is not a JSON object.")
        unknown = params.keys() - operation.members
        if unknown:
            exchange.entry["unknown_members"] = sorted(unknown)
        problems = operation.input_problems(params)
        if unknown and self.settings.unknown_member == "refuse":
            problems += [
                Problem(params[name], name, "be known", "unknown")
                for name in sorted(unknown)
            ]
        if problems:
            wrong = next((p for p in problems if p.kind == "type"), None)
            if wrong and self.settings.wrong_type == "SerializationException":
                raise ApiError("SerializationException", str(wrong))
            raise violations([str(problem) for problem in problems])
        return {
            name: value
            for name, value in params.items()
            if value is not None and name not in unknown
        }

    @staticmethod
    def _internal_failure():
        return ApiError("InternalFailure", "The emulator has a bug.", 500)

    def _violation(self, exchange, problems, output):
        log.error(
            "BUG in the emulator: %s answers what the service model forbids: %s",
            exchange.operation,
            "; ".join(problems),
        )
        if len(self.violations) < VIOLATIONS_KEPT:
            self.violations.append(
                {
                    "operation": exchange.operation,
                    "input": exchange.params,
                    "problems": problems,
                    "output": output,
                }
            )

    def reset(self, parts):
        """Forgets what is named: state, faults, log, settings."""
        if "faults" in parts:
            self.faults.remove()
            self.held.release()
        if "state" in parts:
            self.store.clear()
            self.keyring.forget_sessions()
        if "settings" in parts:
            self.settings.reset()
        if "log" in parts:
            self.log.clear()
