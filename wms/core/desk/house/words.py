"""The administrator's words in both languages: roles, kinds, and what the audit's actions mean."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

ACTIONS: dict[str, Any] = {
    "person.create": _("Person created"),
    "person.edit": _("Person changed"),
    "person.deactivate": _("Person deactivated"),
    "person.reactivate": _("Person reactivated"),
    "person.grant_role": _("Role given"),
    "person.withdraw_role": _("Role withdrawn"),
    "person.set_pin": _("PIN set"),
    "person.unlock": _("Badge unlocked"),
    "person.password": _("Password set"),
    "person.preferences": _("Language or theme chosen"),
    "signin.refused": _("Sign-in refused"),
    "device.create": _("Device created"),
    "device.edit": _("Device changed"),
    "device.link": _("Enrolment link made"),
    "device.unlink": _("Enrolment link withdrawn"),
    "device.enrol": _("Device enrolled"),
    "device.revoke": _("Device revoked"),
    "device.restore": _("Device brought back"),
    "station.create": _("Bench created"),
    "station.edit": _("Bench changed"),
    "station.bind": _("Printer bound to a bench"),
    "printer.create": _("Printer created"),
    "printer.edit": _("Printer changed"),
    "warehouse.create": _("Warehouse created"),
    "warehouse.edit": _("Warehouse changed"),
    "shop.create": _("Shop created"),
    "shop.edit": _("Shop changed"),
    "settings.set": _("Figure set"),
    "settings.reset": _("Figure back to its default"),
    "wave.aborted": _("Wave cancelled"),
    "wave.held": _("Wave held"),
    "wave.let_go": _("Wave let go"),
    "wave.urgent": _("Wave put first or back"),
    "wave.split": _("Wave split"),
    "wave.merged": _("Waves merged"),
    "wave.reserved": _("List kept for a picker"),
    "wave.replanned": _("Wave planned anew"),
    "wave_rule.changed": _("Wave rule changed"),
    "wave_rule.made": _("Wave rule made"),
    "walk.taken_off": _("Walk taken off"),
    "stock.negative_outbound": _("Outbound below zero switched"),
    "stock.threshold": _("Threshold set"),
    "stock.overlap": _("Overlap set"),
    "stock.approved": _("Adjustment approved"),
    "stock.found": _("Stock found on the way out"),
    "location.blocked": _("Location blocked or opened"),
    "barcode.bound": _("Barcode bound"),
    "work_item.claim": _("Exception claimed"),
    "work_item.resolve": _("Exception resolved"),
}
FIELDS: dict[str, Any] = {
    "username": _("User name"),
    "name": _("Name"),
    "badge": _("Badge number"),
    "language": _("Language"),
    "theme": _("Theme"),
    "role": _("Role"),
    "warehouse": _("Warehouse"),
    "is_active": _("In use"),
    "pin": _("PIN"),
    "password": _("Password"),
    "reason": _("Reason"),
    "kind": _("Kind"),
    "station": _("Bench"),
    "printer": _("Printer"),
    "name_zh": _("Chinese name"),
    "name_en": _("English name"),
    "dpi": _("Dots an inch"),
    "platform_code": _("Platform code"),
    "time_zone": _("Time zone"),
    "certified_until_on": _("Certified until"),
    "channel": _("Channel"),
    "value": _("Value"),
    "state": _("State"),
    "owner": _("Owner"),
    "resolution": _("How it ended"),
    "on": pgettext_lazy("switch", "On"),
    "units": _("Units"),
    "lost_scans": _("Scans lost with it"),
    "locked_on": _("Locked on"),
    "enrolled": _("Enrolled"),
    "address": _("Address"),
}
