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
_of_any_text: set[str] = set()
OWN_KINDS = {"location", "handling_unit", "cart", "cart_slot", "badge", "station", "document", "command"}


@dataclass(frozen=True)
class Resolved:
    """What a scan turned out to be for this step. `candidates` are of accepted kinds; `others` of any other kind."""

    candidates: list[Candidate]
    others: list[Candidate]


def register(kind: str, resolver: Resolver, *, takes_any_text: bool = False) -> None:
    """`resolver(text, actor)` yields every row of its kind, in the actor's warehouse, that the text can mean.

    `takes_any_text`: what is new can be of this kind too, so it is asked only where a step accepts it, never for what
    an unknown code was.
    """
    _resolvers[kind] = resolver
    if takes_any_text:
        _of_any_text.add(kind)


def known_as(text: ScanText, kinds: tuple[str, ...], actor: Actor) -> list[Candidate]:
    """What the text means among some kinds, and nothing else."""
    return _of_kinds(text, kinds, actor)


def resolve(text: ScanText, accepts: tuple[str, ...], actor: Actor) -> Resolved:
    """Look the text up for the kinds that the step accepts, own codes first and client texts last; only when nothing
    fits, for the other kinds too, so that the answer can say what it was.
    """
    wanted = _of_kinds(text, accepts, actor)
    if wanted:
        return Resolved(wanted, [])
    others = tuple(kind for kind in _resolvers if kind not in accepts and kind not in _of_any_text)
    return Resolved([], _of_kinds(text, others, actor))


def _of_kinds(text: ScanText, kinds: Iterable[str], actor: Actor) -> list[Candidate]:
    """A right check character makes a text ours when we know such a row. When we do not, it is there by chance: one
    in 36 of a carrier's numbers that begin with a letter of ours ends in it.
    """
    ranked = sorted(kinds, key=lambda kind: kind not in OWN_KINDS)
    if text.own is None or not text.own.is_valid:
        return [found for kind in ranked for found in _of_kind(text, kind, actor)]
    if text.own.kind in ranked:
        found = list(_of_kind(text, text.own.kind, actor))
        if found:
            return found
    foreign = [kind for kind in ranked if kind not in OWN_KINDS and kind != "text"]
    return [found for kind in foreign for found in _of_kind(text, kind, actor)]


def _of_kind(text: ScanText, kind: str, actor: Actor) -> Iterable[Candidate]:
    if kind == "quantity":
        return [] if text.quantity is None else [Candidate("quantity", text.quantity, str(text.quantity))]
    if kind == "text":
        return [Candidate("text", 0, text.plain)]
    return _resolvers[kind](text, actor) if kind in _resolvers else []
