"""What the pick screen shows to a person without a walk: the next list, or where the cart of the last one goes."""

from __future__ import annotations

from picking.selectors.walks import last_walk_of, next_list
from wms.scan.screen import Actor, Pair, View

TITLE: Pair = ("拣货", "Pick")


def cart_view(actor: Actor) -> View:
    """Get work; just after a walk: where the cart goes."""
    finished = last_walk_of(actor.person.pk, actor.warehouse.pk)
    ahead = next_list(actor.warehouse.pk, actor.person.pk) if finished is None else None
    count = ahead.waiting if ahead is not None else 0
    if finished is not None:
        count = finished.waiting
    return View(
        TITLE,
        detail={
            "step": "cart",
            "waiting": count,
            "ahead": ahead.walk if ahead is not None else None,
            "facts": ahead.facts if ahead is not None else None,
            "finished": finished.walk if finished is not None else None,
            "is_fill": True,
        },
        data={"waiting": count, "speech": ""},
    )
