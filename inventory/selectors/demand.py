"""Apps above tell how their demands can be checked against allocations; check_ledger asks them (PROTOCOLS 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inventory.states import DemandKey


@dataclass(frozen=True)
class Held:
    """What inventory holds for one demand: units by allocation state."""

    sku_id: int
    units: Mapping[str, int]


# A checker gets everything that is held for its demand type, of one warehouse (its id) or of all (None), and returns
# a sentence for each difference.
DemandChecker = Callable[[Mapping[DemandKey, list[Held]], int | None], Iterable[str]]

demand_checkers: dict[str, DemandChecker] = {}


def register_demand_checker(demand_type: str, checker: DemandChecker) -> None:
    """Called in AppConfig.ready() of the app that owns the demand type."""
    demand_checkers[demand_type] = checker
