"""HTTP/1.1 on asyncio: reads requests, writes answers, keeps connections."""

from __future__ import annotations

import asyncio
import collections
import email.utils
import itertools
import socket
import struct
import time

import httptools

from .answers import Answer, error_answer
from .control import CONTROL_PREFIX, Control
from .errors import ApiError
from .service import Request, Service

HEADER_LIMIT = 64 * 1024
BODY_LIMIT = 1024 * 1024
QUEUE_LIMIT = 64
RESET_AT_CLOSE = struct.pack("ii", 1, 0)

REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    408: "Request Timeout",
    413: "Payload Too Large",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Connections:
    """How many connections called the service; control connections do not count."""

    def __init__(self):
        self.opened = 0
        self.open = 0
        self.max_open = 0
        self.in_flight = 0
        self.max_in_flight = 0

    def add(self):
        self.opened += 1
        self.open += 1
        self.max_open = max(self.max_open, self.open)

    def begin(self):
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def as_dict(self):
        return dict(vars(self))

    def restart(self):
        """Counts anew; what is open now stays counted."""
        self.opened = self.max_open = self.open
        self.max_in_flight = self.in_flight


class _Dates:
    """The Date header, formatted once a second."""

    def __init__(self):
        self._second = 0
        self._text = ""

    def text(self, offset):
        second = int(time.time() + offset)
        if second != self._second:
            self._second = second
            self._text = email.utils.formatdate(second, usegmt=True)
        return self._text


class Connection(asyncio.Protocol):
    """One client connection. Requests are answered one by one, in order."""

    def __init__(self, server):
        self._server = server
        self.number = next(server.numbers)
        self._parser = httptools.HttpRequestParser(self)
        self._transport = None
        self._waiting = collections.deque()
        self._busy = False
        self._draining = False
        self._paused = False
        self._counted = False
        self._answered = 0
        self.started: float | None = None
        self._clear_request()

    def _clear_request(self):
        self._target = b""
        self._headers = {}
        self._body = []
        self._body_size = 0
        self._head_size = 0
        self._refusal = None

    # Called by asyncio.

    def connection_made(self, transport):
        self._transport = transport
        self._server.connections_open.add(self)

    def connection_lost(self, exc):
        self._server.connections_open.discard(self)
        self._transport = None
        self._waiting.clear()
        if self._counted:
            self._server.connections.open -= 1

    def data_received(self, data):
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            error = ApiError("MalformedHttpRequestException", "This is not HTTP/1.1.")
            self._send_last(error_answer(error))

    def eof_received(self):
        """A client that has sent its last request may still read the answer."""
        return self._busy and self.started is None

    # Called by the parser.

    def on_message_begin(self):
        self.started = time.monotonic()
        self._clear_request()

    def on_url(self, url):
        self._target += url
        self._count_head(len(url))

    def on_header(self, name, value):
        self._count_head(len(name) + len(value))
        if self._refusal is not None:
            return
        spelled = name.decode("latin-1").lower()
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        self._headers.setdefault(spelled, []).append(text)

    def on_headers_complete(self):
        if "expect" in self._headers and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        head = self._request()
        if head.target.startswith(CONTROL_PREFIX):
            return
        if not self._counted:
            self._counted = True
            self._server.connections.add()
        if self._server.service.resets_early(head):
            self._reset()

    def on_body(self, data):
        self._body_size += len(data)
        if self._body_size > BODY_LIMIT:
            self._body.clear()
            message = f"The body is longer than {BODY_LIMIT} bytes."
            self._refusal = ApiError("RequestEntityTooLargeException", message, 413)
        else:
            self._body.append(data)

    def on_message_complete(self):
        self.started = None
        request = self._request()
        keep = self._parser.should_keep_alive() and self._refusal is None
        self._waiting.append((request, keep, self._refusal))
        self._answer_waiting()
        if len(self._waiting) > QUEUE_LIMIT and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    # Our own.

    def _count_head(self, size):
        self._head_size += size
        if self._head_size > HEADER_LIMIT and self._refusal is None:
            message = f"The headers are longer than {HEADER_LIMIT} bytes."
            self._refusal = ApiError("MalformedHttpRequestException", message, 431)

    def _request(self):
        """The request as far as it has been read."""
        return Request(
            method=self._parser.get_method().decode("latin-1"),
            target=self._target.decode("latin-1"),
            headers=self._headers,
            body=b"".join(self._body),
            connection=self.number,
        )

    def _answer_waiting(self):
        """Takes up what waits, until a request is answered later than at once."""
        if self._draining:
            return
        self._draining = True
        while self._waiting and not self._busy and self._transport is not None:
            request, keep, refusal = self._waiting.popleft()
            if refusal is not None:
                self._send_last(error_answer(refusal))
            else:
                self._busy = True
                self._hand_over(request, keep)
        self._draining = False
        if self._paused and not self._waiting and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def _hand_over(self, request, keep):
        control = request.target.startswith(CONTROL_PREFIX)
        if not control:
            self._server.connections.begin()

        def reply(answer):
            if not control:
                self._server.connections.in_flight -= 1
            self._busy = False
            self._send(answer, keep)
            self._answer_waiting()

        handler = self._server.control if control else self._server.service
        handler.handle(request, reply)

    def _send(self, answer: Answer, keep):
        if self._transport is None:
            return
        if answer.ending == "reset":
            self._reset()
            return
        self._answered += 1
        limit = self._server.service.settings.requests_per_connection
        keep = keep and not answer.close and not (limit and self._answered >= limit)
        data = self._server.render(answer, keep)
        if answer.ending == "truncate":
            self._transport.write(data[: len(data) - len(answer.body) // 2 - 1])
            self._reset(after_writing=True)
            return
        self._transport.write(data)
        if not keep:
            self._transport.close()

    def _send_last(self, answer):
        self._send(answer, keep=False)

    def _reset(self, *, after_writing=False):
        """Ends the connection with a TCP reset instead of an orderly close."""
        transport, self._transport = self._transport, None
        if transport is None:
            return
        if after_writing:
            # A reset may overtake what was written: an orderly close that comes
            # too early is what the client then sees, and as broken an answer.
            transport.close()
            return
        linger = (socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        transport.get_extra_info("socket").setsockopt(*linger)
        transport.abort()

    def give_up_if_late(self, now):
        """Ends a connection whose request has been half written for too long."""
        limit = self._server.service.settings.request_seconds
        if self.started is not None and now - self.started > limit:
            error = ApiError("RequestTimeoutException", "The request is late.", 408)
            self._send_last(error_answer(error))

    def close(self):
        if self._transport is not None:
            self._transport.abort()


class Server:
    """The listening socket and all its connections."""

    def __init__(self, service: Service):
        self.service = service
        self.connections = Connections()
        self.control = Control(service, self.connections)
        self.connections_open: set[Connection] = set()
        self.numbers = itertools.count(1)
        self._dates = _Dates()
        self._listener = None
        self._sweeper = None

    async def start(self, host, port):
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            lambda: Connection(self), host, port, backlog=1024
        )
        self._sweeper = loop.create_task(self._sweep())
        return self._listener.sockets[0].getsockname()[1]

    async def stop(self):
        self._sweeper.cancel()
        self._listener.close()
        for connection in list(self.connections_open):
            connection.close()
        await self._listener.wait_closed()

    async def _sweep(self):
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for connection in list(self.connections_open):
                connection.give_up_if_late(now)

    def render(self, answer: Answer, keep):
        """The bytes of an answer."""
        names = {name.lower() for name, _ in answer.headers} if answer.headers else ()
        lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Status')}"]
        if answer.request_id and "x-amzn-requestid" not in names:
            lines.append(f"x-amzn-RequestId: {answer.request_id}")
        if "content-type" not in names:
            lines.append(f"Content-Type: {answer.content_type}")
        if "date" not in names:
            lines.append(f"Date: {self._dates.text(answer.date_offset)}")
        if "content-length" not in names:
            lines.append(f"Content-Length: {len(answer.body)}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if not keep:
            lines.append("Connection: close")
        head = "\r\n".join(lines) + "\r\n\r\n"
        return head.encode("utf-8", "replace") + answer.body
