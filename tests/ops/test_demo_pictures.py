"""The demo shop shows a picture of everything that it sells: picture and variant decide what a hand takes."""

from __future__ import annotations

from django.contrib.staticfiles import finders

from wms.aliexpress.sandbox import catalogue
from wms.ops.demo.goods import PICTURES


def test_every_sku_of_the_demo_shop_has_a_drawing_of_its_own() -> None:
    sold = [row.sku_code for product in catalogue.PRODUCTS[catalogue.DEMO] for row in product.skus]
    assert sorted(PICTURES) == sorted(sold)
    assert len(set(PICTURES.values())) == len(sold)
    missing = [name for name in PICTURES.values() if not finders.find(f"img/products/{name}.svg")]
    assert missing == []
