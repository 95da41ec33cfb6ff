"""Acts on the chosen rows of a list: each in a unit of work of its own, so that one that refuses holds up no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wms.core.desk.doors import attempt, said_of
from wms.core.desk.lists import DeskList
from wms.core.errors import TooManyRowsChosen

MOST_AT_ONCE = 500  # a unit of work each: a page must answer before its browser gives up


@dataclass
class Tally:
    """How many were done, and why (a refusal's title in the page's language) how many others were not."""

    done: int = 0
    left: Counter[str] = field(default_factory=Counter)


def keys_chosen(shown: DeskList) -> list[int]:
    """The keys of the rows that an act is for, the oldest first.

    Refuses with NoRowChosen, TooManyRowsChosen (more than MOST_AT_ONCE).
    """
    keys = list(shown.chosen().order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        raise TooManyRowsChosen(limit=MOST_AT_ONCE)
    return keys


def do_each(works: Iterable[Callable[[], object]]) -> Tally:
    """Call each in a unit of work of its own; what one refuses, others may still do."""
    tally = Tally()
    for work in works:
        refusal = attempt(work)[1]
        if refusal is None:
            tally.done += 1
        else:
            tally.left[str(said_of(refusal).title)] += 1
    return tally


def tell_tally(request: HttpRequest, tally: Tally, told: str) -> None:
    """On the next page: `told` (how many were done), then why how many others were left alone."""
    why = " · ".join(f"{title} {count}" for title, count in sorted(tally.left.items()))
    level = messages.SUCCESS if not why else messages.WARNING if tally.done else messages.ERROR
    messages.add_message(request, level, told + (_(" · left alone: %(why)s") % {"why": why} if why else ""))
