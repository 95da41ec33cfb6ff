"""packing.ports.FirstMile for AliExpress shops: a manifest's parcels committed as a batch, and the bag's paper."""

from __future__ import annotations

from typing import Any

from packing.operations.batches import commit_batches, record_batch, record_batch_failure, record_batch_paper
from packing.selectors.batches import batch_by_id, codes_of, weight_of
from wms.aliexpress import exchanges
from wms.aliexpress.exchanges import Handler, enqueue_for
from wms.aliexpress.models import LogisticsRule, ShopAccount
from wms.aliexpress.payloads import handover
from wms.aliexpress.payloads.handover import Bag, Refused
from wms.aliexpress.session import About, Session
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent
from wms.core.outbox.held import may_still_send

COMMIT_BATCH, FETCH_BATCH_PAPER = "aliexpress.commit_batch", "aliexpress.batch_paper"
NO_PICKUP = "batch.no_pickup"  # nobody knows where the carrier should come
NO_WAY = "batch.no_way"  # the shop's rule does not say how the carrier gets the bags


class AliExpressFirstMile:
    """Each method writes one Exchange and returns its id, nothing more."""

    def commit(self, *, cause: Cause, batch_id: int, shop_id: int) -> int:
        return self._ask(COMMIT_BATCH, cause, batch_id, shop_id)

    def fetch_paper(self, *, cause: Cause, batch_id: int, shop_id: int) -> int:
        return self._ask(FETCH_BATCH_PAPER, cause, batch_id, shop_id)

    def _ask(self, handler: str, cause: Cause, batch_id: int, shop_id: int) -> int:
        account = ShopAccount.objects.get(shop=shop_id)
        return enqueue_for(account, "orders", handler, f"batch:{batch_id}", cause, {"batch_id": batch_id}).pk


def on_manifest_closed(key: str, facts: dict[str, Any]) -> None:
    """Subscriber of manifest.closed: commit the parcels of the shops whose carrier comes for bags."""
    shops = LogisticsRule.objects.exclude(first_mile="").values_list("shop_id", flat=True)
    commit_batches(cause=Cause.task("manifest.closed"), manifest_id=int(key), shop_ids=set(shops))


class CommitBatch(Handler):
    """A commit whose answer was lost, or that is refused, is looked up by its first parcel: a bag that the platform has
    already is the answer, and no second one is made.
    """

    is_write = True

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        batch = batch_by_id(exchange.facts["batch_id"])
        codes, seller = codes_of(batch), session.account.seller_id
        rule = LogisticsRule.objects.filter(shop=batch.shop_id).exclude(first_mile="").first()
        if rule is None or not codes:
            return Sent("done", NO_WAY, answer=Refused(NO_WAY, ""))
        if exchange.is_suspect or exchange.attempts > 1:
            known = self._known(session, codes[0])
            if known is not None:
                return Sent("done", "already_committed", answer=known)
            if not may_still_send():
                return Sent("retry", "lease.short")
        pickup = handover.pickup_of(batch.manifest.warehouse)
        if pickup is None:
            return Sent("done", NO_PICKUP, answer=Refused(NO_PICKUP, ""))
        request = handover.commit_request(
            codes, seller_id=seller, way=rule.first_mile, weight_grams=weight_of(batch), pickup=pickup
        )
        told = handover.committed(session.call(handover.COMMIT, request, About()).body)
        if isinstance(told, Bag):
            return Sent("done", answer=told)
        if not may_still_send():
            return Sent("retry", "lease.short")
        known = self._known(session, codes[0])
        return Sent("done", "already_committed", answer=known) if known else Sent("done", told.code, answer=told)

    def _known(self, session: Session, code: str) -> Bag | None:
        request = {**handover.who(session.account.seller_id), "order_code": code}
        return handover.bag_of_parcel(session.call(handover.PARCEL, request, About()).body)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
        batch_id = exchange.facts["batch_id"]
        if isinstance(sent.answer, Bag):
            bag = sent.answer
            record_batch(
                cause=cause, batch_id=batch_id, number=bag.number, content_id=bag.content_id, order_id=bag.order_id
            )
        elif isinstance(sent.answer, Refused):
            record_batch_failure(cause=cause, batch_id=batch_id, failure=sent.answer.code, text=sent.answer.text)
        elif "refused" in sent.result:
            record_batch_failure(
                cause=cause, batch_id=batch_id, failure=sent.code, text=str(sent.result.get("text", ""))
            )


class FetchBatchPaper(Handler):
    """The bag's PDF, out of base64; one that is not ready is asked for again."""

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        batch = batch_by_id(exchange.facts["batch_id"])
        request = {
            **handover.who(session.account.seller_id),
            "handover_content_id": batch.content_id,
            "type": handover.LABEL,
        }
        told = handover.paper(session.call(handover.PAPER, request, About()).body)
        if isinstance(told, Refused):
            return Sent("retry", told.code, retry_after_seconds=exchanges.LABEL_RETRY_SECONDS)
        return Sent("done", answer=told)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        if isinstance(sent.answer, bytes):
            cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
            record_batch_paper(cause=cause, batch_id=exchange.facts["batch_id"], pdf=sent.answer)
