"""The one way to write down what a person changed: who, when, from what to what, in the change's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wms.core.cause import Cause
from wms.core.models import AuditEntry, Warehouse
from wms.core.transactions import pending_messages


def record(
    *,
    cause: Cause,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    warehouse: Warehouse | None = None,
    reason: str = "",
) -> AuditEntry | None:
    """Write one entry; only the values that differ are kept. None when nothing differs and no reason is given.

    `subject` is "<noun>:<code>", like "person:zhoumin"; secrets are never handed in, only that they were set.
    Raises OutsideUnitOfWork without a transaction: the entry and the change live or die together.
    """
    pending_messages()
    was, now = dict(before or {}), dict(after or {})
    kept = [name for name in {**was, **now} if name not in was or name not in now or was[name] != now[name]]
    if not kept and not reason:
        return None
    after_kept = {name: now[name] for name in kept if name in now}
    return AuditEntry.objects.create(
        warehouse=warehouse,
        action=action,
        subject=subject[:120],
        before={name: was[name] for name in kept if name in was},
        after={**after_kept, "reason": reason} if reason else after_kept,
        **cause.columns,
    )


def changed(
    *,
    cause: Cause,
    action: str,
    subject: str,
    row: Any,
    values: Mapping[str, Any],
    warehouse: Warehouse | None = None,
    reason: str = "",
) -> bool:
    """Set these columns of a row, save them and record what differs. Returns whether anything did."""
    before = {name: getattr(row, name) for name in values}
    different = [name for name, value in values.items() if before[name] != value]
    if not different:
        return False
    for name in different:
        setattr(row, name, values[name])
    row.save(update_fields=different)
    told = {name: _plain(before[name]) for name in different}, {name: _plain(values[name]) for name in different}
    record(
        cause=cause,
        action=action,
        subject=subject,
        before=told[0],
        after=told[1],
        warehouse=warehouse,
        reason=reason,
    )
    return True


def _plain(value: Any) -> Any:
    """A value as JSON knows it: rows by their code, all else that is not plain by its text."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
