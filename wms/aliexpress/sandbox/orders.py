"""An order's life on the platform: placed at the front, paid, risk-checked, shipped or cancelled.

The front goes down when an order is placed (reduce strategy place_order_withhold). It comes up again only when an
unpaid order is closed; the units of a paid, then cancelled order come back with the seller's next whole state.
`oversold` follows the seller's real free units (truth), which are known only when somebody told them.
"""

from collections import Counter
from random import Random
from typing import Any

from wms.aliexpress.sandbox.people import make_buyer
from wms.aliexpress.sandbox.state import World

UNPAID = "PLACE_ORDER_SUCCESS"
RISK = "RISK_CONTROL"
TO_SHIP = "WAIT_SELLER_SEND_GOODS"
PART_SHIPPED = "SELLER_PART_SEND_GOODS"
SHIPPED = "WAIT_BUYER_ACCEPT_GOODS"
IN_CANCEL = "IN_CANCEL"
FROZEN = "IN_FROZEN"
FINISH = "FINISH"
SELLER_MAY_ACT = frozenset({TO_SHIP, PART_SHIPPED, IN_CANCEL, "IN_ISSUE", "IN_FROZEN"})
BUYER_MAY_CANCEL = frozenset({RISK, TO_SHIP, PART_SHIPPED})

CARRIERS = {
    "CAINIAO_STANDARD": ("AliExpress 无忧物流-标准", "AliExpress Standard Shipping", "LA"),
    "CAINIAO_ECONOMY": ("AliExpress 无忧物流-简易", "AliExpress Saver Shipping", "LE"),
    "CAINIAO_PREMIUM": ("AliExpress 无忧物流-优先", "AliExpress Premium Shipping", "EA"),
    "YANWEN_JYT": ("燕文航空经济小包", "Yanwen Economic Air Mail", "UJ"),
    "CPAM": ("中国邮政挂号小包", "China Post Registered Air Mail", "RB"),
}
"""Carrier key: Chinese name, English name, first two letters of its tracking numbers."""

SELLER_CARRIERS = {
    "DHL": ("DHL 国际快递", "DHL Express", r"\d{10}"),
    "EMS": ("EMS 国际快递", "EMS", r"E[A-Z]\d{9}CN"),
    "SF": ("顺丰国际", "SF Express", r"SF\d{12,13}"),
    "OTHER_CN_LOCAL": ("其他（本地发货）", "Other, from CN", r"[A-Z0-9-]{6,40}"),
    "OTHER_ES_LOCAL": ("其他（西班牙发货）", "Other, from ES", r"[A-Z0-9-]{6,40}"),
    "OTHER_CN_OVERSEAS": ("其他（海外发货）", "Other, from abroad", r"[A-Z0-9-]{6,40}"),
}
"""Carriers that sellers have contracts with: Chinese name, English name, what their tracking numbers look like."""

KEPT_ORDERS = 3_000


class FrontStockError(Exception):
    """The front shows fewer units than were asked for."""

    def __init__(self, sku_code: str, shown: int, wanted: int) -> None:
        super().__init__(sku_code)
        self.sku_code, self.shown, self.wanted = sku_code, shown, wanted


class UnknownSkuError(Exception):
    """The shop does not sell this SKU."""


def place(
    world: World,
    shop: str,
    wanted: list[tuple[str, int]],
    *,
    stage: str = TO_SHIP,
    carrier: str = "CAINIAO_STANDARD",
    choice: bool = False,
    x_day: int = 0,
    country: str | None = None,
    name: str | None = None,
    foreign_sku: bool = False,
) -> dict:
    """Place an order at the front, all lines or none; returns its record.

    `stage` is where it begins: unpaid (then paid and risk-checked by itself) or ready to ship. `x_day` is a promised
    number of days, 0 = none. `foreign_sku` makes the first line name a seller SKU that nobody has. Refuses with
    UnknownSkuError, FrontStockError; then nothing changed.
    """
    with world.change():
        for sku_code, units in sorted(units_by_sku(wanted).items()):
            if (shop, sku_code) not in world.catalogue:
                raise UnknownSkuError(sku_code)
            shown = world.front(shop, sku_code)
            if shown < units:
                raise FrontStockError(sku_code, shown, units)
        number = world.count("orders")
        random = Random(f"{world.seed}/order/{number}")
        base = 3_000_000_000_000_000 + int(world.secret("orders")[:6], 16) % 9_000 * 10**10
        order_id, moment = base + number * 1009, world.now()
        order: dict[str, Any] = {
            "id": order_id, "shop": shop, "status": stage, "created": moment, "updated": moment,
            "paid": None if stage == UNPAID else moment, "sent": None, "ended": None, "end_reason": None,
            "before_cancel": None, "cancel_reason": None, "carrier": carrier, "choice": choice, "x_day": x_day,
            "buyer": make_buyer(random, country, name), "oaid": world.secret(f"oaid/{order_id}")[:40],
            "lines": [_line(world, shop, order_id, i, *line) for i, line in enumerate(wanted, start=1)],
            "shipments": [], "is_shipped_whole": False, "is_oversold": False, "memo": "", "events": [],
        }  # fmt: skip
        _take_truth(world, order)
        if foreign_sku:
            order["lines"][0]["shown_code"] = f"NOT-OURS-{number}"
        world.put("order", str(order_id), order)
        world.tell(order)
        _forget_old(world)
        return order


def units_by_sku(wanted: list[tuple[str, int]]) -> Counter:
    """Units by SKU."""
    total: Counter = Counter()
    for sku_code, units in wanted:
        total[sku_code] += units
    return total


def _line(world: World, shop: str, order_id: int, index: int, sku_code: str, units: int) -> dict:
    sku = world.catalogue[shop, sku_code]
    return {
        "child_id": order_id + index, "index": index, "sku": sku_code, "shown_code": sku_code, "units": units,
        "product_id": sku.product_id, "price": sku.price_usd, "truth": 0,
        "taken": world.lower_front(shop, sku_code, units),
    }  # fmt: skip


def _take_truth(world: World, order: dict) -> None:
    for line in order["lines"]:
        record = world.sku(order["shop"], line["sku"])
        if record["truth"] is None:
            continue
        line["truth"] = min(line["units"], record["truth"])
        record["truth"] -= line["truth"]
        order["is_oversold"] |= line["truth"] < line["units"]
        world.keep_sku(order["shop"], line["sku"])
    if order["is_oversold"]:
        world.count(f"oversold/{order['shop']}")


def _forget_old(world: World) -> None:
    if len(world.orders) <= KEPT_ORDERS:
        return
    oldest = next((key for key, order in world.orders.items() if order["status"] == FINISH), None)
    if oldest is not None:
        world.drop("order", oldest)
        for key in [k for k, w in world.records["waybill"].items() if str(w["order_id"]) == oldest]:
            world.drop("waybill", key)


def move(world: World, order: dict, status: str) -> None:
    """Set a status and its times."""
    order["status"], order["updated"] = status, world.now()
    if status == SHIPPED:
        order["sent"] = order["sent"] or world.now()
        world.plan(order, world.now() + world.settings["accept_seconds"], "accept")
    world.put("order", str(order["id"]), order)
    world.tell(order)


def close(world: World, order: dict, reason: str) -> None:
    """End an order that was not shipped; an unpaid one gives its units back to the front."""
    for line in order["lines"]:
        if order["paid"] is None:
            world.raise_front(order["shop"], line["sku"], line["taken"])
        record = world.sku(order["shop"], line["sku"])
        if line["truth"] and record["truth"] is not None:
            record["truth"] += line["truth"]
            world.keep_sku(order["shop"], line["sku"])
        line["taken"], line["truth"] = [], 0
    order["ended"], order["end_reason"] = world.now(), reason
    move(world, order, FINISH)


def buyer_cancels(world: World, order: dict, reason: str = "buyerDoNotWantOrder") -> bool:
    """The buyer wants out: an unpaid order closes, a paid one waits for the seller; False when it is too late."""
    with world.change():
        if order["status"] == UNPAID:
            order["cancel_reason"] = reason
            close(world, order, "buyer_cancel_notpay_order")
        elif order["status"] in BUYER_MAY_CANCEL:
            order["before_cancel"], order["cancel_reason"] = order["status"], reason
            move(world, order, IN_CANCEL)
        else:
            return False
        return True


def change_address(world: World, order: dict, country: str | None, name: str | None) -> bool:
    """The buyer moves before the goods have left; its stand-in (oaid) is another then. False when it is too late."""
    with world.change():
        if order["status"] in (SHIPPED, FINISH):
            return False
        turn = world.count(f"moved/{order['id']}")
        random = Random(f"{world.seed}/moved/{order['id']}/{turn}")
        moved = make_buyer(random, country or order["buyer"]["country"], name)
        order["buyer"] = moved | {"login_id": order["buyer"]["login_id"]}
        order["oaid"] = world.secret(f"oaid/{order['id']}/{turn}")[:40]
        move(world, order, order["status"])
        return True


def seller_answers_cancel(world: World, order: dict, accepted: bool) -> bool:
    """Accept or refuse a cancellation; False when there is none."""
    with world.change():
        if order["status"] != IN_CANCEL:
            return False
        if accepted:
            close(world, order, "seller_accept_cancel_order")
        else:
            back = order["before_cancel"]
            order["before_cancel"], order["cancel_reason"] = None, None
            move(world, order, TO_SHIP if back == RISK else back)
        return True


def act(world: World, order: dict, what: str) -> None:
    """Let time pass for an order: pay, clear (risk check done), expire (never paid), cancel, accept."""
    with world.change():
        order["events"] = [event for event in order["events"] if event[1] != what]
        status, now = order["status"], world.now()
        if what == "pay" and status == UNPAID:
            order["paid"] = now
            world.plan(order, now + world.settings["risk_seconds"], "clear")
            move(world, order, RISK)
        elif what == "clear" and status == RISK:
            move(world, order, TO_SHIP)
        elif what == "expire" and status == UNPAID:
            close(world, order, "pay_timeout")
        elif what == "accept" and status == SHIPPED:
            order["ended"], order["end_reason"] = now, "buyer_accept_goods"
            move(world, order, FINISH)
        elif what == "cancel":
            buyer_cancels(world, order)
        world.put("order", str(order["id"]), order)


def start_ageing(world: World, order: dict, pays: bool = True) -> None:
    """Plan how an unpaid order goes on: paid after a moment, or never."""
    with world.change():
        wait = world.settings["pay_seconds" if pays else "unpaid_seconds"]
        world.plan(order, world.now() + wait, "pay" if pays else "expire")
        world.put("order", str(order["id"]), order)
