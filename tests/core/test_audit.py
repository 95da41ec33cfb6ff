"""Every change by a person leaves one entry, in the change's own transaction or not at all."""

from __future__ import annotations

import pytest

from tests.factories.core import DeviceFactory
from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.models import AuditEntry
from wms.core.transactions import OutsideUnitOfWork, unit_of_work

pytestmark = pytest.mark.django_db
CAUSE = Cause(source="desk", reference="test")


def test_an_entry_keeps_only_what_differs() -> None:
    with unit_of_work():
        record(cause=CAUSE, action="a", subject="x:1", before={"a": 1, "b": 2}, after={"a": 1, "b": 3, "c": 4})
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"b": 2}, {"b": 3, "c": 4})


def test_nothing_changed_leaves_no_entry() -> None:
    device = DeviceFactory()
    with unit_of_work():
        assert changed(cause=CAUSE, action="a", subject="x:1", row=device, values={"name": device.name}) is False
    assert not AuditEntry.objects.exists()


def test_an_entry_needs_the_transaction_of_its_change() -> None:
    with pytest.raises(OutsideUnitOfWork):
        record(cause=CAUSE, action="a", subject="x:1", after={"a": 1})


def test_a_change_and_its_entry_die_together() -> None:
    device = DeviceFactory(name="before")

    def fail() -> None:
        with unit_of_work():
            changed(cause=CAUSE, action="a", subject="x:1", row=device, values={"name": "after"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    device.refresh_from_db()
    assert (device.name, AuditEntry.objects.count()) == ("before", 0)
