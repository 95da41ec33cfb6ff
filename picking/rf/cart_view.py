"""What the pick screen shows to a person without a walk: the next list, or where the cart of the last one goes."""

from __future__ import annotations

from picking.selectors.walks import WalkFacts, facts_of_list, last_walk_of, open_lists
from wms.scan.screen import Actor, Pair, View

TITLE: Pair = ("拣货", "Pick")


def cart_view(actor: Actor) -> View:
    """Get work; just after a walk: where the cart goes."""
    waiting = open_lists(actor.warehouse.pk)
    finished = last_walk_of(actor.person.pk, actor.warehouse.pk)
    ahead = None if finished is not None else waiting.select_related("wave").first()
    facts: WalkFacts | None = facts_of_list(ahead) if ahead is not None else None
    count = waiting.count()
    return View(
        TITLE,
        detail={
            "step": "cart",
            "waiting": count,
            "ahead": ahead,
            "facts": facts,
            "finished": finished,
            "is_fill": True,
        },
        data={"waiting": count, "speech": ""},
    )
