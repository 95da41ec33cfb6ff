"""[M10] Trying a method profile on a shop without pushing anything: read-only calls, and a payload judged here."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.utils import timezone

from inventory.selectors.known_bindings import verified_sample
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.gateway import PushItem
from wms.aliexpress.live import read_shown
from wms.aliexpress.models import ProfileCheck, ShopAccount
from wms.aliexpress.pacific import FORMAT, wall_clock
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import order_page
from wms.aliexpress.payloads.products import product_skus
from wms.aliexpress.payloads.profiles import PROFILES, SELLERS
from wms.aliexpress.payloads.stock_check import refused_here
from wms.aliexpress.selectors.present import items_of
from wms.aliexpress.session import Session
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.transactions import run

SAMPLE_BINDINGS = 5
NOTHING_BOUND, NOT_THERE, OTHER_NAME = "no_verified_binding", "sku_not_in_product", "sku_named_otherwise"


def try_profile(account: ShopAccount, profile: str, *, cause: Cause) -> ProfileCheck:
    """Ask what the profile's methods read, compare it with our bindings, and build the payload that would go.

    Keeps what it found. Nothing is pushed and nothing else is changed; no transaction may be open.
    """
    tried = copy.copy(account)
    tried.method_profile = profile
    session = Session(tried, cause, slot=throttle.ORDERS)
    items = items_of(tried, verified_sample(shop_id=account.shop_id, limit=SAMPLE_BINDINGS))
    steps: list[tuple[str, Callable[[], str]]] = [
        ("orders", partial(_orders, session, profile)),
        ("products", partial(_products, session, profile, items)),
        ("shown", partial(_shown, session, profile, items)),
        ("payload", partial(_payload, profile, items)),
    ]
    findings = [{"step": name, "code": _finding(step)} for name, step in steps]
    is_fine = not any(finding["code"] for finding in findings)
    payload = PROFILES[profile].request(_one_call(items)) if is_fine else {}
    check = ProfileCheck(
        account=account, profile=profile, is_fine=is_fine, findings=findings, payload=payload,
        checked_at=timezone.now(), **cause.columns,
    )  # fmt: skip
    run(partial(check.save, force_insert=True))
    return check


def _finding(step: Callable[[], str]) -> str:
    try:
        return step()
    except PlatformFailure as failure:
        return failure.code
    except Unreadable as problem:
        return f"answer.{problem.problem}"


def _orders(session: Session, profile: str) -> str:
    seller = SELLERS[profile]
    since = wall_clock(timezone.now() - timedelta(days=1)).strftime(FORMAT)
    query = {"current_page": 1, "page_size": 1, "create_date_start": since, "modified_date_start": since}
    order_page(session.call(seller.order_list, {seller.order_parameter: query}).body, now=timezone.now())
    return ""


def _products(session: Session, profile: str, items: list[PushItem]) -> str:
    """Each sampled binding's SKU is in its product, under the name by which this method will call it."""
    by_number = PROFILES[profile].names_skus_by == "number"
    for product_id in dict.fromkeys(item.product_id for item in items):
        body = session.call(SELLERS[profile].product_info, {"product_id": product_id}).body
        named = {sku.seller_sku: sku.attribute for sku in product_skus(body, by_number=by_number)}
        for item in (item for item in items if item.product_id == product_id):
            if item.seller_sku not in named:
                return NOT_THERE
            if PROFILES[profile].names_skus_by != "code" and named[item.seller_sku] != item.platform_sku_id:
                return OTHER_NAME
    return "" if items else NOTHING_BOUND


def _shown(session: Session, profile: str, items: list[PushItem]) -> str:
    read_shown(session, PROFILES[profile].reads, items)
    return ""


def _payload(profile: str, items: list[PushItem]) -> str:
    if not items:
        return NOTHING_BOUND
    unfit = refused_here(items, PROFILES[profile].names_skus_by)
    if unfit:
        return next(iter(unfit.values()))
    PROFILES[profile].request(_one_call(items))
    return ""


def _one_call(items: list[PushItem]) -> list[PushItem]:
    """One product's part of the sample: what every method takes in a call."""
    return [item for item in items if item.product_id == items[0].product_id]
