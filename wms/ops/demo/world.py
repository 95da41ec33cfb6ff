"""Warehouses, racks, benches, people and devices of the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from inventory.models import HandlingUnit, Location, Zone
from inventory.operations import make_handling_unit, make_location, prepare_warehouse
from inventory.states import HandlingUnitKind, LocationKind, Side, ZoneKind
from picking.models import PutWall
from picking.operations.walls import make_wall
from wms.core.cause import Cause
from wms.core.enrolment import enrol, enrolment_link
from wms.core.models import Assignment, Device, Person, Printer, Shop, Station, Warehouse
from wms.core.states import DeviceKind, Role, WarehouseKind
from wms.scan.codes import make
from wms.scan.session import set_pin

CAUSE = Cause(source="command", reference="demo")
PASSWORD = "zhunjian-demo"  # noqa: S105  the demo's, printed at each start
AISLE_PITCH_MM, BAY_PITCH_MM, FIRST_BAY_MM = 3600, 1200, 2400
CERTIFIED_DAYS = 300
DEMO_LINK_LIFE = timedelta(days=7)  # the demo prints its links once, at its first start


@dataclass
class Site:
    """What the demo built of one warehouse, and what access.json tells about it."""

    warehouse: Warehouse
    shop: Shop
    zones: list[Zone] = field(default_factory=list)
    points: list[Location] = field(default_factory=list)  # where totes wait for each of the zones
    places: list[Location] = field(default_factory=list)
    totes: list[HandlingUnit] = field(default_factory=list)
    carts: list[HandlingUnit] = field(default_factory=list)
    wall: PutWall | None = None
    people: list[dict[str, Any]] = field(default_factory=list)
    devices: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """The size of a site."""

    code: str
    name_zh: str
    name_en: str
    shop: str
    shop_name: str
    aisles: int
    bays: int
    levels: int
    totes: int
    carts: int
    first_number: int
    handhelds: int
    stations: int
    people: tuple[tuple[str, str, tuple[str, ...]], ...]
    wall: tuple[int, int]  # rows and columns of its put wall
    prefix: str = "A"


DEMO_PLAN = Plan(
    "SZ-LH-01", "深圳龙华仓", "Shenzhen Longhua", "DEMO", "易家数码店", 6, 10, 3, 48, 4, 100, 3, 2,
    (
        ("zhou", "周敏", (Role.MANAGER, Role.PACKER, Role.PICKER, Role.STOCK_KEEPER, Role.RECEIVER)),
        ("li", "李明霞", (Role.PICKER, Role.RECEIVER, Role.STOCK_KEEPER)),
        ("chen", "陈伟", (Role.PACKER,)),
        ("wang", "王磊", (Role.RECEIVER, Role.STOCK_KEEPER)),
        ("lin", "林悦", (Role.OPERATOR,)),
        ("admin", "管理员", (Role.ADMINISTRATOR, Role.MANAGER)),
    ),
    wall=(4, 6),
)  # fmt: skip
SIM_PLAN = Plan(
    "SIM", "模拟仓", "Simulation warehouse", "SIM", "模拟店", 4, 8, 3, 160, 10, 9000, 12, 4,
    (
        ("sim-manager", "模拟经理", (Role.MANAGER,)),
        *((f"sim-receiver-{n}", f"模拟收货 {n}", (Role.RECEIVER, Role.STOCK_KEEPER)) for n in range(1, 3)),
        *((f"sim-picker-{n}", f"模拟拣货 {n}", (Role.PICKER, Role.STOCK_KEEPER)) for n in range(1, 9)),
        *((f"sim-packer-{n}", f"模拟打包 {n}", (Role.PACKER,)) for n in range(1, 5)),
        *((f"sim-sorter-{n}", f"模拟分播 {n}", (Role.PICKER,)) for n in range(1, 3)),
    ),
    wall=(4, 5),
    prefix="S",
)  # fmt: skip


PICKUP = {
    "pickup_contact": "周敏",
    "pickup_phone": "0755-28880000",
    "pickup_province": "广东省",
    "pickup_city": "深圳市",
    "pickup_district": "龙华区",
    "pickup_street": "示例路 1 号 2 栋",
    "pickup_postcode": "518109",
}


def build_site(plan: Plan) -> Site:
    """Make one warehouse with everything that stands in it, and everybody who works there."""
    warehouse = Warehouse.objects.create(
        code=plan.code,
        name_zh=plan.name_zh,
        name_en=plan.name_en,
        kind=WarehouseKind.OWN,
        platform_code=plan.code,
        certified_until_on=timezone.now().date() + timedelta(days=CERTIFIED_DAYS),
        **PICKUP,
    )
    prepare_warehouse(warehouse=warehouse)
    shop = Shop.objects.create(code=plan.shop, name=plan.shop_name, warehouse=warehouse)
    site = Site(warehouse, shop)
    _build_racks(site, plan)
    _build_points(site, plan)
    for number in range(plan.totes):
        site.totes.append(make_handling_unit(warehouse=warehouse, code=f"T{plan.first_number + number + 1:07d}"))
    for number in range(plan.carts):
        code = f"C{plan.first_number + number + 1:04d}"
        site.carts.append(make_handling_unit(warehouse=warehouse, code=code, kind=HandlingUnitKind.CART))
    rows, columns = plan.wall
    site.wall = make_wall(cause=CAUSE, warehouse=warehouse, code="A", rows=rows, columns=columns)
    _build_people(site, plan)
    _build_devices(site, plan)
    return site


def _build_racks(site: Site, plan: Plan) -> None:
    """Aisles of bays on both sides: A03-02-15 is aisle 3, bay 2, level 1, fifth place. Half of them is a zone."""
    warehouse = site.warehouse
    for number, numeral in enumerate("一二", start=1):
        names = {"name_zh": f"拣货{numeral}区", "name_en": f"Picking {number}"}
        site.zones.append(
            Zone.objects.create(warehouse=warehouse, code=f"PICK-{number}", kind=ZoneKind.PICK_FACE, **names)
        )
    dock = Zone.objects.create(
        warehouse=warehouse, code="IN", name_zh="收货区", name_en="Receiving", kind=ZoneKind.RECEIVING
    )
    make_location(warehouse=warehouse, code=f"DOCK-{warehouse.code}", zone=dock, kind=LocationKind.RECEIVING_DOCK)
    order = 0
    for aisle in range(1, plan.aisles + 1):
        zone = site.zones[(aisle - 1) * len(site.zones) // plan.aisles]
        for bay in range(1, plan.bays + 1):
            for side in (Side.LEFT, Side.RIGHT):
                for level in range(1, plan.levels + 1):
                    order += 1
                    place = level * 10 + (5 if side == Side.LEFT else 6)
                    offset = -700 if side == Side.LEFT else 700
                    site.places.append(
                        make_location(
                            warehouse=warehouse,
                            code=f"{plan.prefix}{aisle:02d}-{bay:02d}-{place:02d}",
                            zone=zone,
                            aisle=f"{plan.prefix}{aisle:02d}",
                            bay=bay,
                            level=level,
                            side=side,
                            x_mm=aisle * AISLE_PITCH_MM + offset,
                            y_mm=FIRST_BAY_MM + bay * BAY_PITCH_MM,
                            walk_order=order,
                            capacity_units=400,
                            check_digits=f"{(order * 37) % 90 + 10}",
                        )
                    )


def _build_points(site: Site, plan: Plan) -> None:
    """In front of each zone's first aisle a place where totes wait for its people."""
    passes = Zone.objects.create(
        warehouse=site.warehouse, code="PASS", name_zh="接力区", name_en="Pass points", kind=ZoneKind.PACKING
    )
    for number in range(len(site.zones)):
        aisle = number * plan.aisles // len(site.zones) + 1
        code = f"{plan.prefix}P-{number + 1:02d}"
        spot = {"x_mm": aisle * AISLE_PITCH_MM, "y_mm": FIRST_BAY_MM}
        site.points.append(make_location(warehouse=site.warehouse, code=code, zone=passes, **spot))


def _build_people(site: Site, plan: Plan) -> None:
    """All sign in with the demo's one password, so it is hashed once: a hash takes as long as it must."""
    password = make_password(PASSWORD)
    for index, (username, name, roles) in enumerate(plan.people, start=1):
        badge = f"U{plan.first_number + index:06d}"
        pin = f"{(plan.first_number + index) * 7919 % 9000 + 1000}"
        person = Person.objects.create(username=username, name=name, badge=badge, password=password)
        set_pin(person, pin)
        everywhere = Role.ADMINISTRATOR in roles
        for role in roles:
            Assignment.objects.create(person=person, warehouse=None if everywhere else site.warehouse, role=role)
        site.people.append(
            {
                "username": username,
                "name": name,
                "badge": make("badge", badge),
                "pin": pin,
                "roles": [str(role) for role in roles],
                "password": PASSWORD,
            }
        )


def _build_devices(site: Site, plan: Plan) -> None:
    """SIM's devices are enrolled for simulate; the demo's wait for a browser to open their link."""
    for number in range(1, plan.handhelds + 1):
        device = Device.objects.create(
            warehouse=site.warehouse, code=f"PDA-{plan.shop}-{number}", name=f"PDA {number}", kind=DeviceKind.HANDHELD
        )
        site.devices.append(_told(device))
    for number in range(1, plan.stations + 1):
        code = f"W{plan.first_number + number:04d}"
        printer = Printer.objects.create(warehouse=site.warehouse, code=f"P-{code}", name=f"面单机 {number}")
        station = Station.objects.create(
            warehouse=site.warehouse,
            code=code,
            name_zh=f"打包台 {number:02d}",
            name_en=f"Bench {number:02d}",
            printer=printer,
        )
        device = Device.objects.create(
            warehouse=site.warehouse,
            station=station,
            code=f"PC-{plan.shop}-{number}",
            name=f"PC {number}",
            kind=DeviceKind.STATION,
        )
        site.devices.append(_told(device))


def _told(device: Device) -> dict[str, Any]:
    told: dict[str, Any] = {"code": device.code, "kind": device.kind}
    if device.station:
        told["station"] = device.station.code
    if device.warehouse.code == SIM_PLAN.code:
        told["token"] = enrol(device)
    else:
        told["link"] = enrolment_link(device, life=DEMO_LINK_LIFE)
    return told
