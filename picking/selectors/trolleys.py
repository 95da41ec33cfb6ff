"""Cart types as pages and the floor read them: with their carts and rules, and what a scanned cart is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q

from inventory.models import HandlingUnit
from inventory.states import HandlingUnitKind, HandlingUnitState
from picking.models import TrolleyCart, TrolleyType, WaveRule
from picking.rules import KG_GRAMS, LITRE_MM3

CARRIED = {"volume_mm3": ("volume_litres", LITRE_MM3), "weight_grams": ("weight_kg", KG_GRAMS)}


@dataclass(frozen=True)
class TypeRow:
    """One type; `rules` are those that name it, `carts` the codes of its carts."""

    trolley_type: TrolleyType
    carts: tuple[str, ...]
    rules: tuple[WaveRule, ...]

    @property
    def spans(self) -> str:
        return spans(self.carts)


def trolley_types(warehouse_id: int) -> list[TypeRow]:
    """Those in use first, by name. Three queries."""
    carts = TrolleyCart.objects.select_related("cart").order_by("cart__code")
    rules = WaveRule.objects.order_by("rank", "pk")
    rows = TrolleyType.objects.filter(warehouse=warehouse_id).order_by("-is_active", "name_zh", "pk")
    return [
        TypeRow(row, tuple(each.cart.code for each in row.carts.all()), tuple(row.rules.all()))
        for row in rows.prefetch_related(Prefetch("carts", carts), Prefetch("rules", rules))
    ]


def carts_without_type(warehouse_id: int) -> list[str]:
    """Codes of carts in use that are of no type."""
    rows = HandlingUnit.objects.filter(warehouse=warehouse_id, kind=HandlingUnitKind.CART)
    rows = rows.exclude(state=HandlingUnitState.RETIRED).exclude(pk__in=TrolleyCart.objects.values("cart"))
    return list(rows.order_by("code").values_list("code", flat=True))


def types_to_choose(warehouse_id: int, chosen: int | None = None) -> list[TrolleyType]:
    """The types in use, and the one that is chosen already."""
    rows = TrolleyType.objects.filter(Q(is_active=True) | Q(pk=chosen), warehouse=warehouse_id)
    return list(rows.order_by("name_zh", "pk"))


def larger_type(warehouse_id: int, dimension: str, wanted: int) -> TrolleyType | None:
    """The smallest type in use that carries so many mm³ ("volume_mm3") or grams ("weight_grams")."""
    name, size = CARRIED[dimension]
    rows = TrolleyType.objects.filter(warehouse=warehouse_id, is_active=True)
    able = rows.filter(Q(**{name: None}) | Q(**{f"{name}__gte": -(-wanted // size)}))
    return able.order_by(F(name).asc(nulls_last=True), "pk").first()


def type_of_cart(cart_id: int) -> TrolleyType | None:
    return TrolleyType.objects.filter(carts__cart=cart_id).first()


def spans(codes: Sequence[str]) -> str:
    """Codes as a person writes them: neighbours as "C0001–C0012"."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and _follows(runs[-1][-1], code):
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(before: str, code: str) -> bool:
    is_counted = before[:1] == code[:1] and before[1:].isdigit() and code[1:].isdigit() and len(before) == len(code)
    return is_counted and int(code[1:]) == int(before[1:]) + 1
