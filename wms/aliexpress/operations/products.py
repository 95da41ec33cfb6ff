"""[M11] [M50] The platform's products become bindings: proposed by code and barcode, verified only when asked to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from inventory.operations import propose_binding, verify_binding
from inventory.operations.bindings import note_conflicts
from inventory.operations.goods import normal_value, set_components
from inventory.selectors.items import sku_by_code, skus_named_with, skus_with_barcode
from inventory.selectors.known_bindings import find_bindings
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.payloads.products import ProductSku
from wms.core.cause import Cause
from wms.core.work_items import close_work_items, raise_work_item

UNKNOWN = "binding_unknown"
SAME_CODE, SAME_GTIN, GTIN_DIFFERS, GTIN_AMBIGUOUS, SIMILAR_NAME, NOBODY = (
    "same_code", "same_gtin", "gtin_differs", "gtin_ambiguous", "similar_name", "unknown",
)  # fmt: skip
WORD = re.compile(r"\w+")
SHORTEST_WORD, MOST_ALIKE, LEAST_ALIKE, NAME_AT_MOST = 3, 60, 45, 84


@dataclass(frozen=True)
class Proposals:
    """What became of a product's SKUs: new bindings, those verified now, those that stand for no goods of ours."""

    proposed: int = 0
    verified: int = 0
    unknown: int = 0

    def __add__(self, other: Proposals) -> Proposals:
        return Proposals(self.proposed + other.proposed, self.verified + other.verified, self.unknown + other.unknown)


def propose_product(*, cause: Cause, account: ShopAccount, skus: Sequence[ProductSku], verify_codes: bool) -> Proposals:
    """Make a binding of each SKU of a product, to the goods of the same code, else of the same barcode.

    `verify_codes`: verify at once what has the same code, unless its barcode says other goods. A binding that a person
    has decided keeps its components and its state. What stands for nothing of ours becomes a person's work.
    """
    total = Proposals()
    ids = []
    for sku in skus:
        done, binding_id = _propose(cause, account, sku, verify_codes)
        total += done
        ids.append(binding_id)
    note_conflicts(binding_ids=ids)
    return total


@dataclass(frozen=True)
class Match:
    """What a platform SKU most likely is: `sku_id` is bound (unverified); `candidate_id` is only shown to a person.

    `percent` is how sure the rule is; above 85 many may be taken at once, below a person looks at each.
    """

    sku_id: int | None
    reason: str
    percent: int
    candidate_id: int | None = None


def match(sku: ProductSku) -> Match:
    """The code decides; a barcode that belongs to other goods is said, and never verified; a name is only a hint."""
    by_code = sku_by_code(sku.seller_sku)
    by_gtin = skus_with_barcode(normal_value(sku.gtin)[0]) if sku.gtin else []
    if by_code is not None:
        if by_gtin and by_code not in by_gtin:
            return Match(by_code.pk, GTIN_DIFFERS, 60)
        return Match(by_code.pk, SAME_CODE, 99 if by_gtin else 95, by_code.pk)
    if len(by_gtin) == 1:
        return Match(by_gtin[0].pk, SAME_GTIN, 97, by_gtin[0].pk)
    if by_gtin:
        return Match(None, GTIN_AMBIGUOUS, 48, by_gtin[0].pk)
    likest, percent = most_alike(sku.title)
    return Match(None, SIMILAR_NAME, percent, likest) if likest is not None else Match(None, NOBODY, 0)


def most_alike(title: str) -> tuple[int | None, int]:
    """(id of the SKU whose name is most like this title, how much in percent), never sure enough to be taken unseen."""
    words = sorted({word for word in WORD.findall(title.lower()) if len(word) >= SHORTEST_WORD}, key=len)[-2:]
    found = {sku.pk: sku for word in words for sku in skus_named_with(word, MOST_ALIKE)}
    best, best_percent = None, LEAST_ALIKE
    for sku in found.values():
        for name in (f"{sku.name_en} {sku.variant_en}", f"{sku.name_zh} {sku.variant_zh}"):
            percent = round(100 * SequenceMatcher(None, title.lower(), name.lower()).ratio())
            if percent > best_percent:
                best, best_percent = sku.pk, percent
    return best, min(best_percent, NAME_AT_MOST) if best is not None else 0


def _propose(cause: Cause, account: ShopAccount, sku: ProductSku, verify_codes: bool) -> tuple[Proposals, int]:
    """What became of one SKU, and its binding's id."""
    shop = account.shop
    found = match(sku)
    components = {found.sku_id: 1} if found.sku_id is not None else {}
    done = propose_binding(
        cause=cause,
        shop=shop,
        warehouse=shop.warehouse,
        product_id=sku.product_id,
        seller_sku=sku.seller_sku,
        components=components,
        platform_sku_id=sku.attribute,
        reason=found.reason,
        title=sku.title,
        percent=found.percent,
        candidate_id=found.candidate_id,
    )
    binding, is_new = done.binding, done.is_new
    pair = (sku.product_id, sku.seller_sku)
    known = find_bindings(shop_id=shop.pk, warehouse_id=shop.warehouse_id, pairs=[pair])[pair]
    if not known.components and components:  # goods that came to be since
        set_components(cause=cause, binding=binding, components=components)
    if not known.components and not components:
        _tell_unknown(cause, account, sku, binding.pk, found.reason)
        return Proposals(proposed=int(is_new), unknown=1), binding.pk
    close_work_items(kind=UNKNOWN, subject_type="binding", subject_id=binding.pk, resolution="bound")
    is_ours = known.components in ((), ((found.sku_id, 1),))
    if verify_codes and found.reason == SAME_CODE and is_ours and binding.state == "unverified":
        verify_binding(cause=cause, binding=binding)
        return Proposals(proposed=int(is_new), verified=1), binding.pk
    return Proposals(proposed=int(is_new)), binding.pk


def _tell_unknown(cause: Cause, account: ShopAccount, sku: ProductSku, binding_id: int, reason: str) -> None:
    raise_work_item(
        cause=cause,
        kind=UNKNOWN,
        warehouse_id=account.shop.warehouse_id,
        subject_type="binding",
        subject_id=binding_id,
        subject_label=sku.seller_sku,
        facts={
            "shop": account.shop.name, "sku": sku.seller_sku, "product": sku.product_id, "gtin": sku.gtin,
            "code": reason,
        },
    )  # fmt: skip
