"""Words of the print queue for lists and pages: states of a job, ways to a printer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wms.core.states import PrinterWay, PrintState

STATES: dict[str, Any] = {
    PrintState.QUEUED: _("Waiting to print"),
    PrintState.SENDING: _("Being sent"),
    PrintState.PRINTED: _("Printed"),
    PrintState.FAILED: _("Not printed"),
    PrintState.CANCELLED: _("Taken back"),
    PrintState.UNKNOWN: _("Did it print?"),
}
WAYS: dict[str, Any] = {
    PrinterWay.BROWSER: _("By the browser"),
    PrinterWay.IPP: "IPP",
    PrinterWay.RAW: _("Raw (ZPL, 9100)"),
}
