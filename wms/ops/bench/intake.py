"""`python -m wms.ops.bench.intake`: how long a large file takes from the upload to the last row written.

The target: 100,000 SKUs brought in within a minute. The pages' waiting for a person is left out; all else is as it
runs: kept, read, checked, compared once more, written chunk by chunk with its journal.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import resource
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import django

WORK_SECONDS = 600


def file_of(rows: int) -> bytes:
    """So many new SKUs with everything that a seller's table has, as CSV."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["SKU 编码", "SPU", "中文名称", "英文名称", "中文规格", "英文规格", "长", "宽", "高", "重量"])
    for number in range(rows):
        spu = f"SPU-{number // 8:06d}"
        table.writerow(
            [f"{spu}-{number % 8}", spu, f"商品 {number}", f"Item {number}", "黑色", "Black", 160, 80, 60, 250]
        )
    return text.getvalue().encode()


def measure(rows: int) -> Iterator[dict[str, Any]]:
    """One import of so many rows, and its undoing."""
    from inventory.models import Sku
    from inventory.operations import prepare_warehouse
    from wms.core.cause import Cause
    from wms.core.models import Warehouse
    from wms.core.outbox import drain_exchanges
    from wms.core.transactions import run
    from wms.intake.kinds import kind_named
    from wms.intake.operations.bring import LANE, accept_import, bring_file, undo_import
    from wms.intake.store import keep

    cause, kind = Cause(source="command", reference="bench_intake"), kind_named("skus")
    house = Warehouse.objects.create(code="BENCH", name_zh="基准仓", name_en="Bench", time_zone="Asia/Shanghai")
    run(partial(prepare_warehouse, warehouse=house))
    content = file_of(rows)

    def timed(act: Any) -> float:
        began = time.monotonic()
        run(act)
        drain_exchanges(LANE, WORK_SECONDS)
        return round(time.monotonic() - began, 2)

    kept, cpu = keep([content]), time.process_time()
    check = timed(partial(bring_file, cause=cause, kind=kind, warehouse=house, kept=kept, name="skus.csv"))
    brought = house.imports.get()
    write = timed(partial(accept_import, cause=cause, import_id=brought.pk, takes_good_rows=False))
    brought.refresh_from_db()
    record = {
        "rows": rows,
        "megabytes": round(len(content) / 1e6, 1),
        "seconds": round(check + write, 2),
        "seconds_to_check": check,
        "seconds_to_write": write,
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "state": brought.state,
        "written": Sku.objects.count(),
    }
    record["seconds_to_undo"] = timed(partial(undo_import, cause=cause, import_id=brought.pk))
    brought.refresh_from_db()
    yield record | {
        "undone_to": Sku.objects.count(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    django.setup()
    from django.core.management import call_command

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    for record in measure(rows):
        print(json.dumps(record))


if __name__ == "__main__":
    main()
