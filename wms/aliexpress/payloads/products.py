"""[M50] Products off the wire: pages of ids, and each product's SKUs with what may tell whose goods they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wms.aliexpress.payloads.envelope import Unreadable, flag_of, id_of, integer_of, part_of, rows_of, text_of

MAX_CODE, MAX_ATTRIBUTE, MAX_TITLE = 64, 64, 200


@dataclass(frozen=True)
class ProductSku:
    """One SKU of a product. `attribute` is the platform's name for it inside the product; `gtin` may be empty."""

    product_id: str
    seller_sku: str
    attribute: str
    gtin: str
    title: str = ""  # product and variant, as the buyer reads them


def product_page(body: dict[str, Any]) -> tuple[list[str], int]:
    """(product ids, number of pages) of a list answer. Raises Unreadable."""
    result = _result(body)
    rows = rows_of(result.get("aeop_a_e_product_display_d_t_o_list"))
    pages = integer_of(result.get("total_page") or 0, "total_page")
    return [id_of(row.get("product_id"), "product_id") for row in rows], pages


def product_skus(body: dict[str, Any], *, by_number: bool = False) -> list[ProductSku]:
    """The SKUs of a product's answer; what has no seller's code cannot be bound and is left out. Raises Unreadable.

    `by_number`: named by the platform's SKU id instead of its attribute string, where a shop's methods want that.
    """
    result = _result(body)
    product_id = id_of(result.get("product_id"), "product_id")
    rows = rows_of(result.get("aeop_ae_product_s_k_us"))
    subject = text_of(result.get("subject"))
    found = [
        ProductSku(
            product_id,
            text_of(row.get("sku_code")),
            (_number_of(row) if by_number else text_of(row.get("id")))[:MAX_ATTRIBUTE],
            text_of(row.get("ean_code")) or text_of(row.get("barcode")),
            _title(subject, row),
        )
        for row in rows
    ]
    return [sku for sku in found if 0 < len(sku.seller_sku) <= MAX_CODE]


def _number_of(row: dict[str, Any]) -> str:
    """The SKU id, which one of the methods spells its own way."""
    return text_of(row.get("sku_id")) or text_of(row.get("sku_Id"))


def _title(subject: str, row: dict[str, Any]) -> str:
    names = [
        text_of(part.get("property_value_definition_name"))
        for part in rows_of(row.get("aeop_s_k_u_property_list") or [])
    ]
    return " · ".join(name for name in (subject, *names) if name)[:MAX_TITLE]


def product_stock(body: dict[str, Any]) -> dict[str, int]:
    """{seller's SKU: units that the front shows} of a product's answer. Raises Unreadable."""
    rows = rows_of(_result(body).get("aeop_ae_product_s_k_us"))
    return {text_of(row.get("sku_code")): integer_of(row.get("ipm_sku_stock"), "ipm_sku_stock") for row in rows}


def _result(body: dict[str, Any]) -> dict[str, Any]:
    result = part_of(body, "result")
    if "success" in result and not flag_of(result["success"]):
        raise Unreadable(text_of(result.get("error_code")) or "product_refused")
    return result
