"""Who knows what a scan can mean: each app registers a resolver per kind in AppConfig.ready().

All candidates count: "ambiguous" is an answer, never the first hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wms.scan.barcode import Candidate, ScanText

if TYPE_CHECKING:
    from wms.scan.screen import Actor

Resolver = Callable[[ScanText, "Actor"], Iterable[Candidate]]

_resolvers: dict[str, Resolver] = {}
OWN_KINDS = {"location", "handling_unit", "cart", "cart_slot", "badge", "station", "document", "command"}


@dataclass(frozen=True)
class Resolved:
    """What a scan turned out to be for this step. `candidates` are of accepted kinds; `others` of any other kind."""

    candidates: list[Candidate]
    others: list[Candidate]


def register(kind: str, resolver: Resolver) -> None:
    """`resolver(text, actor)` yields every row of its kind, in the actor's warehouse, that the text can mean."""
    _resolvers[kind] = resolver


def resolve(text: ScanText, accepts: tuple[str, ...], actor: Actor) -> Resolved:
    """Look the text up for the kinds that the step accepts, own codes first and client texts last; only when nothing
    fits, for the other kinds too, so that the answer can say what it was.
    """
    wanted = _of_kinds(text, accepts, actor)
    if wanted:
        return Resolved(wanted, [])
    return Resolved([], _of_kinds(text, tuple(kind for kind in _resolvers if kind not in accepts), actor))


def _of_kinds(text: ScanText, kinds: Iterable[str], actor: Actor) -> list[Candidate]:
    found: list[Candidate] = []
    valid_own = text.own.kind if text.own and text.own.is_valid else None
    for kind in sorted(kinds, key=lambda kind: kind not in OWN_KINDS):
        if valid_own and kind != valid_own:
            continue  # a right check character settles it: no client text has one of ours
        if kind == "quantity":
            if text.quantity is not None:
                found.append(Candidate("quantity", text.quantity, str(text.quantity)))
        elif kind == "text":
            found.append(Candidate("text", 0, text.plain))
        elif kind in _resolvers:
            found.extend(_resolvers[kind](text, actor))
    return found
