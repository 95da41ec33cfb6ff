"""/_control: what simulate, tests and people do to the sandbox that no seller could. Each call needs the control token.

| call | body | does |
|---|---|---|
| GET state | – | everything countable, per shop and SKU |
| GET orders?shop=SIM | – | all orders of a shop with lines, status, waybills, shipments |
| GET shown?shop=SIM&at=T | – | what the front showed at a moment (epoch seconds), by SKU |
| GET front_log?shop=SIM&since=&until=&sku= | – | each change of the front, with the state that made it |
| POST orders | shop, lines [{sku, quantity}], choice?, x_day?, carrier?, country?, name?, stage? | an order right now |
| | stage: ready to ship (default), ageing or unpaid | 409 front_stock above what the front shows |
| POST cancel | order_id, reason? | the buyer asks to cancel (an unpaid order closes); 409 too_late |
| POST freeze | order_id, thaw? | the platform freezes an order, or lets it go again |
| POST refund | order_id, line (from 1) | one line is refunded while the rest of the order goes on |
| POST address | order_id, country?, name? | the buyer lives somewhere else now |
| POST truth | shop, units {sku: n or null}, add? | the seller's real free units; null = unknown again; the |
| | | SKU codes may also stand beside shop, without units |
| POST front | shop, units {sku: n} | shown stock by hand |
| POST faults | {name: value, …} | faults.py |
| POST settings | {name: number, …} | pay/risk/unpaid/accept_seconds, orders_per_minute, qps_limit, |
| | | page_rows (most orders that a list page brings, whatever is asked for) |
| POST services | shop, withdrawn [..] | logistics services that are not offered; [] = all are again |
| POST warehouses | shop, codes [..] | further warehouse codes known to the platform |
| POST push_url | url | where pushes go ("" = nowhere); a loopback address |
| POST expire_tokens | shop | all access tokens of a shop run out |
"""

from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from wms.aliexpress.sandbox import orders
from wms.aliexpress.sandbox.gateway import Gateway
from wms.aliexpress.sandbox.state import World

STAGES = {"ready": orders.TO_SHIP, "ageing": orders.UNPAID, "unpaid": orders.UNPAID}
MAX_UNITS = 999_999


class ControlRefused(Exception):
    """A control call that changes nothing: HTTP status and JSON answer."""

    def __init__(self, status: int, error: str, /, **details: object) -> None:
        super().__init__(error)
        self.status, self.answer = status, {"error": error, **details}


class Control:
    """Runs control calls on one world."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self._posts: dict[str, Callable[[dict], dict]] = {
            "orders": self.place, "cancel": self.cancel, "freeze": self.freeze, "refund": self.refund,
            "address": self.move_house, "truth": self.truth, "front": self.front,
            "faults": self.switch, "settings": self.configure, "warehouses": self.warehouses,
            "services": self.services,
            "expire_tokens": self.expire_tokens, "push_url": self.push_url,
        }  # fmt: skip

    def run(self, verb: str, name: str, query: dict[str, str], body: dict) -> dict:
        """Answer one call; raises ControlRefused."""
        if verb == "GET" and name == "state":
            return self.state()
        if verb == "GET" and name == "orders":
            return self.list_orders(self._shop(query))
        if verb == "GET" and name in ("shown", "front_log"):
            return self.replay(name, query)
        if verb != "POST" or name not in self._posts:
            raise ControlRefused(404, "unknown_call")
        return self._posts[name](body)

    def _shop(self, body: dict) -> str:
        shop = body.get("shop")
        if shop not in self.world.shops:
            raise ControlRefused(404, "unknown_shop", known=sorted(self.world.shops))
        return shop

    def _units(self, body: dict, can_be_null: bool = False) -> dict[str, int | None]:
        units = body.get("units", {key: value for key, value in body.items() if key not in ("shop", "add")})
        if not isinstance(units, dict):
            raise ControlRefused(400, "units")
        for sku_code, count in units.items():
            if (body["shop"], sku_code) not in self.world.catalogue:
                raise ControlRefused(404, "unknown_sku", sku=sku_code)
            is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MAX_UNITS
            if not is_count and not (can_be_null and count is None):
                raise ControlRefused(400, "units", sku=sku_code)
        return units

    def place(self, body: dict) -> dict:
        """One order at the front."""
        shop, stage = self._shop(body), body.get("stage", "ready")
        carrier = body.get("carrier") or "CAINIAO_STANDARD"
        if stage not in STAGES or not (carrier in orders.CARRIERS or carrier in orders.SELLER_CARRIERS):
            raise ControlRefused(400, "stage" if stage not in STAGES else "carrier")
        wanted = []
        for line in body.get("lines") or []:
            if not isinstance(line, dict) or not isinstance(line.get("sku"), str):
                raise ControlRefused(400, "lines")
            units = line.get("quantity", 1)
            if not isinstance(units, int) or isinstance(units, bool) or not 0 < units <= MAX_UNITS:
                raise ControlRefused(400, "quantity")
            wanted.append((line["sku"], units))
        if not wanted:
            raise ControlRefused(400, "lines")
        foreign = bool(self.gateway.faults.hit("unknown_sku", "order"))
        try:
            with self.world.change():
                order = orders.place(
                    self.world, shop, wanted, stage=STAGES[stage], carrier=carrier, choice=bool(body.get("choice")),
                    x_day=int(body.get("x_day") or 0), country=body.get("country"), name=body.get("name"),
                    foreign_sku=foreign,
                )  # fmt: skip
                if stage == "ageing":
                    orders.start_ageing(self.world, order)
        except orders.UnknownSkuError as refused:
            raise ControlRefused(404, "unknown_sku", sku=str(refused)) from None
        except orders.FrontStockError as short:
            raise ControlRefused(409, "front_stock", sku=short.sku_code, shown=short.shown) from None
        return {"order_id": order["id"], "status": order["status"], "is_oversold": order["is_oversold"]}

    def cancel(self, body: dict) -> dict:
        """The buyer's wish to cancel."""
        with self.world.change():
            order = self.world.orders.get(str(body.get("order_id")))
            if order is None:
                raise ControlRefused(404, "unknown_order")
            if not orders.buyer_cancels(self.world, order, body.get("reason") or "buyerDoNotWantOrder"):
                raise ControlRefused(409, "too_late", status=order["status"])
            return {"order_id": order["id"], "status": order["status"]}

    def freeze(self, body: dict) -> dict:
        """Frozen, and back to what it was."""
        with self.world.change():
            order = self._order(body)
            if bool(body.get("thaw")) != (order["status"] == orders.FROZEN):
                raise ControlRefused(409, "status", status=order["status"])
            if body.get("thaw"):
                orders.move(self.world, order, order["before_cancel"] or orders.TO_SHIP)
            else:
                order["before_cancel"] = order["status"]
                orders.move(self.world, order, orders.FROZEN)
            return {"order_id": order["id"], "status": order["status"]}

    def refund(self, body: dict) -> dict:
        """One line less to send."""
        with self.world.change():
            order = self._order(body)
            line = next((line for line in order["lines"] if line["index"] == body.get("line")), None)
            if line is None:
                raise ControlRefused(404, "unknown_line")
            line["refunded"] = True
            orders.move(self.world, order, order["status"])
            return {"order_id": order["id"], "line": line["index"]}

    def move_house(self, body: dict) -> dict:
        """Another address; what has left the seller stays where it is."""
        with self.world.change():
            order = self._order(body)
            if not orders.change_address(self.world, order, body.get("country"), body.get("name")):
                raise ControlRefused(409, "too_late", status=order["status"])
            return {"order_id": order["id"], "country": order["buyer"]["country"], "street": order["buyer"]["street"]}

    def _order(self, body: dict) -> dict:
        order = self.world.orders.get(str(body.get("order_id")))
        if order is None:
            raise ControlRefused(404, "unknown_order")
        return order

    def truth(self, body: dict) -> dict:
        """The seller's real free units, set or added to."""
        shop = self._shop(body)
        with self.world.change():
            for sku_code, count in self._units(body, can_be_null=True).items():
                record = self.world.sku(shop, sku_code)
                before = (record["truth"] or 0) if body.get("add") and count is not None else 0
                record["truth"] = None if count is None else before + count
                self.world.keep_sku(shop, sku_code)
            return {
                "truth": {sku_code: self.world.sku(shop, sku_code)["truth"] for sku_code in self._units(body, True)}
            }

    def front(self, body: dict) -> dict:
        """Shown stock by hand; not counted as a push."""
        shop = self._shop(body)
        with self.world.change():
            for sku_code, count in self._units(body).items():
                self.world.push_number(shop, sku_code, count or 0, "hand")
                self.world.sku(shop, sku_code)["pushes"] -= 1
            return {"front": {sku_code: self.world.front(shop, sku_code) for sku_code in self._units(body)}}

    def switch(self, body: dict) -> dict:
        """Faults on and off."""
        for name, setting in body.items():
            try:
                self.gateway.faults.switch(name, setting)
            except KeyError:
                raise ControlRefused(404, "unknown_fault", name=name) from None
            except (TypeError, ValueError):
                raise ControlRefused(400, "fault_value", name=name) from None
        return {"faults": self.gateway.faults.as_dict()}

    def configure(self, body: dict) -> dict:
        """Settings of time and pace."""
        for name, value in body.items():
            if name not in self.world.settings:
                raise ControlRefused(404, "unknown_setting", name=name)
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise ControlRefused(400, "setting_value", name=name)
        self.world.configure(**body)
        return {"settings": dict(self.world.settings)}

    def warehouses(self, body: dict) -> dict:
        """Further warehouse codes of a shop."""
        shop, codes = self._shop(body), body.get("codes")
        if not isinstance(codes, list) or not all(isinstance(code, str) and code for code in codes):
            raise ControlRefused(400, "codes")
        self.world.add_warehouses(shop, codes)
        return {"warehouses": sorted(self.world.warehouses[shop])}

    def services(self, body: dict) -> dict:
        """Which of the platform's services a shop's orders cannot have."""
        shop, codes = self._shop(body), body.get("withdrawn")
        if not isinstance(codes, list) or not all(code in orders.CARRIERS for code in codes):
            raise ControlRefused(400, "withdrawn", known=sorted(orders.CARRIERS))
        self.world.withdraw_services(shop, codes)
        return {"withdrawn": sorted(self.world.withdrawn(shop))}

    def push_url(self, body: dict) -> dict:
        """Where the application is told of its orders; only this machine, for what is told is made up."""
        url = body.get("url")
        host = urlsplit(url).hostname if isinstance(url, str) else None
        if not isinstance(url, str) or (url and host not in ("127.0.0.1", "localhost")):
            raise ControlRefused(400, "url")
        with self.world.change():
            self.world.put("meta", "push", {"value": url})
        return {"url": url}

    def expire_tokens(self, body: dict) -> dict:
        """All access tokens of a shop end now."""
        shop, count = self._shop(body), 0
        with self.world.change():
            for key, token in list(self.world.records["token"].items()):
                if token["shop"] == shop and token["expires"] > self.world.now():
                    token["expires"] = self.world.now()
                    self.world.put("token", key, token)
                    count += 1
        return {"expired": count}

    def replay(self, name: str, query: dict[str, str]) -> dict:
        """What the front showed, at a moment or change by change."""
        shop = self._shop(query)
        try:
            at, since, until = (float(query.get(key) or end) for key, end in
                                (("at", self.world.now()), ("since", 0), ("until", self.world.now())))  # fmt: skip
        except ValueError:
            raise ControlRefused(400, "moment") from None
        with self.world.lock:
            if name == "shown":
                return {"at": at, "shown": self.world.front_log.shown_at(shop, at)}
            return {"changes": self.world.front_log.between(shop, since, until, query.get("sku", ""))}

    def list_orders(self, shop: str) -> dict:
        """All orders of a shop, oldest first."""
        with self.world.lock:
            waybills: dict[int, list] = {}
            for waybill in self.world.records["waybill"].values():
                waybills.setdefault(waybill["order_id"], []).append(waybill["tracking"])
            rows = [
                {
                    "order_id": order["id"],
                    "status": order["status"],
                    "created_at": order["created"],
                    "sent_at": order["sent"],
                    "end_reason": order["end_reason"],
                    "is_oversold": order["is_oversold"],
                    "lines": [{"sku": line["sku"], "quantity": line["units"]} for line in order["lines"]],
                    "waybills": waybills.get(order["id"], []),
                    "shipments": [shipment["logistics_no"] for shipment in order["shipments"]],
                }
                for order in self.world.orders.values()
                if order["shop"] == shop
            ]
        return {"orders": rows}

    def state(self) -> dict:
        """Figures of everything."""
        with self.world.lock:
            return {
                "seed": self.world.seed,
                "now": self.world.now(),
                "settings": dict(self.world.settings),
                "faults": self.gateway.faults.as_dict(),
                "requests": self.gateway.traffic.as_dict(),
                "shops": {code: self._shop_state(code) for code in self.world.shops},
            }

    def _shop_state(self, shop: str) -> dict:
        codes = [sku_code for owner, sku_code in self.world.catalogue if owner == shop]
        mine = [order for order in self.world.orders.values() if order["shop"] == shop]
        return {
            "seller_id": self.world.shops[shop].seller_id,
            "warehouses": sorted(self.world.warehouses[shop]),
            "front": {code: self.world.front(shop, code) for code in codes},
            "states": {code: self.world.sku(shop, code)["warehouses"] for code in codes},
            "truth": {code: self.world.sku(shop, code)["truth"] for code in codes},
            "pushes": {code: self.world.sku(shop, code)["pushes"] for code in codes},
            "orders_placed": len(mine),
            "orders_by_status": dict(Counter(order["status"] for order in mine)),
            "oversold_orders": self.world.tally(f"oversold/{shop}"),
            "waybills": sum(1 for waybill in self.world.records["waybill"].values() if waybill["shop"] == shop),
            "orders_with_several_waybills": self._doubled(shop),
            "declared_shipments": self.world.tally(f"declared/{shop}"),
        }

    def _doubled(self, shop: str) -> int:
        counts = Counter(w["order_id"] for w in self.world.records["waybill"].values() if w["shop"] == shop)
        return sum(1 for count in counts.values() if count > 1)
