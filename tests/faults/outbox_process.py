"""A worker, or a writer, in a process that a test may kill or freeze: the product's own sweeps, drains and lanes.

Only the edges are the test's: the gateway speaks to gateway_process, and a nudge goes to a list in this process.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from inventory.models import SkuStock  # noqa: E402
from wms.aliexpress import gateway, stock_lane  # noqa: E402
from wms.aliexpress.gateway import Pulled, PushAnswer, PushItem, ReadBackFailed  # noqa: E402
from wms.aliexpress.models import ShopAccount, StockPush  # noqa: E402
from wms.aliexpress.selectors import present  # noqa: E402
from wms.celery import app  # noqa: E402
from wms.core import throttle  # noqa: E402
from wms.core.cause import Cause  # noqa: E402
from wms.core.models import AuditEntry, Exchange  # noqa: E402
from wms.core.outbox import Sent, enqueue, exchange_handler, may_still_send, publish  # noqa: E402
from wms.core.tasks import drain, sweep  # noqa: E402
from wms.core.transactions import run  # noqa: E402

nudged: list[str] = []
freeze_at: list[str] = []


def freeze(point: str) -> None:
    """Stop this process here, once; the test lets it go on."""
    if point in freeze_at:
        freeze_at.remove(point)
        os.kill(os.getpid(), signal.SIGSTOP)


def call(url: str, path: str, kind: str, asked: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310  loopback
        url + path, data=json.dumps(asked).encode(), headers={"X-Kind": kind}
    )
    with urllib.request.urlopen(request, timeout=settings.ALIEXPRESS_DEADLINE_SECONDS) as answer:  # noqa: S310
        freeze(f"answer{path}")
        return json.loads(answer.read())


class HttpGateway:
    def __init__(self, account: ShopAccount) -> None:
        self.url = account.gateway_url
        self.key = account.throttle_key

    def push_states(self, account: ShopAccount, items: Sequence[PushItem]) -> PushAnswer:
        sent_at = timezone.now()
        try:
            call(self.url, "/push", "stock", {"states": {str(i.binding_id): i.available for i in items}})
        except OSError:
            return PushAnswer("unknown", sent_at, timezone.now(), code="timeout")
        return PushAnswer("judged", sent_at, timezone.now())

    def read_back(self, account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        asked = {"ids": [str(push.binding_id) for push in pushes]}
        answer = self._own_slot("/read", throttle.STOCK, asked)
        return {int(key): units for key, units in answer["shown"].items()}

    def pull_orders(self, account: ShopAccount) -> Pulled:
        began_at = timezone.now()
        try:
            self._own_slot("/pull", throttle.ORDERS, {})
        except ReadBackFailed:
            return Pulled(began_at, complete=False)
        return Pulled(began_at, complete=True)

    def _own_slot(self, path: str, kind: str, asked: dict[str, Any]) -> dict[str, Any]:
        slot = throttle.take(self.key, kind, until=time.monotonic() + 2)
        if slot is None or not slot.open():
            raise ReadBackFailed("no slot")
        try:
            return call(self.url, path, kind, asked)
        except OSError as error:
            raise ReadBackFailed("timeout") from error


class Create:
    """A call that must not be made twice: after an unclear try it looks first, as a waybill does."""

    def __init__(self, account: ShopAccount) -> None:
        self.url = account.gateway_url
        self.key = account.throttle_key

    def throttle_key(self, exchange: Exchange) -> str:
        return self.key

    def send(self, exchange: Exchange) -> Sent:
        kind = exchange.lane.rsplit(":", 1)[-1]
        asked = {"key": exchange.subject}
        try:
            if exchange.is_suspect:
                if call(self.url, "/look", kind, asked)["exists"]:
                    return Sent("done", code="found")
                slot = throttle.take(self.key, kind, until=time.monotonic() + 1)
                if slot is None or not slot.open() or not may_still_send():
                    return Sent("retry", code="no_time")
            call(self.url, "/create", kind, asked)
        except OSError:
            return Sent("unknown", code="timeout")
        return Sent("done", code="created")

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        if sent.outcome == "done":
            AuditEntry.objects.create(action="created", subject=exchange.subject, source="task")


def present_items(account: ShopAccount, rows: Sequence[StockPush]) -> list[PushItem]:
    items = present.present_items(account, rows)
    freeze("send")
    return items


def work() -> None:
    """What beat and a worker do together: sweep, then drain what was nudged, people's lanes first."""
    while True:
        sweep()
        if nudged:
            lane = min(nudged, key=lambda name: (not name.endswith("interactive"), nudged.index(name)))
            nudged[:] = [name for name in nudged if name != lane]
            drain(lane)
        else:
            time.sleep(settings.OUTBOX_SWEEP_SECONDS)


def write(account: ShopAccount, units: int, *, dies: bool) -> None:
    """One change of the shelf and one call, in one transaction; `dies` between its commit and its nudge.

    Prints how long the commit with its nudges took, the second time: the first also loads the broker's client.
    """
    if dies:
        app.send_task = lambda *arguments, **options: os.kill(os.getpid(), signal.SIGKILL)

    def change() -> None:
        stock = SkuStock.objects.select_for_update().order_by("pk").first()
        stock.on_hand_sellable, stock.version = units, stock.version + 1
        stock.save()
        publish("stock.changed", f"{stock.warehouse_id}:{stock.sku_id}", version=stock.version)
        enqueue(lane=account.lane("interactive"), handler="create", subject=f"order:{turn}", cause=Cause.task("writer"))

    for turn in (1, 2):
        time.sleep(1.05 * (turn - 1))  # a nudge a second
        began = time.monotonic()
        run(change)
        sys.stdout.write(f"{time.monotonic() - began}\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["work", "write"])
    parser.add_argument("--units", type=int, default=0)
    parser.add_argument("--dies", action="store_true")
    parser.add_argument("--real-broker", action="store_true")
    parser.add_argument("--freeze-at", nargs="*", default=[])
    options = parser.parse_args()
    account = ShopAccount.objects.get()
    freeze_at.extend(options.freeze_at)
    if not options.real_broker:
        app.send_task = lambda name, args, **ignored: nudged.append(args[0])
    if options.role == "write":
        write(account, options.units, dies=options.dies)
        return
    stock_lane.present_items = present_items
    gateway.use_gateway(HttpGateway)
    exchange_handler("create", Create(account))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    work()


if __name__ == "__main__":
    main()
