"""What is said of serial numbers, at the bench and at receipt."""

from wms.core.messages.wording import NOTHING_CHANGED, NOTHING_COUNTED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
    "pack.serial_asked": Wording(OK, ("扫它的序列号", "Scan its serial number"), ("{sku}", "{sku}")),
    "pack.unit_taken_serial": Wording(OK, ("给 {order}，扫序列号", "For {order}: scan its serial"), ("{sku}", "{sku}")),
    "serial.is_barcode": Wording(
        WRONG,
        ("这是商品条码", "That is the barcode of goods"),
        NOTHING_COUNTED,
        ("扫 SN 或 S/N 旁边的码", "Scan the code beside SN or S/N"),
    ),
    "serial.other_sku": Wording(
        STOP,
        ("序列号是别的商品的", "The serial is of other goods"),
        ("{serial} 属于 {scanned_sku}，什么都没变", "{serial} belongs to {scanned_sku}, nothing was changed"),
        ("看是不是拿混了，扫 {sku} 的", "Look for a mix-up, scan the one of {sku}"),
    ),
    "serial.twice": Wording(
        WRONG,
        ("这个序列号扫过了", "This serial was scanned already"),
        NOTHING_COUNTED,
        ("扫手上这件的", "Scan the one of the unit in hand"),
    ),
    "serial.elsewhere": Wording(
        STOP,
        ("序列号在别的包裹里", "The serial is in another parcel"),
        ("{document}，{order}，什么都没变", "{document}, {order}, nothing was changed"),
        ("扫手上这件的；真是它就找主管", "Scan the one of the unit in hand; if it is this one, call the lead"),
    ),
    "serial.shipped": Wording(
        STOP,
        ("序列号已发出过", "The serial has left already"),
        ("{order}，{document}，什么都没变", "{order}, {document}, nothing was changed"),
        ("扫手上这件的；是退货就找主管", "Scan the one of the unit in hand; if it came back, call the lead"),
    ),
    "serial.lost": Wording(
        STOP,
        ("序列号登记为丢失", "The serial is booked as lost"),
        NOTHING_CHANGED,
        ("放一边，找主管登记找回", "Put it aside, the lead books it found"),
    ),
    "serial.not_received": Wording(
        STOP,
        ("这个序列号没收过货", "This serial was never received here"),
        NOTHING_CHANGED,
        ("扫手上这件的；真是它就找主管登记", "Scan the one of the unit in hand; if it is this one, the lead enters it"),
    ),
    "serial.here": Wording(
        STOP,
        ("这个序列号已在库", "This serial is here already"),
        NOTHING_CHANGED,
        ("扫手上这件的；标签重复就找主管", "Scan the one of the unit in hand; call the lead about a double label"),
    ),
    "serial.not_tracked": Wording(
        WRONG,
        ("{sku} 不管序列号", "{sku} has no serial numbers"),
        NOTHING_CHANGED,
        ("先在 SKU 页勾选", "Tick it on the SKU's page first"),
    ),
    "receive.serial_asked": Wording(OK, ("扫它的序列号", "Scan its serial number"), ("第 {units} 件", "Unit {units}")),
    "receive.serial_named": Wording(OK, ("已数 {units} 件", "{units} counted"), ("{serial}", "{serial}")),
    "receive.serial_undone": Wording(OK, ("已撤回，手上 {units} 件", "Undone, {units} in hand")),
    "serial.each": Wording(
        WRONG,
        ("要一件一件扫", "One unit at a time"),
        ("{sku} 每件有自己的序列号", "Each unit of {sku} has a serial of its own"),
        ("拆开逐件扫", "Open it and scan the units"),
    ),
    "serial.not_in_state": Wording(
        WRONG,
        ("序列号状态不对", "The serial is not in that state"),
        NOTHING_CHANGED,
        ("刷新再看", "Load the page anew"),
    ),
}
