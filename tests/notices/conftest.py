"""A warehouse with its people, work that is raised, and a real HTTP peer on loopback that writes down what it gets."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.core.people.conftest import person_with
from tests.factories.core import WarehouseFactory
from wms.core.cause import Cause
from wms.core.models import Person, Warehouse, WorkItem
from wms.core.outbox import drain_exchanges
from wms.core.states import Role
from wms.core.transactions import run
from wms.core.work_items import raise_work_item
from wms.notices.models import Channel, Rule

Raise = Callable[..., WorkItem]


@pytest.fixture
def here(db: None) -> Warehouse:
    return WarehouseFactory(code="SZ", name_zh="深圳仓", name_en="Shenzhen", time_zone="Asia/Shanghai")


@pytest.fixture
def manager(here: Warehouse) -> Person:
    return person_with((Role.MANAGER, here), username="manager", email="boss@example.com", language="en")


@pytest.fixture
def raised(here: Warehouse) -> Raise:
    """Raises a work item as the rooms do."""

    def raise_one(kind: str = "pick.short", subject: str = "1", **changes: Any) -> WorkItem:
        facts = {"warehouse_id": here.pk, "subject_type": "order", "subject_label": f"8190{subject}", **changes}
        cause = Cause.task("test")
        return WorkItem.objects.get(
            pk=run(lambda: raise_work_item(cause=cause, kind=kind, subject_id=subject, **facts))
        )

    return raise_one


@dataclass
class Peer:
    """Answers what it is told to, in order; the last answer again and again."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(200, {}, b'{"errcode":0}')])
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def says(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.answers = list(answers)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _path, _headers, body in self.seen]


@pytest.fixture
def peer(settings: Any) -> Iterator[Peer]:
    settings.NOTICES_ALLOW_PRIVATE = True
    found = Peer()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.seen.append((self.path, dict(self.headers), body))
            status, headers, answer = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/robot?key=k"
    yield found
    server.shutdown()
    server.server_close()


def channel(here: Warehouse | None, address: str, kind: str = "wecom", **changes: Any) -> Channel:
    name = changes.pop("name", f"{kind} {Channel.objects.count()}")
    return Channel.objects.create(name=name, kind=kind, warehouse=here, address=address, **changes)


def rule(*channels: Channel, **changes: Any) -> Rule:
    people = changes.pop("people", [])
    found = Rule.objects.create(**{"name": f"rule {Rule.objects.count()}", "least_severity": 1, **changes})
    found.channels.set(channels)
    found.people.set(people)
    return found


def drain(lane: str) -> None:
    drain_exchanges(lane, 30.0)  # until nothing is due
