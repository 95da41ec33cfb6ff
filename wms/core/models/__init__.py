"""Rows that every app stands on."""

from wms.core.models.audit import AuditEntry, FigureOverride
from wms.core.models.base import CausedRow
from wms.core.models.devices import Device, Printer, Station
from wms.core.models.outbox import Exchange, Message, Throttle
from wms.core.models.people import Assignment, BadgeLock, Person
from wms.core.models.places import Shop, Warehouse
from wms.core.models.printing import PrintJob
from wms.core.models.scans import DeviceRun, ScanEvent, ScanReceipt
from wms.core.models.views import SavedView
from wms.core.models.work_items import WorkItem

__all__ = [
    "Assignment",
    "AuditEntry",
    "BadgeLock",
    "CausedRow",
    "Device",
    "DeviceRun",
    "Exchange",
    "FigureOverride",
    "Message",
    "Person",
    "PrintJob",
    "Printer",
    "SavedView",
    "ScanEvent",
    "ScanReceipt",
    "Shop",
    "Station",
    "Throttle",
    "Warehouse",
    "WorkItem",
]
