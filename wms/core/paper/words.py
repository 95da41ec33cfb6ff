"""The few fixed words on paper, in both languages; all other text comes from the apps."""

LANGUAGES = ("zh-hans", "en")

WORDS: dict[str, tuple[str, str]] = {
    "check": ("校验", "Check"),
    "slot": ("格口", "Slot"),
    "station": ("工位", "Station"),
    "badge": ("工牌", "Badge"),
    "page": ("第 {page} / {pages} 页", "Page {page} of {pages}"),
    "made_at": ("制表时间", "Made at"),
    "made_by": ("制表人", "Made by"),
    "warehouse": ("仓库", "Warehouse"),
    "pick_list": ("拣货单", "Pick list"),
    "manifest": ("交接清单", "Handover manifest"),
    "stop": ("序", "Stop"),
    "location": ("库位", "Location"),
    "item": ("商品", "Item"),
    "quantity": ("数量", "Units"),
    "zone": ("分区 {zone}", "Zone {zone}"),
    "zone_from": ("分区 {zone} · 从 {point} 取箱", "Zone {zone} · totes from {point}"),
    "put_into": ("放入", "Put into"),
    "done": ("完成", "Done"),
    "lot": ("批号 {lot}", "Lot {lot}"),
    "row": ("序", "No."),
    "waybill": ("运单号", "Waybill"),
    "order": ("订单号", "Order"),
    "destination": ("目的地", "Destination"),
    "weight": ("重量 (g)", "Weight (g)"),
    "carrier": ("承运商", "Carrier"),
    "parcels": ("包裹数", "Parcels"),
    "total_weight": ("总重", "Total weight"),
    "handed_over_by": ("仓库交接人", "Handed over by"),
    "taken_over_by": ("承运商接收人", "Taken over by"),
    "signed_at": ("时间", "Time"),
    "own_label": ("自制面单", "Own label"),
    "from": ("寄", "From"),
    "to": ("收", "To"),
    "parcel_of": ("第 {index} / {count} 件", "Parcel {index} of {count}"),
    "reprint": ("补打 {n}", "Reprint {n}"),
    "trial_page": ("测试页", "Test page"),
    "trial_scan": ("条码能扫出来就对齐了", "The bars are in line if they scan"),
    "slot_1": ("蓝", "Blue"),
    "slot_2": ("黄", "Yellow"),
    "slot_3": ("紫", "Violet"),
    "slot_4": ("青", "Teal"),
    "slot_5": ("橙", "Orange"),
    "slot_6": ("粉", "Pink"),
    "slot_7": ("棕", "Brown"),
    "slot_8": ("白", "White"),
}


def word(key: str, language: str, **values: object) -> str:
    """The word in `language`, values filled in. An unknown language is a ValueError."""
    if language not in LANGUAGES:
        raise ValueError(f"paper speaks {LANGUAGES}, not {language}")
    return WORDS[key][LANGUAGES.index(language)].format(**values)
