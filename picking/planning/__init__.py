"""Pure mathematics of waves and walks: records in, records out; no database, no settings.

numba and numpy are loaded by the first plan, not by the first import: web processes never load them.
"""

from picking.planning.errors import PlanningError
from picking.planning.layout import Depot, FloorPlan, Layout, Place, Side, build_layout
from picking.planning.model import (
    Apart,
    Candidate,
    LeftOut,
    Line,
    Method,
    OrderClass,
    Pick,
    Reason,
    Slot,
    Trolley,
    TrolleyPlan,
    TrolleyStop,
    WavePlan,
    WaveRequest,
    WaveRule,
)
from picking.planning.waves import choose_orders

__all__ = [
    "Apart",
    "Candidate",
    "Depot",
    "FloorPlan",
    "Layout",
    "LeftOut",
    "Line",
    "Method",
    "OrderClass",
    "Pick",
    "Place",
    "PlanningError",
    "Reason",
    "Side",
    "Slot",
    "Trolley",
    "TrolleyPlan",
    "TrolleyStop",
    "WavePlan",
    "WaveRequest",
    "WaveRule",
    "build_layout",
    "choose_orders",
    "plan_wave",
]


def plan_wave(request: WaveRequest) -> WavePlan:
    """Plan one wave; see picking.planning.plan.plan_wave. Loads the kernels on first use."""
    from picking.planning.plan import plan_wave as plan_now

    return plan_now(request)
