"""Benches and printers as administrators keep them, and which printer prints for which bench."""

from __future__ import annotations

from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.errors import CodeTaken, StationElsewhere, StationInUse
from wms.core.fields import WORDS, clean_choice, clean_code, clean_text
from wms.core.models import Device, Printer, Station, Warehouse
from wms.core.operations.printer_trouble import review_printer
from wms.core.printing.driver import clean_address
from wms.core.states import PrinterWay

STATION_CODE, STATION_RULE = r"W[0-9]{4}", ("W 加 4 位数字", "W and 4 digits")
PRINTER_CODE, PRINTER_RULE = r"P-?W?[0-9]{4}", ("P 加 4 位数字", "P and 4 digits")
DPIS = ("203", "300", "600")


def create_station(
    *, cause: Cause, warehouse: Warehouse, code: str, name_zh: str, name_en: str, printer: Printer | None = None
) -> Station:
    """A bench. Its code is printed on it. Refuses with NotAccepted, CodeTaken, StationElsewhere."""
    text = clean_code("code", code, STATION_CODE, STATION_RULE)
    names = {"name_zh": clean_text("name_zh", name_zh, 60), "name_en": clean_text("name_en", name_en, 60)}
    _demand_here(printer, warehouse)
    _demand_free(Station.objects.filter(code=text).first(), text)
    station = Station.objects.create(warehouse=warehouse, code=text, printer=printer, **names)
    after = {**names, "printer": printer.code if printer else None}
    record(cause=cause, action="station.create", subject=f"station:{text}", after=after, warehouse=warehouse)
    return station


def edit_station(
    *, cause: Cause, station: Station, name_zh: str, name_en: str, printer: Printer | None, is_active: bool
) -> bool:
    """Names, printer, in use or not.

    Refuses with NotAccepted, StationElsewhere, StationInUse (closing one at which active devices work).
    """
    _demand_here(printer, station.warehouse)
    if station.is_active and not is_active:
        devices = Device.objects.filter(station=station, is_active=True).values_list("code", flat=True)
        if devices:
            raise StationInUse(station=station.code, devices=", ".join(devices))
    values = {
        "name_zh": clean_text("name_zh", name_zh, 60),
        "name_en": clean_text("name_en", name_en, 60),
        "printer": printer,
        "is_active": is_active,
    }
    return _keep(cause, "station.edit", f"station:{station.code}", station, values)


def bind_printer(*, cause: Cause, station: Station, printer: Printer) -> bool:
    """This bench prints on this printer from now on. Returns whether that is news. Refuses with StationElsewhere."""
    _demand_here(printer, station.warehouse)
    return _keep(cause, "station.bind", f"station:{station.code}", station, {"printer": printer})


def create_printer(
    *, cause: Cause, warehouse: Warehouse, code: str, name: str, dpi: str, way: str = "browser", address: str = ""
) -> Printer:
    """Refuses with NotAccepted, CodeTaken."""
    text = clean_code("code", code, PRINTER_CODE, PRINTER_RULE)
    facts = {
        "name": clean_text("title", name, 60),
        "dpi": int(clean_choice("dpi", dpi, DPIS)),
        **_reached(way, address),
    }
    _demand_free(Printer.objects.filter(code=text).first(), text)
    printer = Printer.objects.create(warehouse=warehouse, code=text, **facts)
    record(cause=cause, action="printer.create", subject=f"printer:{text}", after=facts, warehouse=warehouse)
    return printer


def edit_printer(
    *, cause: Cause, printer: Printer, name: str, dpi: str, is_active: bool, way: str = "browser", address: str = ""
) -> bool:
    """What waits for it is sent the new way, at its next try.

    Refuses with NotAccepted, StationInUse (closing one that benches in use print on).
    """
    if printer.is_active and not is_active:
        benches = Station.objects.filter(printer=printer, is_active=True).values_list("code", flat=True)
        if benches:
            raise StationInUse(station=printer.code, devices=", ".join(benches))
    values = {
        "name": clean_text("title", name, 60),
        "dpi": int(clean_choice("dpi", dpi, DPIS)),
        "is_active": is_active,
        **_reached(way, address),
    }
    if (values["way"], values["address"]) != (printer.way, printer.address):  # what was told was told by another
        Printer.objects.filter(pk=printer.pk).update(condition={}, trouble="", trouble_at=None, looked_at=None)
    is_news = _keep(cause, "printer.edit", f"printer:{printer.code}", printer, values)
    review_printer(cause=cause, printer_id=printer.pk)
    return is_news


def _reached(way: str, address: str) -> dict[str, str]:
    way = clean_choice("way", way, PrinterWay.values)
    return {"way": way, "address": clean_address(way, address)}


def next_station_code() -> str:
    return _next("W", Station.objects.values_list("code", flat=True))


def next_printer_code() -> str:
    return _next("P", Printer.objects.values_list("code", flat=True))


def _next(prefix: str, taken: object) -> str:
    known = set(taken)  # type: ignore[call-overload]
    return next(code for number in range(1, 10_000) if (code := f"{prefix}{number:04d}") not in known)


def _demand_here(printer: Printer | None, warehouse: Warehouse) -> None:
    if printer is not None and printer.warehouse_id != warehouse.pk:
        raise StationElsewhere(station=printer.code, warehouse=[warehouse.name_zh, warehouse.name_en])


def _demand_free(holder: Station | Printer | None, code: str) -> None:
    if holder is not None:
        raise CodeTaken(field=list(WORDS["code"]), value=code, holder=holder.warehouse.code)


def _keep(cause: Cause, action: str, subject: str, row: Station | Printer, values: dict[str, object]) -> bool:
    return changed(cause=cause, action=action, subject=subject, row=row, values=values, warehouse=row.warehouse)
