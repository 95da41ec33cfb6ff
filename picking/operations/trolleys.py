"""Cart types are set at the desk: made, changed, given up, and told which carts are of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import IntegrityError

from inventory.models import HandlingUnit
from inventory.states import HandlingUnitKind
from picking.locks import lock_trolley_type
from picking.models import TrolleyCart, TrolleyType, WaveRule
from picking.states import PickMode
from picking.trolley_errors import TrolleyTypeInvalid
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.transactions import unit_of_work

SLOTS_MOST, CARTS_MOST = 24, 2_000
SPAN = re.compile(r"C(\d{4})-C?(\d{4})")


def save_trolley_type(
    *,
    cause: Cause,
    warehouse: Warehouse,
    trolley_type: TrolleyType | None,
    name_zh: str,
    name_en: str,
    slots: int,
    volume_litres: int | None,
    weight_kg: int | None,
    modes: Collection[str],
    is_active: bool = True,
    carts: Sequence[str] = (),
) -> TrolleyType:
    """A new type, or other facts for one, and the codes of all carts that are of it. Audited. Locks the type;
    of two managers who take one name or cart at once the database turns the later one back, who is refused as if he had
    come later.

    Waves that are made keep the numbers that they were planned with. Refuses with trolley_type.invalid: no name or a
    known one, slots out of 1 to 24, a limit of 0, no mode, a cart that is unknown or of another type, a type given up
    or without the mode of an active rule that names it.
    """
    name_zh, name_en = " ".join(name_zh.split()), " ".join(name_en.split())
    name_zh, name_en = name_zh or name_en, name_en or name_zh
    kept = [mode for mode in PickMode.values if mode in modes]
    values: dict[str, Any] = {
        "name_zh": name_zh,
        "name_en": name_en,
        "slots": slots,
        "volume_litres": volume_litres,
        "weight_kg": weight_kg,
        "modes": kept,
        "is_active": is_active,
    }
    row = lock_trolley_type(trolley_type.pk) if trolley_type else TrolleyType(warehouse=warehouse)
    before = {name: getattr(row, name) for name in values} | {"carts": codes_of(row)} if row.pk else {}
    units = _checked(warehouse, trolley_type, values, carts)
    try:
        with unit_of_work():
            _write(row, values, units)
    except IntegrityError:  # somebody took the name or a cart a moment ago: looked at anew, it is a refusal
        _checked(warehouse, trolley_type, values, carts)
        raise
    audit.record(
        cause=cause,
        action="trolley_type.changed" if before else "trolley_type.made",
        subject=f"trolley_type:{row.name_zh}",
        before=before,
        after=values | {"carts": codes_of(row)},
        warehouse=warehouse,
    )
    return row


def _checked(
    warehouse: Warehouse, known: TrolleyType | None, values: dict[str, Any], carts: Sequence[str]
) -> list[HandlingUnit]:
    _check(warehouse, known, values)
    return _carts_named(warehouse, known, carts)


def _write(row: TrolleyType, values: dict[str, Any], units: Sequence[HandlingUnit]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    TrolleyCart.objects.filter(trolley_type=row).exclude(cart__in=units).delete()
    there = set(row.carts.values_list("cart_id", flat=True))
    TrolleyCart.objects.bulk_create(TrolleyCart(cart=unit, trolley_type=row) for unit in units if unit.pk not in there)


def codes_of(trolley_type: TrolleyType) -> list[str]:
    """The codes of the carts that are of it."""
    return list(trolley_type.carts.order_by("cart__code").values_list("cart__code", flat=True))


def codes_in(text: str) -> list[str]:
    """The codes in what a person typed: "C0001–C0012, C0020" are thirteen. Refuses with trolley_type.invalid."""
    return list(dict.fromkeys(_codes(re.sub(r"\s*[-–—~～]\s*", "-", text.upper()))))


def _codes(text: str) -> Iterator[str]:
    for part in filter(None, re.split(r"[\s,，、;；]+", text)):
        span = SPAN.fullmatch(part)
        if span and int(span[1]) > int(span[2]):
            _refuse("carts", "span", part)
        if span:
            yield from (f"C{number:04d}" for number in range(int(span[1]), int(span[2]) + 1))
        else:
            yield part[:20]


def _check(warehouse: Warehouse, known: TrolleyType | None, values: dict[str, Any]) -> None:
    others = TrolleyType.objects.filter(warehouse=warehouse).exclude(pk=known.pk if known else 0)
    for name in ("name_zh", "name_en"):
        if not values[name]:
            _refuse(name, "name")
        if others.filter(**{name: values[name]}).exists():
            _refuse(name, "taken", values[name])
    if not 1 <= values["slots"] <= SLOTS_MOST:
        _refuse("slots", "slots")
    for name in ("volume_litres", "weight_kg"):
        if values[name] is not None and values[name] < 1:
            _refuse(name, "zero")
    if not values["modes"]:
        _refuse("modes", "no_mode")
    if known is not None:
        _check_rules(known, values)


def _check_rules(known: TrolleyType, values: dict[str, Any]) -> None:
    """No active rule is left with a cart that is gone or cannot do what it asks for."""
    rules = WaveRule.objects.filter(trolley_type=known, is_active=True).order_by("rank", "pk")
    rule = rules.first()
    if rule is not None and not values["is_active"]:
        _refuse("is_active", "rule_needs_it", rule)
    stuck = rules.exclude(pick_mode__in=values["modes"]).first()
    if stuck is not None:
        _refuse("modes", "rule_needs_mode", stuck)


def _carts_named(warehouse: Warehouse, known: TrolleyType | None, codes: Sequence[str]) -> list[HandlingUnit]:
    if len(codes) > CARTS_MOST:
        _refuse("carts", "too_many")
    rows = HandlingUnit.objects.filter(warehouse=warehouse, kind=HandlingUnitKind.CART, code__in=codes)
    units = {unit.code: unit for unit in rows}
    stranger = next((code for code in codes if code not in units), None)
    if stranger is not None:
        _refuse("carts", "unknown_cart", stranger)
    taken = TrolleyCart.objects.filter(cart__in=rows).exclude(trolley_type=known.pk if known else 0)
    other = taken.select_related("cart", "trolley_type").order_by("cart__code").first()
    if other is not None:
        _refuse("carts", "other_type", other.cart.code, of=other.trolley_type)
    return list(units.values())


def _refuse(field: str, problem: str, what: WaveRule | str = "", *, of: TrolleyType | None = None) -> None:
    told = (what.name_zh, what.name_en) if isinstance(what, WaveRule) else what
    raise TrolleyTypeInvalid(
        field=field, problem=problem, what=told, cart_type=(of.name_zh, of.name_en) if of is not None else ""
    )
