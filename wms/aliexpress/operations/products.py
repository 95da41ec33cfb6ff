"""[M11] [M50] The platform's products become bindings: proposed by code and barcode, verified only when asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.operations import propose_binding, verify_binding
from inventory.operations.goods import normal_value, set_components
from inventory.selectors.items import sku_by_code, skus_with_barcode
from inventory.selectors.known_bindings import find_bindings
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.payloads.products import ProductSku
from wms.core.cause import Cause
from wms.core.work_items import close_work_items, raise_work_item

UNKNOWN = "binding_unknown"
SAME_CODE, SAME_GTIN, GTIN_DIFFERS, GTIN_AMBIGUOUS, NOBODY = (
    "same_code", "same_gtin", "gtin_differs", "gtin_ambiguous", "unknown",
)  # fmt: skip


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
    for sku in skus:
        total += _propose(cause, account, sku, verify_codes)
    return total


def match(sku: ProductSku) -> tuple[int | None, str]:
    """(id of our SKU, why). The code decides; a barcode that belongs to other goods is said, and never verified."""
    by_code = sku_by_code(sku.seller_sku)
    by_gtin = skus_with_barcode(normal_value(sku.gtin)[0]) if sku.gtin else []
    if by_code is not None:
        differs = bool(by_gtin) and by_code not in by_gtin
        return by_code.pk, GTIN_DIFFERS if differs else SAME_CODE
    if len(by_gtin) == 1:
        return by_gtin[0].pk, SAME_GTIN
    return None, GTIN_AMBIGUOUS if by_gtin else NOBODY


def _propose(cause: Cause, account: ShopAccount, sku: ProductSku, verify_codes: bool) -> Proposals:
    shop = account.shop
    sku_id, reason = match(sku)
    components = {sku_id: 1} if sku_id is not None else {}
    done = propose_binding(
        cause=cause,
        shop=shop,
        warehouse=shop.warehouse,
        product_id=sku.product_id,
        seller_sku=sku.seller_sku,
        components=components,
        platform_sku_id=sku.attribute,
        reason=reason,
    )
    binding, is_new = done.binding, done.is_new
    pair = (sku.product_id, sku.seller_sku)
    known = find_bindings(shop_id=shop.pk, warehouse_id=shop.warehouse_id, pairs=[pair])[pair]
    if not known.components and components:  # goods that came to be since
        set_components(cause=cause, binding=binding, components=components)
    if not known.components and not components:
        _tell_unknown(cause, account, sku, binding.pk, reason)
        return Proposals(proposed=int(is_new), unknown=1)
    close_work_items(kind=UNKNOWN, subject_type="binding", subject_id=binding.pk, resolution="bound")
    is_ours = known.components in ((), ((sku_id, 1),))
    if verify_codes and reason == SAME_CODE and is_ours and binding.state == "unverified":
        verify_binding(cause=cause, binding=binding)
        return Proposals(proposed=int(is_new), verified=1)
    return Proposals(proposed=int(is_new))


def _tell_unknown(cause: Cause, account: ShopAccount, sku: ProductSku, binding_id: int, reason: str) -> None:
    raise_work_item(
        cause=cause,
        kind=UNKNOWN,
        warehouse=account.shop.warehouse,
        subject_type="binding",
        subject_id=binding_id,
        subject_label=sku.seller_sku,
        facts={
            "shop": account.shop.name, "sku": sku.seller_sku, "product": sku.product_id, "gtin": sku.gtin,
            "code": reason,
        },
    )  # fmt: skip
