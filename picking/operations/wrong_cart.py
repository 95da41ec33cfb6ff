"""A list that asks for a type of cart goes to a cart of that type only."""

from __future__ import annotations

from picking.models import PickList
from picking.selectors.trolleys import type_of_cart
from picking.trolley_errors import WrongCart


def refuse_wrong_cart(walk: PickList | None, cart_id: int, cart_label: str) -> None:
    """Refuse with pick.wrong_cart a cart of another type than the list asks for; one of no type, too."""
    wanted = walk.wave.trolley_type if walk is not None else None
    if walk is None or wanted is None:
        return
    found = type_of_cart(cart_id)
    if found != wanted:
        problem, told = ("other_type", (found.name_zh, found.name_en)) if found else ("no_type", "")
        asked = (wanted.name_zh, wanted.name_en)
        raise WrongCart(cart=cart_label, problem=problem, cart_type=told, wanted=asked, list=walk.number)
