"""[M..] Every figure of DOMAIN.md with its default, unit and bounds, in one place; overrides per warehouse or shop."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wms.core.models import Shop, Warehouse


@dataclass(frozen=True)
class Figure:
    """One figure. `requirement` is its name in DOMAIN.md."""

    name: str
    requirement: str
    default: Decimal
    unit: str
    low: Decimal
    high: Decimal
    zh: str
    en: str


UNITS = {
    "s": ["秒", "s"],
    "min": ["分钟", "min"],
    "h": ["小时", "h"],
    "d": ["天", "days"],
    "/s": ["次/秒", "/s"],
    "%": ["%", "%"],
    "USD": ["美元", "USD"],
    "次": ["次", "times"],
    "件": ["件", "units"],
    "单": ["单", "orders"],
    "格": ["格", "slots"],
}


def unit_words(figure: Figure) -> list[str]:
    """The unit in Chinese and in English."""
    return UNITS[figure.unit]


def _figure(name: str, requirement: str, default: str, unit: str, low: str, high: str, zh: str, en: str) -> Figure:
    return Figure(name, requirement, Decimal(default), unit, Decimal(low), Decimal(high), zh, en)


FIGURES = {
    figure.name: figure
    for figure in [
        _figure("sync_threshold_seconds", "M12", "30", "s", "5", "30", "库存同步延迟阈值", "Stock sync threshold"),
        _figure("sync_limit_seconds", "M12", "300", "s", "30", "300", "平台同步上限", "Platform sync limit"),
        _figure("late_update_percent", "M45", "0.3", "%", "0", "100", "库存迟报率上限", "Late updates, at most"),
        _figure("requests_per_second", "M13", "10", "/s", "1", "10", "每秒请求上限", "Requests a second, at most"),
        _figure("call_deadline_seconds", "M13", "3", "s", "1", "3", "单次调用时限", "Call deadline"),
        _figure("breaker_failures", "M14", "5", "次", "1", "50", "熔断次数", "Failures that open the breaker"),
        _figure("breaker_window_hours", "M14", "24", "h", "1", "72", "熔断统计窗口", "Breaker window"),
        _figure("evidence_days", "M15", "180", "d", "180", "3650", "证据保留天数", "Days that evidence is kept"),
        _figure("address_days", "M21", "30", "d", "1", "180", "地址保留天数", "Days that addresses are kept"),
        _figure("snapshot_days", "M16", "7", "d", "7", "31", "首次同步快照天数", "Snapshot days of the first sync"),
        _figure("oversell_percent", "M20", "30", "%", "0", "100", "超卖赔付比例", "Oversell penalty"),
        _figure("oversell_cap_usd", "M20", "200", "USD", "0", "10000", "超卖赔付封顶", "Oversell penalty cap"),
        _figure("oversold_grace_minutes", "M20", "1", "min", "1", "60", "超卖多久后报警", "Oversold: alarm after"),
        _figure("oversold_urgent_hours", "M20", "24", "h", "0", "168", "超卖临期转紧急", "Oversold: urgent within"),
        _figure("orders_fresh_seconds", "M25", "5", "s", "1", "30", "推库存前拉单时限", "Order pull age before a push"),
        _figure("order_pull_seconds", "M51", "30", "s", "5", "300", "拉单间隔", "Order pull interval"),
        _figure("picking_seconds", "M30", "92", "s", "1", "3600", "单均拣货秒数", "Picking seconds an order"),
        _figure("wrong_pick_percent", "M40", "0.25", "%", "0", "100", "错漏率上限", "Wrong-or-missed pick rate"),
        _figure("wrong_pick_alarm_percent", "M40", "0.5", "%", "0", "100", "错漏率警戒", "Wrong pick alarm, a month"),
        _figure("wrong_orders_a_day", "M40", "5", "单", "0", "1000", "每日错单上限", "Wrong orders a day"),
        _figure("wave_on_time_percent", "M41", "98.5", "%", "0", "100", "波次准时率", "Waves on time"),
        _figure("wave_alarm_percent", "M41", "95", "%", "0", "100", "波次准时警戒", "Waves on time, alarm"),
        _figure(
            "wave_alarm_days",
            "M41",
            "3",
            "d",
            "1",
            "14",
            "波次准时警戒连续天数",
            "Late days that alarm",
        ),
        _figure("due_close_minutes", "M41", "15", "min", "0", "240", "临近截单提示", "Close to its due time"),
        _figure("parcel_consistency_percent", "M42", "100", "%", "0", "100", "包裹一致率", "Parcel consistency"),
        _figure("out_in_24h_percent", "M43", "91.7", "%", "0", "100", "24 小时出库率", "Out within 24 h"),
        _figure("cancel_percent", "M44", "3.3", "%", "0", "100", "订单取消率", "Order cancellation rate"),
        _figure(
            "adjust_second_person_units", "M34", "20", "件", "0", "100000", "调整须复核件数", "Second person above"
        ),
        _figure("wave_max_orders", "M30", "120", "单", "1", "5000", "波次单数上限", "Orders a wave, at most"),
        _figure("wave_plan_seconds", "M30", "2", "s", "0", "60", "波次规划时限", "Wave planning budget"),
        _figure("trolley_slots", "M30", "8", "格", "1", "24", "拣货车格数", "Slots a trolley"),
        _figure(
            "walk_idle_minutes", "M30", "20", "min", "1", "720", "拣货单无人动多久可接手", "Idle walk is free after"
        ),
        _figure("bulk_units", "M30", "40", "件", "2", "500", "汇总拣货每箱件数", "Units a bulk tote"),
        _figure("scan_max_age_hours", "M36", "12", "h", "1", "24", "离线扫描时限", "Oldest offline scan"),
        _figure("pin_attempts", "M32", "5", "次", "3", "10", "PIN 尝试次数", "PIN attempts"),
        _figure("pin_lock_minutes", "M32", "10", "min", "1", "120", "PIN 锁定分钟", "PIN lock"),
    ]
}


def figure(name: str, *, warehouse: Warehouse | None = None, shop: Shop | None = None) -> Decimal:
    """The figure in force: the shop's, else the warehouse's, else the default. One query at most two rows."""
    from django.db.models import Q

    from wms.core.models import FigureOverride

    default = FIGURES[name].default
    if warehouse is None and shop is None:
        return default
    owners = Q()
    if warehouse is not None:
        owners |= Q(warehouse=warehouse)
    if shop is not None:
        owners |= Q(shop=shop)
    rows = list(FigureOverride.objects.filter(owners, name=name))
    rows.sort(key=lambda row: row.shop_id is None)
    return rows[0].value if rows else default
