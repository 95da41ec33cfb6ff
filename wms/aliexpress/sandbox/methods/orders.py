"""Order lists, details, addresses and the answer to a buyer's wish to cancel."""

from wms.aliexpress.sandbox import clock, order_views
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.orders import FINISH, seller_answers_cancel
from wms.aliexpress.sandbox.wire import Items, invalid

MAX_PAGE = 50
WINDOW_SECONDS = 180 * 86_400
FINISHED_WINDOW_SECONDS = 30 * 86_400
DATES = ("create_date_start", "create_date_end", "modified_date_start", "modified_date_end")


def _statuses(query: dict) -> set[str]:
    """Asked statuses, empty = all but FINISH, which comes only when it is asked for alone."""
    listed = query.get("order_status_list") or []
    if isinstance(listed, str):
        listed = listed.split(",")
    asked = {str(status) for status in listed} | ({str(query["order_status"])} if query.get("order_status") else set())
    return asked if asked == {FINISH} else asked - {FINISH}


def _is_asked(call: Call, order: dict, query: dict, statuses: set[str]) -> bool:
    window = FINISHED_WINDOW_SECONDS if statuses == {FINISH} else WINDOW_SECONDS
    return (
        order["shop"] == call.shop.code
        and (order["status"] in statuses if statuses else order["status"] != FINISH)
        and order["created"] >= call.world.now() - window
        and query.get("buyer_login_id") in (None, "", order["buyer"]["login_id"])
        and _is_between(order["created"], query.get("create_date_start"), query.get("create_date_end"))
        and _is_between(order["updated"], query.get("modified_date_start"), query.get("modified_date_end"))
    )


def _is_between(moment: float, first: str | None, last: str | None) -> bool:
    """Compared as Pacific wall-clock text, as the platform does."""
    text = clock.pacific(moment) if first or last else ""
    return (not first or text >= first) and (not last or text <= last)


def _window(call: Call, found: list[dict], page: int, size: int) -> list[dict]:
    """The page's rows, newest first; faults double rows or shift the pages after the first."""
    if page > 1 and call.faults.hit("repeated_pages", call.method):
        page -= 1
    shift = call.faults.hit("shifting_pages", call.method) if page > 1 else None
    first = max(0, (page - 1) * size - int(shift or 0))
    rows = found[first : first + size]
    doubled = call.faults.hit("duplicate_orders", call.method)
    return rows[: int(doubled)] + rows if doubled else rows


def _list(call: Call, parameter: str, order_item: str, line_item: str) -> dict:
    query = given.query(call, parameter)
    page, size = given.integer(query, "current_page", low=1), given.integer(query, "page_size", low=1, high=MAX_PAGE)
    for name in DATES:
        if query.get(name) and not clock.is_wall_clock(str(query[name])):
            raise invalid(name)
    size = min(size, int(call.world.settings["page_rows"]) or MAX_PAGE)
    with call.world.lock:
        statuses = _statuses(query)
        asks_only_finish = bool(query.get("order_status_list") or query.get("order_status")) and not statuses
        found = [o for o in call.world.orders.values() if not asks_only_finish and _is_asked(call, o, query, statuses)]
        found.sort(key=lambda order: (order["created"], order["id"]), reverse=True)
        rows = [
            order_views.list_row(call.world, call.shop, order, line_item) for order in _window(call, found, page, size)
        ]
    return {
        "result": {
            "success": True,
            "time_stamp": clock.beijing(call.world.now()),
            "total_count": len(found),
            "total_page": -(-len(found) // size),
            "current_page": page,
            "page_size": size,
            "target_list": Items(order_item, rows),
        }
    }


@method("aliexpress.solution.order.get")
def order_list(call: Call) -> dict:
    """Order list of oversea sellers."""
    return _list(call, "param0", "order_dto", "order_product_dto")


@method("aliexpress.trade.seller.orderlist.get")
def order_list_cn(call: Call) -> dict:
    """Order list of CN sellers; a filter by modification needs one by creation too."""
    query = given.query(call, "param_aeop_order_query")
    is_by_change = query.get("modified_date_start") or query.get("modified_date_end")
    if is_by_change and not (query.get("create_date_start") or query.get("create_date_end")):
        raise invalid("create_date_start")
    return _list(call, "param_aeop_order_query", "aeop_order_item_dto", "aeop_order_product_dto")


@method("aliexpress.trade.new.redefining.findorderbyid")
def order_detail(call: Call) -> dict:
    """One order; the payload has no `result`."""
    order = given.order(call, given.query(call, "param1"))
    with call.world.lock:
        return {
            "target": order_views.detail(call.world, order, ""),
            "time_stamp": clock.beijing(call.world.now()),
        }


@method("aliexpress.solution.order.info.get")
def order_info(call: Call) -> dict:
    """One order in the oversea sellers' shape."""
    order = given.order(call, given.query(call, "param1"))
    with call.world.lock:
        data = order_views.detail(call.world, order, "global_")
    return {"result": {"data": data, "time_stamp": clock.beijing(call.world.now())}}


@method("aliexpress.solution.order.receiptinfo.get")
def receipt(call: Call) -> dict:
    """Masked address of an order."""
    return {"result": order_views.address(given.order(call, given.query(call, "param1")), is_masked=True)}


@method("aliexpress.trade.seller.order.decrypt")
def decrypt(call: Call) -> dict:
    """Clear address for an order id and its own oaid."""
    order = given.order(call, call.parameters, "orderId")
    if given.text(call, "oaid") != order["oaid"]:
        return {"result_code": 4001, "result_info": "oaid does not belong to the order"}
    clear, buyer = order_views.address(order, is_masked=False), order["buyer"]
    names = ("contact_person", "mobile_no", "detail_address", "address2")
    return {
        "result_code": 200,
        "result_info": "success",
        "result_obj": {name: clear[name] for name in names}
        | {"first_name": buyer["first_name"], "buyer_signer_fullname": buyer["name"], "phone_number": ""},
    }


def _answer_cancel(call: Call, accepted: bool) -> dict:
    order = given.order(call, given.decoded(call, "param_order_cancel_request", dict))
    if seller_answers_cancel(call.world, order, accepted):
        return {"result": {"success": True}, "is_success": True}
    refusal = {"success": False, "error_code": "ORDER_STATUS_ERROR", "error_message": "the order is not IN_CANCEL"}
    return {"result": refusal, "is_success": False}


@method("aliexpress.trade.seller.order.acceptcancel", is_write=True)
def accept_cancel(call: Call) -> dict:
    """The seller agrees: the order ends."""
    return _answer_cancel(call, accepted=True)


@method("aliexpress.trade.seller.order.refusecancel", is_write=True)
def refuse_cancel(call: Call) -> dict:
    """The seller refuses: the order goes on."""
    return _answer_cancel(call, accepted=False)
