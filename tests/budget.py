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

# By screen, step and code: what books a whole parcel, walk, count or short at once. None but the last two grows with
# what is booked: their rows are written by one statement a kind, whatever the number of lines and units.
MORE: dict[str, int] = {
    # A count becomes the books: lines, sums, holders and balances of the place.
    "count item count.agrees": 23,
    "count item count.differs": 30,
    "count item count.to_review": 25,
    # Goods leave for good: order, manifest, parcel, carton, sums, allocations, balances, ledger, serials.
    "handover parcel handover.scanned": 35,
    # Into a carton of its own: place, carton, balances, ledger, order, totes; a bulk tote may be done with it.
    "pack close pack.closed": 32,
    "pack reprint pack.closed": 26,
    "pack close pack.tote_done": 36,
    "pack close pack.tote_left_over": 41,
    # A label goes to a printer; or is made anew, its waybill voided first.
    "pack close pack.label_anew": 20,
    # Sealed goods are taken apart, refunded ones out of the others: carried, promises released, goods set apart.
    "pack intercept pack.intercepted": 64,
    "pack return pack.refund_out": 59,
    # A parcel begins and asks the platform; in several totes, or over from another bench.
    "pack open pack.opened": 20,
    "pack open pack.resumed": 29,
    # Opened, verified and its waybill asked for, in one scan.
    "pack unit pack.unit_taken": 29,
    "pack unit pack.unit_taken_serial": 21,
    "pack verify pack.complete": 21,
    # The last unit's serial number: looked for among goods, labels and orders, then among serials, noted, kept.
    "pack serial pack.complete": 23,
    # A walk begins; one that somebody left goes back to the queue first.
    "pick cart pick.started": 32,
    # What is in hand goes into the fresh tote; it may end the walk and its orders.
    "pick full pick.tote_changed": 28,
    "pick full pick.walk_done": 34,
    # The shelf wins: sums, holders and balances of the place, a count, another place, tasks, a person asked.
    "pick choose pick.short_elsewhere": 37,
    "pick choose pick.short_held": 43,
    "pick choose pick.short_here": 32,
    "pick choose pick.walk_done_short": 33,
    # The last unit may settle a short, and ends the walk and its orders.
    "pick tote pick.in_tote": 44,
    "pick tote pick.walk_done": 50,
    # A bulk tote is set for all of a list's orders.
    "pick slot pick.ready": 20,
    # Set-apart goods go to a shelf, or are lost, and their tote is free.
    "put_back location put_back.done": 20,
    # A receipt or a pallet: work, place, sums, balances, ledger.
    "putaway bind putaway.bound": 19,
    "receive into receive.put_over": 19,
    # With serial numbers: looked for, written, noted.
    "receive into receive.put": 21,
    # A batch tote at a put wall is told empty, or done with.
    "put_wall slot wall.tote_done": 23,
    "put_wall slot wall.tote_left_over": 27,
    "put_wall unit wall.put_undone": 24,
    "put_wall unit wall.tote_empty": 59,
    # Each order of a bulk tote waits anew; each unit of a bulk group goes back to its place.
    "pack unit pack.tote_empty": 111,
    "pick location scan.undone": 28,
    # The missing lines of a parcel: lost, the order mended, a person asked.
    "pack verify pack.missing": 49,
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
