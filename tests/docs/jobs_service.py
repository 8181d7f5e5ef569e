"""Answers of the Hub's jobs service, recorded from the contract: for the guide to jobs, which a local Hub does not run."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


JOB = {
    "id": "687f911eaea852de79c4a50a",
    "createdAt": "2025-07-22T16:06:25.079Z",
    "startedAt": "2025-07-22T16:06:28.079Z",
    "dockerImage": "python:3.12",
    "command": ["python", "-c", "print('Hello')"],
    "flavor": "cpu-basic",
    "labels": {"name": "hello"},
    "status": {"stage": "COMPLETED", "message": None},
    "owner": {"id": "o", "name": "you", "type": "user"},
}
PLAN = {
    "id": "6890a911eaea852de79c4a50",
    "createdAt": "2025-07-22T16:06:25.079Z",
    "schedule": "@daily",
    "suspend": False,
    "jobSpec": {"dockerImage": "python:3.12", "command": ["python", "train.py"], "flavor": "cpu-basic"},
    "status": {"lastJob": None, "nextJobRunAt": "2025-07-23T00:00:00.000Z"},
    "owner": {"id": "o", "name": "you", "type": "user"},
}
HARDWARE = [
    {
        "name": "cpu-basic",
        "prettyName": "CPU Basic",
        "cpu": "2 vCPU",
        "ram": "16 GB",
        "accelerator": None,
        "unitCostMicroUSD": 167,
        "unitCostUSD": 0.000167,
        "unitLabel": "minute",
    }
]
WHOAMI = {"name": "you", "type": "user", "id": "o", "orgs": [], "auth": {"type": "access_token"}}
LINES = ["===== Job started at 2025-07-22 =====", "Hello"]


def answer(method: str, path: str) -> Any:
    """What the service says: a value for JSON, text for a stream of events, `None` if there is no such route."""
    routes: list[tuple[str, str, Any]] = [
        ("GET", "/api/whoami-v2", WHOAMI),
        ("GET", "/api/jobs/hardware", HARDWARE),
        ("GET", r"/api/jobs/you/[^/]+/logs", "".join(_event(line) for line in LINES)),
        ("GET", r"/api/jobs/you/[^/]+", JOB),
        ("GET", "/api/jobs/you", [JOB]),
        ("POST", r"/api/jobs/you/[^/]+/(cancel|duplicate|rerun)", JOB),
        ("PUT", r"/api/jobs/you/[^/]+/labels", JOB),
        ("POST", "/api/jobs/you", JOB),
        ("GET", r"/api/scheduled-jobs/you/[^/]+", PLAN),
        ("GET", "/api/scheduled-jobs/you", [PLAN]),
        ("POST", "/api/scheduled-jobs/you", PLAN),
        ("(POST|DELETE)", r"/api/scheduled-jobs/you/[^/]+(/\w+)?", {}),
    ]
    found = (told for verb, route, told in routes if re.fullmatch(verb, method) and re.fullmatch(route, path))
    return next(found, None)


def _event(text: str) -> str:
    return f"data: {json.dumps({'data': text, 'timestamp': '2025-07-22T16:06:29.000Z'})}\n\n"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        told = answer(self.command, self.path.partition("?")[0])
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.send_response(200 if told is not None else 404)
        self.send_header("content-type", "text/event-stream" if isinstance(told, str) else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class JobsService:
    """The service, for as long as a `with` block lasts."""

    def __enter__(self) -> JobsService:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"
