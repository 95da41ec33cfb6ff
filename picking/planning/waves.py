"""Choice of the orders for a wave: who goes first, who must wait, and a reason for each one that does."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from picking.planning.model import LINES_LIMIT, Candidate, LeftOut, Reason, WaveRule

FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen orders by rank, and every other candidate with its reason."""

    chosen: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]


def choose_orders(candidates: Sequence[Candidate], rule: WaveRule, now: datetime) -> Choice:
    """Take orders by rank until the rule's limits are reached.

    Rank: Choice and X-day first [M2], then the due time in steps, then density (orders whose places many others
    want too), then arrival. A smaller order may pass a larger one that no longer fits.
    """
    left_out: list[LeftOut] = []
    open_to: list[Candidate] = []
    for candidate in candidates:
        refusal = refuse(candidate, rule, now)
        if refusal:
            left_out.append(refusal)
        else:
            open_to.append(candidate)
    chosen: list[Candidate] = []
    used = {"orders": 0, "lines": 0, "units": 0}
    limits = {
        "orders": rule.orders_max,
        "lines": min(rule.lines_max or LINES_LIMIT, LINES_LIMIT),
        "units": rule.units_max,
    }
    for candidate in ranked(open_to, rule):
        wanted = {"orders": 1, "lines": len(candidate.lines), "units": candidate.units}
        full = _first_over(wanted, used, limits)
        if full:
            left_out.append(LeftOut(candidate.key, Reason.CAPACITY, full))
            continue
        chosen.append(candidate)
        used = {name: used[name] + wanted[name] for name in used}
    return Choice(tuple(chosen), tuple(left_out))


def _first_over(
    wanted: dict[str, int], used: dict[str, int], limits: dict[str, int | None]
) -> dict[str, str | int] | None:
    for name, limit in limits.items():
        if limit is not None and used[name] + wanted[name] > limit:
            return {"dimension": name, "wanted": wanted[name], "used": used[name], "limit": limit}
    return None


def refuse(candidate: Candidate, rule: WaveRule, now: datetime) -> LeftOut | None:
    """The first reason why this order cannot be in any wave of this rule now; None when it can."""
    if candidate.blocked:
        return LeftOut(candidate.key, candidate.blocked, dict(candidate.blocked_fields))
    if not candidate.lines:
        return LeftOut(candidate.key, Reason.NO_LINES)
    for line in candidate.lines:
        if line.place is None:
            fields: dict[str, str | int] = {"sku": line.sku, "wanted_units": line.quantity_units}
            return LeftOut(candidate.key, Reason.NO_PICK_FACE_STOCK, fields)
    if candidate.cut_off_at is not None and now + rule.cut_off_lead > candidate.cut_off_at:
        return LeftOut(candidate.key, Reason.CUT_OFF_PASSED, {"cut_off_at": candidate.cut_off_at.isoformat()})
    return _refuse_by_filter(candidate, rule)


def _refuse_by_filter(candidate: Candidate, rule: WaveRule) -> LeftOut | None:
    if rule.carriers and candidate.carrier not in rule.carriers:
        return LeftOut(candidate.key, Reason.CARRIER, {"carrier": candidate.carrier})
    if rule.classes and candidate.order_class not in rule.classes:
        return LeftOut(candidate.key, Reason.CLASS, {"class": candidate.order_class.value})
    missing = sorted(rule.tags_required - candidate.tags)
    if missing:
        return LeftOut(candidate.key, Reason.FILTER, {"tag": missing[0]})
    return None


def ranked(candidates: Iterable[Candidate], rule: WaveRule) -> list[Candidate]:
    """Candidates in the order in which a wave takes them; the same candidates in any order rank the same."""
    candidates = list(candidates)
    wanted = Counter(place for candidate in candidates for place in {line.place for line in candidate.lines})
    step = max(1.0, rule.due_step.total_seconds())

    def rank(candidate: Candidate) -> tuple[bool, float, float, datetime, str]:
        due = candidate.due_at or candidate.cut_off_at or FAR_FUTURE
        places = {line.place for line in candidate.lines}
        density = sum(wanted[place] for place in places) / max(1, len(places))
        return (
            not candidate.is_first,
            due.timestamp() // step,
            -density,
            candidate.arrived_at or FAR_FUTURE,
            candidate.key,
        )

    return sorted(candidates, key=rank)
