"""How the units of one SKU are shared between the shop fronts that show them. Pure, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """What one binding wants: steps of `quantity` units; it sold `sold` lately, and has a fixed share or none."""

    binding_id: int
    quantity: int
    sold: int
    share_percent: int | None


def share_out(available: int, claims: Sequence[Claim], *, overlap_percent: int = 0) -> dict[int, int]:
    """Units by binding, whole steps only, Σ ≤ available × (100 + overlap) %, none above `available`.

    Fixed shares first; the rest by units sold (equal where nothing was sold). What rounding leaves goes on step by
    step to the best sellers, who come first also when there is too little for all.
    """
    pool = available + available * overlap_percent // 100
    fixed = [claim for claim in claims if claim.share_percent is not None]
    free = [claim for claim in claims if claim.share_percent is None]
    shares = {
        claim.binding_id: _whole(min(available, pool * (claim.share_percent or 0) // 100), claim) for claim in fixed
    }
    fixed_part = pool * min(100, sum(claim.share_percent or 0 for claim in fixed)) // 100
    shares |= _by_sales(pool - fixed_part, available, free)
    return shares


def _by_sales(pool: int, limit: int, claims: Sequence[Claim]) -> dict[int, int]:
    if not claims:
        return {}
    ranked = sorted(claims, key=lambda claim: (-claim.sold * claim.quantity, claim.binding_id))
    total = sum(claim.sold * claim.quantity for claim in claims)
    shares = {}
    for claim in ranked:
        part = pool * claim.sold * claim.quantity // total if total else pool // len(claims)
        shares[claim.binding_id] = _whole(min(limit, part), claim)
    left = pool - sum(shares.values())
    while True:
        given = 0
        for claim in ranked:
            if claim.quantity <= left and shares[claim.binding_id] + claim.quantity <= limit:
                shares[claim.binding_id] += claim.quantity
                left -= claim.quantity
                given += 1
        if not given:
            return shares


def _whole(units: int, claim: Claim) -> int:
    return units - units % claim.quantity
