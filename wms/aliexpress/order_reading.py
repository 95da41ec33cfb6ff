"""Reading an order list whole while it shifts under our hands, and taking in what it tells [M51]."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from packing.selectors.parcels import has_label
from picking.operations.facts import OrderFacts
from picking.operations.orders import Imported, import_order
from wms.aliexpress import evidence
from wms.aliexpress.exchanges import ANSWER_CANCEL, ORDER_DETAILS, enqueue_for
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.pacific import FORMAT, earliest_wall_clock, wall_clock
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import OPEN_STATES, OrderPage, order_page
from wms.aliexpress.payloads.profiles import SELLERS
from wms.aliexpress.session import Session
from wms.core.cause import Cause
from wms.core.models import WorkItem
from wms.core.refusals import OperationRefused
from wms.core.states import WorkItemState
from wms.core.transactions import run
from wms.core.work_items import close_work_items, raise_work_item

log = logging.getLogger(__name__)

UNREADABLE = "order.unreadable"
PAGE_SIZES = (50, 37, 43)  # another size each time: what a shift hides at one page's edge stands inside another page
MAX_PAGES = 200
CREATED_WINDOW = timedelta(days=179)
SMALLEST_SLICE = timedelta(hours=4)
AROUND = timedelta(seconds=10)  # an order is told by its detail and by its list with the same second of placing
REPEATED_HOUR = timedelta(hours=1)


class OrderPull:
    """One query of a pull that `began` at a moment; `states` is its filter by order state."""

    def __init__(self, account: ShopAccount, session: Session, states: dict[str, Any], began: datetime) -> None:
        self.account, self.session, self.states, self.began = account, session, states, began
        self._taken: dict[str, datetime] = {}  # order number -> the change that was taken in
        self._told_in: dict[str, int] = {}  # order number -> the exchange that told it last
        self._unreadable: set[str] = set()
        self._is_repeated = False  # a page of this reading brought nothing but what pages before it had brought

    def read(self, since: datetime, until: datetime | None) -> bool:
        """Take in all that changed from `since` to `until` (None: now). False: not everything could be read.

        Rows move over the pages' edges while we read: a list of several pages is read again until a whole reading
        meets no change from before the pull that the readings before had not met, and no page that only repeats others
        (what stands on it was never told). A list too long for one window is read in two halves.
        """
        for size in PAGE_SIZES:
            known = len(self._taken)
            pages = self._read_once(since, until, size)
            if pages is None:
                return False
            if pages > MAX_PAGES and (until or self.began) - since > SMALLEST_SLICE:
                middle = since + ((until or self.began) - since) / 2
                return self.read(since, middle) and self.read(middle, until)
            is_settled = pages <= 1 or (size != PAGE_SIZES[0] and len(self._taken) == known)
            if is_settled and not self._is_repeated:
                self._close_readable()
                return True
        log.warning("%s: order pull: the list does not stand still", self.account)
        return False

    def read_placed(self, moment: datetime, number: str) -> bool | None:
        """Take in what was placed around a moment. True: `number` was among it; None: the list was not answered."""
        query = {
            **self.states,
            "create_date_start": wall_clock(moment - AROUND).strftime(FORMAT),
            "create_date_end": wall_clock(moment + AROUND).strftime(FORMAT),
        }
        is_told = False
        found: list[OrderFacts] = []
        page, pages = 1, 1
        try:
            while page <= min(pages, MAX_PAGES):
                answer = self._ask({**query, "current_page": page, "page_size": PAGE_SIZES[0]})
                found += answer.orders
                self._tell_unreadable(answer)
                is_told |= any(facts.number == number for facts in answer.orders) or number in self._unreadable
                page, pages = page + 1, answer.pages
        except (PlatformFailure, Unreadable) as problem:
            log.warning("%s: pull of order %s: %s", self.account, number, problem)
            return None
        finally:
            self._take_in(found)
        self._close_readable()
        return is_told

    def _ask(self, query: dict[str, Any]) -> OrderPage:
        seller = SELLERS[self.account.method_profile]
        body = self.session.call(seller.order_list, {seller.order_parameter: query}).body
        page = order_page(body, now=timezone.now())
        self._told_in |= dict.fromkeys((facts.number for facts in page.orders), self.session.kept_id)
        return page

    def _read_once(self, since: datetime, until: datetime | None, size: int) -> int | None:
        """How many pages there were, all read (but for a list that is to be halved); None when one was not answered.

        After a last page that is full, and told something new, one more is read: the list may have grown meanwhile.
        """
        found: list[OrderFacts] = []
        number, pages = 1, 1
        self._is_repeated = False
        is_small = (until or self.began) - since <= SMALLEST_SLICE
        try:
            while number <= pages and (pages <= MAX_PAGES or is_small):
                page = self._page(since, until, size, number)
                is_new = not {facts.number for facts in page.orders} <= {facts.number for facts in found}
                self._is_repeated |= bool(page.orders) and not is_new
                is_full = len(page.orders) + len(page.unreadable) >= size
                found += page.orders
                self._tell_unreadable(page)
                pages = max(page.pages, number + 1 if is_full and is_new else 0)
                number += 1
        except PlatformFailure as failure:
            log.warning("%s: order pull: %s", self.account, failure)
            return None
        except Unreadable as problem:
            log.warning("%s: order pull: unreadable %s", self.account, problem.problem)
            return None
        finally:
            self._take_in(found)
        return pages

    def _page(self, since: datetime, until: datetime | None, size: int, number: int) -> OrderPage:
        query = {
            **self.states,
            "current_page": number,
            "page_size": size,
            "modified_date_start": earliest_wall_clock(since, until or self.began).strftime(FORMAT),
            "create_date_start": wall_clock(self.began - CREATED_WINDOW).strftime(FORMAT),
        }
        if until is not None:
            query["modified_date_end"] = wall_clock(until + REPEATED_HOUR).strftime(FORMAT)
        return self._ask(query)

    def _take_in(self, found: list[OrderFacts]) -> None:
        """Each order in a transaction of its own, first come, first promised; what one reading told is told once.

        What had been sent or had ended before we ever heard of it is nobody's work here.
        """
        foreign = self._foreign(found)
        for facts in sorted(found, key=lambda told: (told.placed_at, told.number, told.modified_at)):
            is_known = self._taken.get(facts.number) == facts.modified_at
            if not is_known and facts.number not in foreign:
                self._import(facts)
            if facts.modified_at <= self.began:
                self._taken[facts.number] = facts.modified_at

    def _foreign(self, found: list[OrderFacts]) -> set[str]:
        """Numbers that this reading only told as sent or ended, and that we do not have."""
        numbers = {facts.number for facts in found} - {f.number for f in found if f.channel_state in OPEN_STATES}
        if not numbers:
            return numbers
        return numbers - set(self.account.shop.orders.filter(number__in=numbers).values_list("number", flat=True))

    def _import(self, facts: OrderFacts) -> None:
        cause = Cause(source="platform", reference=f"order {facts.number}")
        try:
            imported = run(partial(self._take_over, cause, facts))
        except OperationRefused as refusal:
            log.error("%s: order %s refused: %s", self.account, facts.number, refusal)
            self._unreadable.add(facts.number)
            run(partial(tell_unreadable, self.account, f"{facts.number}: {refusal.code}"))
            return
        is_labelled = imported.is_changed and not imported.is_new and has_label(imported.order.pk)
        if imported.is_new or is_labelled:  # its address may be another one than the label's
            run(partial(ask_details, self.account, imported.order.pk, facts.number))
        if facts.is_cancelled and imported.is_changed:
            run(partial(answer_cancel, self.account, imported.order.pk, facts.number))

    def _take_over(self, cause: Cause, facts: OrderFacts) -> Imported:
        """What brings an order or changes it is found by its number [M15]; a list that says nothing new of it is not:
        each order stands in every list for minutes.
        """
        imported = import_order(cause=cause, shop=self.account.shop, facts=facts)
        if imported.is_changed:
            evidence.file_under(self._told_in[facts.number], facts.number)
        return imported

    def _tell_unreadable(self, page: OrderPage) -> None:
        """A person gets it, and the pull goes on: one broken row must not hold a whole shop's stock back."""
        for problem in page.unreadable:
            log.error("%s: unreadable order %s", self.account, problem)
            self._unreadable.add(problem.partition(":")[0])
            run(partial(tell_unreadable, self.account, problem))

    def _close_readable(self) -> None:
        """What was unreadable once and is taken in now is nobody's work any more."""
        open_items = WorkItem.objects.filter(kind=UNREADABLE, subject_type="platform_order").exclude(
            state=WorkItemState.RESOLVED
        )
        numbers = self._taken.keys() - self._unreadable
        for subject in list(open_items.values_list("subject_id", flat=True)):
            if subject in {_subject(self.account, number) for number in numbers}:
                run(
                    partial(
                        close_work_items,
                        kind=UNREADABLE,
                        subject_type="platform_order",
                        subject_id=subject,
                        resolution="readable",
                    )
                )


def tell_unreadable(account: ShopAccount, problem: str) -> None:
    """[M54] An order that cannot be read is a person's work, never silently skipped."""
    number = problem.partition(":")[0].strip() or "?"
    raise_work_item(
        cause=Cause(source="platform", reference="order_pull"),
        kind=UNREADABLE,
        warehouse_id=account.shop.warehouse_id,
        subject_type="platform_order",
        subject_id=_subject(account, number),
        subject_label=number[:120],
        facts={"order": number, "problem": problem[:200], "shop": account.shop.name},
        is_urgent=True,
    )


def _subject(account: ShopAccount, number: str) -> str:
    return f"{account.shop_id}:{number}"[:40]


def ask_details(account: ShopAccount, order_id: int, number: str) -> None:
    enqueue_for(
        account,
        "orders",
        ORDER_DETAILS,
        f"order:{number}",
        Cause.task("order_pull"),
        {"order_id": order_id, "number": number},
    )


def answer_cancel(account: ShopAccount, order_id: int, number: str) -> None:
    """Accept the buyer's wish once nothing of the order can leave any more (exchanges.AnswerCancel looks)."""
    enqueue_for(
        account,
        "orders",
        ANSWER_CANCEL,
        f"order:{number}",
        Cause.task("order_pull"),
        {"order_id": order_id, "number": number},
    )
