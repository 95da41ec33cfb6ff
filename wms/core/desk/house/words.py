"""The administrator's words in both languages: roles, kinds of devices and warehouses, ways that acts come by."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wms.core.states import DeviceKind, Role, WarehouseKind

ROLES: dict[str, Any] = {
    Role.PICKER: _("Picker"),
    Role.PACKER: _("Packer"),
    Role.RECEIVER: _("Receiver"),
    Role.STOCK_KEEPER: _("Stock keeper"),
    Role.MANAGER: _("Manager"),
    Role.OPERATOR: _("Shop operator"),
    Role.ADMINISTRATOR: _("Administrator"),
}
DEVICE_KINDS: dict[str, Any] = {DeviceKind.HANDHELD: _("Handheld"), DeviceKind.STATION: _("Bench computer")}
WAREHOUSE_KINDS: dict[str, Any] = {
    WarehouseKind.OWN: _("Own warehouse"),
    WarehouseKind.OVERSEAS_PLATFORM: _("Overseas, the platform's"),
    WarehouseKind.OVERSEAS_SELLER: _("Overseas, the seller's"),
    WarehouseKind.OVERSEAS_PARTNER: _("Overseas, a partner's"),
    WarehouseKind.CONSOLIDATION: _("Consolidation warehouse"),
}
LANGUAGES: tuple[tuple[str, str], ...] = (("zh-hans", "简体中文"), ("en", "English"))
THEMES: tuple[tuple[str, Any], ...] = (
    ("light", _("Light")),
    ("dark", _("Dark")),
    ("auto", _("As the computer has it")),
)
SOURCES: dict[str, Any] = {
    "scan": _("Scan"),
    "desk": _("Desk"),
    "api": "API",
    "task": _("By itself"),
    "import": _("Import"),
    "platform": _("Platform"),
    "command": _("Command line"),
}
