"""What a scan may cost (PROTOCOLS 2): 18 queries, transaction statements not counted; and a table of what costs more.

Every scan that the screens' tests make is counted: each step, refusal and size of batch is under the rule. Left out is
what a bench does after its commit while it waits for the platform (settle drains the outbox, as a worker would), and
the note once a minute that a device was seen.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from packing.station.pack import PackScreen
from wms.scan.views import ScanDoor

QUERIES_MAX = 18
TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
SEEN = 'UPDATE "core_device" SET "last_seen_at"'

# By screen, step and code. What ends a whole walk, parcel or count, or writes off goods, books many things at once.
MORE: dict[str, int] = {
    "count item count.agrees": 28,
    "count item count.differs": 34,
    "count item count.to_review": 29,
    "handover parcel handover.scanned": 39,
    "pack close pack.closed": 42,
    "pack close pack.label_anew": 22,
    "pack reprint pack.closed": 38,
    "pack close pack.printing": 19,
    "pack close pack.reprinted": 19,
    "pack close pack.tote_done": 44,
    "pack close pack.tote_left_over": 49,
    "pack close pack.wrong_label": 22,
    "pack intercept pack.intercepted": 68,
    "pack open pack.nothing_to_pack": 20,
    "pack open pack.opened": 33,
    "pack open pack.resumed": 36,
    "pack open pack.tote_opened": 22,
    "pack return pack.refund_out": 63,
    "pack unit pack.no_order_waits": 22,
    "pack unit pack.tote_empty": 167,
    "pack unit pack.unit_left_over": 21,
    "pack unit pack.unit_taken": 45,
    "pack verify pack.complete": 22,
    "pack verify pack.missing": 64,
    "pack verify pack.too_many": 20,
    "pack verify pack.wrong_unit": 22,
    "pick cart pick.no_work": 22,
    "pick cart pick.started": 40,
    "pick full pick.tote_changed": 32,
    "pick full pick.walk_done": 38,
    "pick lead scan.wrong_kind": 20,
    "pick item pick.too_many": 20,
    "pick item pick.wrong_item": 20,
    "pick item pick.wrong_lot": 20,
    "pick location pick.skipped": 19,
    "pick location pick.wrong_location": 20,
    "pick location scan.undone": 40,
    "pick location scan.unknown": 20,
    "pick return pick.given_back": 20,
    "pick choose pick.short_elsewhere": 44,
    "pick choose pick.short_held": 70,
    "pick choose pick.short_here": 39,
    "pick choose pick.walk_done_short": 49,
    "pick slot pick.ready": 25,
    "pick slot scan.undone": 19,
    "pick tote pick.in_tote": 51,
    "pick tote pick.units_in_tote": 19,
    "pick tote pick.walk_done": 63,
    "pick tote pick.too_many": 20,
    "pick tote pick.wrong_item": 20,
    "pick tote pick.wrong_tote": 20,
    "pack open pack.not_sorted": 21,
    "put_wall slot wall.tote_done": 25,
    "put_wall slot wall.tote_left_over": 31,
    "put_wall unit wall.put_undone": 26,
    "put_wall unit wall.tote_empty": 70,
    "put_back item put_back.missing": 24,
    "put_back location put_back.done": 25,
    "put_back location put_back.shelved": 22,
    "putaway bind putaway.bound": 22,
    "putaway location putaway.emptied": 19,
    "putaway quantity putaway.put": 19,
    "receive into receive.put": 22,
    "receive into receive.put_over": 23,
}


def watch_scans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the queries of each scan from now on; one above its limit fails the test that made it."""
    plain_post, plain_settle = ScanDoor.post, PackScreen.settle
    settling: list[int] = []

    def settle(self: PackScreen, actor: Any, code: str) -> bool:
        before = len(connection.queries_log)
        try:
            return plain_settle(self, actor, code)
        finally:
            settling.append(len(_counted(list(connection.queries_log)[before:])))

    def post(self: ScanDoor, request: Any, surface: str, name: str) -> Any:
        settling.clear()
        with CaptureQueriesContext(connection) as captured:
            response = plain_post(self, request, surface, name)
        scan = _scan_of(name, request.body, response.content)
        cost = len(_counted(captured.captured_queries)) - sum(settling)
        limit = MORE.get(scan, QUERIES_MAX)
        assert cost <= limit, f"{scan} costs {cost} queries, not {limit}"
        return response

    monkeypatch.setattr(PackScreen, "settle", settle)
    monkeypatch.setattr(ScanDoor, "post", post)


def _counted(queries: list[dict[str, str]]) -> list[str]:
    return [query["sql"] for query in queries if not query["sql"].startswith((*TRANSACTION, SEEN))]


def _scan_of(name: str, asked: bytes, answered: bytes) -> str:
    try:
        step, code = json.loads(asked)["seen"]["step"], json.loads(answered)["code"]
    except (ValueError, LookupError, TypeError):
        return f"{name}: not a scan"
    return f"{name} {step} {code}"
