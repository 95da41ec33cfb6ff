"""Orders as channels tell them, and wave rules. Orders themselves come in through import_order."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import factory
from factory.django import DjangoModelFactory

from picking.models import PutWall, TrolleyCart, TrolleyType, WaveRule
from picking.operations.facts import LineFacts, OrderFacts
from picking.operations.walls import make_wall
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.cause import Cause
from wms.core.transactions import run

CAUSE = Cause(source="command", reference="tests")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_numbers = itertools.count(8190552133470001)


class PutWallFactory(DjangoModelFactory):
    """A wall of one row and two columns, with its slots."""

    class Meta:
        model = PutWall

    warehouse = factory.SubFactory(StockedWarehouseFactory)
    code = factory.Sequence(lambda number: f"W{number % 1000}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> PutWall:
        return run(partial(make_wall, cause=CAUSE, rows=1, columns=2, **kwargs))


class TrolleyTypeFactory(DjangoModelFactory):
    """A cart type of four slots; `carts` are of it."""

    class Meta:
        model = TrolleyType
        skip_postgeneration_save = True

    warehouse = factory.SubFactory(StockedWarehouseFactory)
    name_zh = factory.Sequence(lambda number: f"{number} 号车")
    name_en = factory.Sequence(lambda number: f"Cart {number}")
    slots = 4

    @factory.post_generation
    def carts(obj: TrolleyType, _create: bool, units: Any, **_: Any) -> None:
        for unit in units or ():
            TrolleyCart.objects.create(cart=unit, trolley_type=obj)


class WaveRuleFactory(DjangoModelFactory):
    class Meta:
        model = WaveRule

    warehouse = factory.SubFactory(StockedWarehouseFactory)
    name_zh = "常规波次"
    name_en = "Regular wave"


def line_facts(binding: Any, quantity: int = 1, **changes: Any) -> LineFacts:
    """A line that asks for `quantity` of what a binding stands for."""
    return LineFacts(
        **{
            "platform_line": f"L{next(_numbers)}",
            "product_id": binding.product_id,
            "seller_sku": binding.seller_sku,
            "quantity": quantity,
            "amount": Decimal("9.90"),
            **changes,
        }
    )


def order_facts(*lines: LineFacts, **changes: Any) -> OrderFacts:
    """An order placed at noon of the test day, due a day later."""
    return OrderFacts(
        **{
            "number": str(next(_numbers)),
            "placed_at": NOON,
            "due_at": NOON + timedelta(days=1),
            "modified_at": NOON,
            "lines": tuple(lines),
            "channel_state": "paid",
            "carrier": "燕文",
            "country": "BR",
            "buyer_name": "M***a",
            "amount": Decimal("19.80"),
            **changes,
        }
    )
