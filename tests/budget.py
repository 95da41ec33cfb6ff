"""What a scan may cost (PROTOCOLS 2): 18 queries, transaction statements not counted; and a table of what costs more.

Every scan that the screens' tests make is counted: each step, refusal and size of batch is under the rule. Left out is
what a bench does after its commit while it waits for the platform (settle drains the outbox, as a worker would, and
reads what has become of the parcel), and the note once a minute that a device was seen.
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

# By screen, step and code: what books a whole parcel, walk, count or short at once, with the reason why 18 do not do:
# each thing named is a table of its own, read or written once. None but the one that is said to grow does so with what
# is booked: their rows are written by one statement a kind, whatever the number of orders, lines and units.
MORE: dict[str, int] = {
    # A count that is off becomes the books: lines, sums, holders, allocations, balances and ledger, a work item more.
    "count item count.differs": 24,
    # Goods leave for good: order, manifest and its line, parcel, sums, allocations, balances, ledger, serials.
    "handover parcel handover.scanned": 25,
    # The last order of a bulk tote in which goods of cancelled ones lie: what waits in it, whether anything stays; set
    # apart, a put-back, a work item.
    "pack close pack.tote_left_over": 22,
    # Sealed goods are taken apart, refunded ones out of the others: promises released, goods set apart in their tote.
    "pack intercept pack.intercepted": 47,
    "pack return pack.refund_out": 42,
    # Over from another bench: order, parcel, totes, a look asked for, a label printed again.
    "pack open pack.resumed": 21,
    # A walk that somebody left goes back to the queue first: its tasks, slots, totes, an audit entry, a work item.
    "pick cart pick.started": 27,
    # A tote change and a take in one scan, with new slots for what goes on; it may end the walk and its orders.
    "pick full pick.tote_changed": 22,
    "pick full pick.walk_done": 25,
    "pick full pick.zone_done": 21,
    # The shelf wins. Beside what all scans of a walk ask: the short tasks, where else the goods lie, the sums, holders
    # and balances locked, the ledger, allocations, balances and sums written, the new tasks and their place in the
    # walk, what is shown of them, a message (count and over-promise come by it). Held: what is missing, a person asked;
    # at the end of the walk: its orders, their history, the totes that they leave.
    "pick choose pick.short_elsewhere": 22,  # which places are open is asked again behind the locks
    "pick choose pick.short_held": 26,
    "pick choose pick.short_here": 21,
    "pick choose pick.zone_done": 24,
    "pick choose pick.walk_done_short": 31,  # of a bulk walk: whole orders are picked, short ones leave its tote
    # A take is 13. Over it, a short behind it: a damaged balance, where else the goods lie (twice), sums locked, put,
    # the allocation split, the new tasks and their place in the walk, what is shown of them, a message.
    "pick tote pick.in_tote": 24,
    # Over it at the end: the orders with what they lack, their state, their history, a message, what there is to do
    # next, in bulk the totes locked: 18 and 19. Orders that stay short: slots read and ended, their tote locked and
    # judged, state and history of their own.
    "pick tote pick.walk_done": 25,
    # With serial numbers: written, noted.
    "receive into receive.put": 19,
    # The last unit of a batch tote sends it back: its state, what lies in it, a put-back, a work item; a tote is told
    # empty: the missing units are lost, their orders mended.
    "put_wall slot wall.tote_left_over": 21,
    "put_wall unit wall.tote_empty": 30,
    # This grows: a parcel for each order of an empty bulk tote.
    "pack unit pack.tote_empty": 65,
    # The missing lines of a parcel: lost, the order mended, a person asked.
    "pack verify pack.missing": 38,
}


def watch_scans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the queries of each scan from now on; one above its limit fails the test that made it."""
    plain_post, plain_settle = ScanDoor.post, PackScreen.settle
    settling: list[int] = []

    def settle(self: PackScreen, actor: Any, code: str, left: Any) -> Any:
        before = len(connection.queries_log)
        try:
            return plain_settle(self, actor, code, left)
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
