"""Loads or compiles every kernel before the first wave needs it: seconds from the cache, half a minute without."""

from picking.planning.batching import BatchOrder, Capacity, Effort, plan_batches
from picking.planning.graph import Edge, GraphLayout, Node
from picking.planning.layout import End, Layout, Spot
from picking.planning.routing import Router
from picking.planning.tours import EXACT_STOPS, GraphRouter

ORDERS_SEARCHED = 16
ORDERS_ENUMERATED = 2


def warm_up() -> None:
    """Run each kernel once on a floor of two aisles; the kernels are the same for every floor."""
    depot = End(0, 0)
    spots = tuple(Spot(str(at), at % 2, 0, 1.0 + at // 2) for at in range(ORDERS_SEARCHED))
    spots = tuple(sorted(spots, key=lambda spot: (spot.column, spot.block, spot.offset)))
    layout = Layout((0.0, 3.0), (True, True), (0.0, 2.0 + ORDERS_SEARCHED), spots, depot, depot)
    Router(layout).walk([0, 1, ORDERS_SEARCHED - 1])
    for count in (ORDERS_ENUMERATED, ORDERS_SEARCHED):
        orders = [BatchOrder((at,)) for at in range(count)]
        plan_batches(layout, orders, [Capacity(orders=4)], Effort(moves=100))
    net = GraphLayout(
        (Node("", 0.0, 0.0), Node("", 0.0, 99.0)),
        (Edge(0, 1, 99.0),),
        tuple(Spot(str(at), 0, 0, float(at)) for at in range(ORDERS_SEARCHED)),
        0,
        0,
    )
    router = GraphRouter(net)
    router.lengths([[0, 1]])
    for count in (1, EXACT_STOPS + 1):
        router.walk(range(count))
