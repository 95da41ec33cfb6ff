"""The dials in Prometheus' text form. Read from the database at each scrape: right for all processes at once."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.exposition import generate_latest

from wms.ops import dials

__all__ = ["CONTENT_TYPE", "exposition"]


def exposition() -> bytes:
    """Gauges only: what is counted is rows, and rows can be purged."""
    registry = CollectorRegistry()
    age = Gauge("zhunjian_outbox_age_seconds", "Oldest due row of a lane", ["lane", "excused"], registry=registry)
    for lane in dials.lane_ages():
        age.labels(lane.lane, str(lane.is_excused).lower()).set(lane.seconds)
    refused = Gauge(
        "zhunjian_refused_scans_today", "Scans that were not ok, by code", ["warehouse", "code"], registry=registry
    )
    for warehouse, code, count in dials.refused_scans_today():
        refused.labels(warehouse, code).set(count)
    exchanges = Gauge(
        "zhunjian_exchanges", "Outbound calls, by what came of them", ["handler", "state", "outcome"], registry=registry
    )
    for handler, state, outcome, count in dials.exchanges_by_outcome():
        exchanges.labels(handler, state, outcome).set(count)
    work = Gauge("zhunjian_open_work_items", "Work that waits for people", ["warehouse", "kind"], registry=registry)
    for warehouse, kind, count in dials.open_work_items():
        work.labels(warehouse, kind).set(count)
    return generate_latest(registry)
