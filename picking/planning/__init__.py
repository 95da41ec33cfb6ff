"""Pure mathematics of waves and walks: records in, records out; no database, no settings.

numba and numpy are loaded by the first plan, not by the first import: web processes never load them.
"""

from picking.planning.errors import PlanningError
from picking.planning.graph import GraphLayout
from picking.planning.layout import Depot, FloorPlan, Flow, Layout, Place, Side, Way, build_layout
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
from picking.planning.site import Connector, Site, build_site, cross_aisles_from
from picking.planning.waves import choose_orders

__all__ = [
    "Apart",
    "Candidate",
    "Connector",
    "Depot",
    "FloorPlan",
    "Flow",
    "GraphLayout",
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
    "Site",
    "Slot",
    "Trolley",
    "TrolleyPlan",
    "TrolleyStop",
    "WavePlan",
    "WaveRequest",
    "WaveRule",
    "Way",
    "build_layout",
    "build_site",
    "choose_orders",
    "cross_aisles_from",
    "plan_wave",
]


def plan_wave(request: WaveRequest) -> WavePlan:
    """Plan one wave; see picking.planning.plan.plan_wave. Loads the kernels on first use."""
    from picking.planning.plan import plan_wave as plan_now

    return plan_now(request)
