"""The metrics page in Prometheus' form: what rows tell is read at each scrape, what processes count is added up."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from wms.core import meters
from wms.ops import dials
from wms.ops.meter_files import VARIABLE
from wms.ops.queues import queue_lengths

__all__ = ["CONTENT_TYPE", "exposition"]

Rows = Iterable[tuple[Sequence[str], float]]


def exposition() -> bytes:
    """The dials are the same whichever process is asked; requests and scans are those of one web server."""
    from_rows = CollectorRegistry()
    from_rows.register(_Dials())
    return generate_latest(from_rows) + generate_latest(_counted())


def _counted() -> CollectorRegistry:
    if VARIABLE not in os.environ:
        return meters.REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


class _Dials(Collector):
    """Gauges only: what is counted is rows, and rows can be purged."""

    def collect(self) -> Iterator[Metric]:
        return chain(_outbox(), _platform(), _floor(), _broker())


def _outbox() -> Iterator[Metric]:
    ages = [((age.lane, str(age.is_excused).lower()), age.seconds) for age in dials.lane_ages()]
    yield _gauge("zhunjian_outbox_age_seconds", "Oldest due row of a lane", ["lane", "excused"], ages)
    yield _gauge("zhunjian_outbox_rows", "Rows of a lane that are not done", ["lane"], dials.lane_depths())
    outcomes = dials.exchanges_by_outcome()
    labels = ["handler", "state", "outcome"]
    yield _gauge("zhunjian_exchanges", "Outbound calls, by what came of them", labels, outcomes)


def _platform() -> Iterator[Metric]:
    bans = dials.throttle_bans()
    yield _gauge("zhunjian_throttle_ban_seconds", "How long an application is still banned", ["application"], bans)
    yield _gauge("zhunjian_shop_shut", "1: no stock goes, and why", ["shop", "why"], dials.shut_shops())


def _floor() -> Iterator[Metric]:
    refused = dials.refused_scans_today()
    yield _gauge("zhunjian_refused_scans_today", "Scans that were not ok, by code", ["warehouse", "code"], refused)
    work = dials.open_work_items()
    yield _gauge("zhunjian_open_work_items", "Work that waits for people", ["warehouse", "kind"], work)
    late = dials.late_waves()
    yield _gauge("zhunjian_late_waves", "Waves past their time and not finished", ["warehouse"], late)
    labels = ["warehouse", "printer", "state"]
    yield _gauge("zhunjian_print_jobs", "Papers not printed yet, by printer", labels, dials.unprinted_jobs())


def _broker() -> Iterator[Metric]:
    lengths = queue_lengths()
    yield _gauge("zhunjian_broker_up", "1: the broker answers", [], [((), float(lengths is not None))])
    queues = [((queue,), float(length)) for queue, length in (lengths or {}).items()]
    yield _gauge("zhunjian_queue_length", "Tasks that no worker has taken", ["queue"], queues)


def _gauge(name: str, meaning: str, labels: Sequence[str], rows: Rows) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for values, number in rows:
        family.add_metric(list(values), number)
    return family
