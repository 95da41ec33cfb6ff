"""[M50] Pulling a shop's products, one call a page and one a product, each product taken in by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.products import Proposals, propose_product
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.products import product_page, product_skus
from wms.aliexpress.payloads.profiles import PROFILES, SELLERS, SellerMethods
from wms.aliexpress.session import About, Session
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.transactions import run

log = logging.getLogger(__name__)

STANDING = frozenset({FailureKind.UNAUTHORISED, FailureKind.BLOCKED})  # no other product fares better
STATUSES = ("onSelling", "offline", "auditing", "editingRequired")
PAGE_SIZE = 50
MAX_PAGES = 2_000  # the platform's own limit is 100,000 products a seller
TRIES = 3


@dataclass(frozen=True)
class ProductsPulled:
    """`unread`: products that could not be read, or were not answered; they are pulled again the next time."""

    products: int
    unread: int
    proposals: Proposals


def pull_products(account: ShopAccount, *, cause: Cause, verify_codes: bool = False) -> ProductsPulled:
    """Propose a binding for every SKU of the shop. Safe to run again; no transaction may be open.

    Raises PlatformFailure when a list page is not answered, or the account has lost its authorisation.
    """
    session = Session(account, cause, slot=throttle.ORDERS)
    seller, naming = SELLERS[account.method_profile], PROFILES[account.method_profile].names_skus_by
    total, unread = Proposals(), 0
    ids = list(dict.fromkeys(pid for status in STATUSES for pid in _ids(session, seller, status)))
    for product_id in ids:
        try:
            body = _call(session, seller.product_info, {"product_id": product_id})
            skus = product_skus(body, by_number=naming == "number")
        except (Unreadable, PlatformFailure) as problem:
            if isinstance(problem, PlatformFailure) and problem.kind in STANDING:
                raise
            log.warning("%s: product %s: %s", account, product_id, problem)
            unread += 1
            continue
        total += run(partial(propose_product, cause=cause, account=account, skus=skus, verify_codes=verify_codes))
    return ProductsPulled(len(ids), unread, total)


def _ids(session: Session, seller: SellerMethods, status: str) -> list[str]:
    """All products of one status; rows that shift over the pages' edges are met twice, and counted once."""
    found: list[str] = []
    for page in range(1, MAX_PAGES + 1):
        query = {"product_status_type": status, "current_page": page, "page_size": PAGE_SIZE}
        try:
            ids, pages = product_page(_call(session, seller.product_list, {"aeop_a_e_product_list_query": query}))
        except Unreadable as problem:
            raise PlatformFailure(FailureKind.UNCLEAR, f"answer.{problem.problem}") from problem
        found += ids
        if page >= pages:
            break
    return found


def _call(session: Session, method: str, parameters: dict[str, object]) -> dict[str, object]:
    """A read may be made again at once when its answer was lost."""
    for left in reversed(range(TRIES)):
        try:
            return session.call(method, parameters, About()).body
        except PlatformFailure as failure:
            if not left or failure.kind not in {FailureKind.NOT_SENT, FailureKind.UNCLEAR, FailureKind.BUSY}:
                raise
    raise AssertionError("unreachable")
