"""The sandbox's own page: the shop front, what became of each order, recent calls, fault switches."""

import hmac
import html
import time
from typing import TYPE_CHECKING

from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.faults import DEFAULTS
from wms.aliexpress.sandbox.order_views import total

if TYPE_CHECKING:
    from wms.aliexpress.sandbox.server import Sandbox

STYLE = """
:root{--bg:#f2f4f7;--surface:#fff;--line:#dde3ea;--ink:#111722;--ink-2:#434d5c;--ink-3:#5c6776;--sign:#10192b;
--accent:#1d4fd7;--accent-soft:#e8eefe;--accent-text:#1a45ba;--ok-soft:#e2f4ea;--ok-text:#0a5f38;--warn-soft:#fff2d6;
--warn-text:#744600;--stop:#c4161c;--stop-soft:#fdeaea;--stop-text:#a51117;--mute-soft:#e9edf2}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.45 -apple-system,"Segoe UI",
Roboto,"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif}
header{background:var(--sign);color:#fff;padding:14px 24px;display:flex;align-items:center}
header h1{font-size:18px;margin:0;flex:1}header a{color:#b9c6da;margin-left:16px}
main{max-width:1360px;margin:0 auto;padding:20px 24px;display:grid;grid-gap:16px;grid-template-columns:1fr 1fr}
.card{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.wide{grid-column:1/-1}h2{font-size:14px;margin:0 0 10px}h2 small{color:var(--ink-3);font-weight:400;margin-left:8px}
table{width:100%;border-collapse:collapse}td,th{padding:5px 8px;text-align:left;border-top:1px solid var(--line)}
th{color:var(--ink-3);font-weight:400;font-size:12px;border-top:0}.n{text-align:right;font-variant-numeric:tabular-nums}
code{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}.dim{color:var(--ink-3)}
.tag{display:inline-block;border-radius:999px;padding:1px 9px;font-size:12px;background:var(--mute-soft);
color:var(--ink-2);white-space:nowrap}.go{background:var(--accent-soft);color:var(--accent-text)}
.ok{background:var(--ok-soft);color:var(--ok-text)}.warn{background:var(--warn-soft);color:var(--warn-text)}
.stop{background:var(--stop-soft);color:var(--stop-text)}.zero{color:var(--stop);font-weight:700}
.dials{display:grid;grid-template-columns:repeat(5,1fr);grid-gap:16px}.dials div{border-left:3px solid var(--line);
padding-left:12px}.dials b{display:block;font-size:30px;line-height:1.1}.bad{border-color:var(--stop)!important}
.bad b{color:var(--stop)}button{font:inherit;border:1px solid #b7c1cd;background:#fff;border-radius:6px;
padding:4px 10px;cursor:pointer;margin:0 6px 6px 0}button.on{background:var(--stop);border-color:var(--stop);color:#fff}
button.main{background:var(--accent);border-color:var(--accent);color:#fff;padding:10px 22px}.scroll{max-height:420px;
overflow:auto}button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(max-width:900px){main{grid-template-columns:1fr}.dials{grid-template-columns:1fr 1fr}}
"""

ZH = {
    "title": "速卖通网关仿真", "front": "前台商品", "orders": "订单", "requests": "最近请求", "faults": "故障开关",
    "oversold": "超卖订单", "placed": "已下订单", "waiting": "等待发货", "shipped": "已发货", "peak": "最高每秒请求",
    "product": "商品", "sku": "商家编码", "price": "价格", "stock": "前台库存", "order": "订单号", "goods": "商品件数",
    "amount": "金额", "status": "状态", "carrier": "物流", "method": "接口", "outcome": "结果", "time": "时间",
    "none": "暂无", "switch_note": "点一下开，再点一下关", "other": "English", "newest": "最新 40 单",
    "imitation": "仿真数据 · 人名地址均为虚构", "units": "件", "shop": "店铺",
}  # fmt: skip
EN = {
    "title": "AliExpress gateway, imitated", "front": "Shop front", "orders": "Orders", "requests": "Recent calls",
    "faults": "Fault switches", "oversold": "Oversold orders", "placed": "Orders placed", "waiting": "To ship",
    "shipped": "Shipped", "peak": "Most calls in a second", "product": "Product", "sku": "Seller SKU",
    "price": "Price", "stock": "Shown stock", "order": "Order", "goods": "Units", "amount": "Amount",
    "status": "Status", "carrier": "Carrier", "method": "Method", "outcome": "Outcome", "time": "Time",
    "none": "Nothing yet", "switch_note": "Press to switch on, press again to switch off", "other": "中文",
    "newest": "newest 40", "imitation": "Imitated data, all names and addresses are fictitious", "units": "",
    "shop": "Shop",
}  # fmt: skip
STATUS_ZH = {
    "PLACE_ORDER_SUCCESS": "等待付款", "RISK_CONTROL": "风控中", "WAIT_SELLER_SEND_GOODS": "等待发货",
    "SELLER_PART_SEND_GOODS": "部分发货", "WAIT_BUYER_ACCEPT_GOODS": "等待收货", "IN_CANCEL": "取消中",
    "FINISH": "已结束",
}  # fmt: skip
STATUS_EN = {
    "PLACE_ORDER_SUCCESS": "Awaiting payment", "RISK_CONTROL": "Risk check", "WAIT_SELLER_SEND_GOODS": "To ship",
    "SELLER_PART_SEND_GOODS": "Partly shipped", "WAIT_BUYER_ACCEPT_GOODS": "On its way",
    "IN_CANCEL": "Cancellation asked", "FINISH": "Ended",
}  # fmt: skip
TONES = {"WAIT_SELLER_SEND_GOODS": "go", "SELLER_PART_SEND_GOODS": "go", "WAIT_BUYER_ACCEPT_GOODS": "ok",
         "IN_CANCEL": "warn", "RISK_CONTROL": "warn"}  # fmt: skip
REFRESH_SECONDS = 5
SHOWN_ORDERS = 40
SHOWN_CALLS = 20


def frame(language: str, title: str, inner: str, links: str = "", refresh: bool = False) -> str:
    """A whole page around its cards; nothing is loaded from elsewhere."""
    again = f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">' if refresh else ""
    return (
        f'<!doctype html><html lang="{"en" if language == "en" else "zh-CN"}"><head><meta charset="utf-8">{again}'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><header><h1>{title}</h1>{links}</header><main>{inner}</main></body></html>"
    )


def respond(sandbox: "Sandbox", verb: str, path: str, given: dict[str, str]) -> tuple[int, str, str | None]:
    """Status, page, redirect for `/` and for the page's own fault buttons (`/switch`, with the page's token)."""
    language = "en" if given.get("lang") == "en" else "zh"
    asked = given.get("shop", "")
    shop = asked if asked in sandbox.world.shops else next(iter(sandbox.world.shops))
    back = f"/?lang={language}&shop={shop}"
    if path == "/switch":
        is_allowed = hmac.compare_digest(given.get("token", "").encode(), _page_token(sandbox).encode())
        if verb != "POST" or not is_allowed or given.get("name") not in DEFAULTS:
            return 403, frame(language, "403", ""), None
        is_on = given["name"] in sandbox.faults.as_dict()
        sandbox.faults.switch(given["name"], not is_on)
        return 303, "", back
    return 200, _overview(sandbox, language, shop), None


def _page_token(sandbox: "Sandbox") -> str:
    return sandbox.world.secret("page")[:32]


def _overview(sandbox: "Sandbox", language: str, shop: str) -> str:
    words = EN if language == "en" else ZH
    world = sandbox.world
    with world.lock:
        mine = [order for order in world.orders.values() if order["shop"] == shop]
        newest = sorted(mine, key=lambda order: order["id"], reverse=True)[:SHOWN_ORDERS]
        cards = [
            _dials(sandbox, words, shop, mine),
            _front(sandbox, words, language, shop),
            _orders(words, language, newest),
            _calls(sandbox, words),
            _switches(sandbox, words, language, shop),
        ]
    others = "".join(f'<a href="/?lang={language}&shop={code}">{words["shop"]} {code}</a>' for code in world.shops)
    other = "zh" if language == "en" else "en"
    links = f'{others}<a href="/?lang={other}&shop={shop}">{words["other"]}</a>'
    return frame(language, words["title"], "".join(cards), links, refresh=True)


def _dials(sandbox: "Sandbox", words: dict, shop: str, mine: list[dict]) -> str:
    statuses = [order["status"] for order in mine]
    oversold = sandbox.world.tally(f"oversold/{shop}")
    dials = (
        ("placed", len(mine), ""),
        ("waiting", statuses.count("WAIT_SELLER_SEND_GOODS"), ""),
        ("shipped", statuses.count("WAIT_BUYER_ACCEPT_GOODS"), ""),
        ("oversold", oversold, "bad" if oversold else ""),
        ("peak", sandbox.gateway.traffic.max_in_one_second, ""),
    )
    inner = "".join(f'<div class="{tone}"><b>{n:,}</b>{words[name]}</div>' for name, n, tone in dials)
    return f'<section class="card wide"><div class="dials">{inner}</div></section>'


def _card(title: str, note: str, head: tuple[str, ...], rows: list[str], empty: str) -> str:
    body = "".join(rows) or f'<tr><td class=dim colspan="{len(head)}">{empty}</td></tr>'
    columns = "".join(f"<th{' class=n' if name.startswith('#') else ''}>{name.lstrip('#')}</th>" for name in head)
    return (
        f'<section class="card"><h2>{title}<small>{note}</small></h2><div class="scroll"><table><thead><tr>{columns}'
        f"</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def _front(sandbox: "Sandbox", words: dict, language: str, shop: str) -> str:
    rows = []
    for product in catalogue.PRODUCTS[shop]:
        for sku in product.skus:
            shown = sandbox.world.front(shop, sku.sku_code)
            name = (
                f"{product.name_en} · {sku.variant_en}" if language == "en" else f"{product.name_zh} · {sku.variant_zh}"
            )
            zero = "" if shown else " zero"
            rows.append(
                f"<tr><td>{html.escape(name)}</td><td><code>{sku.sku_code}</code></td>"
                f'<td class=n>${sku.price_usd}</td><td class="n{zero}">{shown:,}</td></tr>'
            )
    head = (words["product"], words["sku"], f"#{words['price']}", f"#{words['stock']}")
    return _card(words["front"], shop, head, rows, words["none"])


def _orders(words: dict, language: str, newest: list[dict]) -> str:
    names = STATUS_EN if language == "en" else STATUS_ZH
    rows = []
    for order in newest:
        units = sum(line["units"] for line in order["lines"])
        goods = ", ".join(f"{line['sku']}×{line['units']}" for line in order["lines"])
        tone = "stop" if order["is_oversold"] else TONES.get(order["status"], "")
        rows.append(
            f'<tr><td><code>{order["id"]}</code></td><td title="{html.escape(goods)}">{units}{words["units"]}</td>'
            f"<td class=n>${total(order):.2f}</td><td>{html.escape(order['carrier'])}</td>"
            f'<td><span class="tag {tone}">{names.get(order["status"], order["status"])}</span></td></tr>'
        )
    head = (words["order"], words["goods"], f"#{words['amount']}", words["carrier"], words["status"])
    return _card(words["orders"], words["newest"], head, rows, words["none"])


def _calls(sandbox: "Sandbox", words: dict) -> str:
    rows = []
    for call in sandbox.gateway.traffic.recent_calls(SHOWN_CALLS):
        tone = "ok" if call["outcome"] == "ok" else "stop"
        at = time.strftime("%H:%M:%S", time.localtime(call["at"]))
        rows.append(
            f"<tr><td class=dim>{at}</td><td><code>{html.escape(call['method'])}</code></td>"
            f'<td><span class="tag {tone}">{html.escape(call["outcome"])}</span></td><td class=n>{call["ms"]}</td></tr>'
        )
    head = (words["time"], words["method"], words["outcome"], "#ms")
    return _card(words["requests"], "", head, rows, words["none"])


def _switches(sandbox: "Sandbox", words: dict, language: str, shop: str) -> str:
    on = sandbox.faults.as_dict()
    hidden = (
        f'<input type=hidden name=token value="{_page_token(sandbox)}"><input type=hidden name=lang value="{language}">'
        f'<input type=hidden name=shop value="{shop}">'
    )
    buttons = "".join(
        f'<button name=name value="{name}" class="{"on" if name in on else ""}" '
        f'aria-pressed="{str(name in on).lower()}">{name}</button>'
        for name in DEFAULTS
    )
    return (
        f'<section class="card"><h2>{words["faults"]}<small>{words["switch_note"]}</small></h2>'
        f'<form method=post action="/switch">{hidden}{buttons}</form><p class=dim>{words["imitation"]}</p></section>'
    )
