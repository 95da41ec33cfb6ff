"""What the desk says about files that are brought in: why a file is refused, why a row cannot be taken."""

from wms.core.messages.codes import IMPORT_STATES
from wms.core.messages.wording import NOTHING_CHANGED, STOP, WRONG, Wording


def _file(zh: str, en: str, act_zh: str = "", act_en: str = "") -> Wording:
    return Wording(STOP, (zh, en), NOTHING_CHANGED, (act_zh, act_en) if act_zh else None)


def _cell(zh: str, en: str) -> Wording:
    return Wording(WRONG, (zh, en))


WORDINGS: dict[str, Wording] = {
    "intake.file_too_large": _file(
        "文件约 {megabytes} MB，上限 {limit} MB",
        "The file has about {megabytes} MB; the limit is {limit} MB",
        "拆成几个文件再上传",
        "Split it into several files",
    ),
    "request.too_large": _file(
        "发来约 {megabytes} MB，本页上限 {limit} MB",
        "About {megabytes} MB were sent; this page takes {limit} MB",
        "回到上一页，少填一些",
        "Go back and enter less",
    ),
    "request.beyond_limit": _file(
        "发来的内容超过那一页的上限",
        "More was sent than that page takes",
        "回到上一页：文件拆小再传，文字少填一些",
        "Go back: split the file into several, or enter less",
    ),
    "request.length_missing": _file(
        "没有说明内容长度",
        "The length of the content is missing",
        "在浏览器里打开本页再发；程序发的要写 Content-Length，不能分块",
        "Open the page in a browser and send it from there; a program states Content-Length instead of sending chunks",
    ),
    "intake.file_empty": _file("{file} 是空的", "{file} is empty"),
    "intake.file_wrong_kind": _file(
        "{file} 不是能导入的表格：{found}",
        "{file} is no table that can be brought in: {found}",
        "用 .csv 或 .xlsx",
        "Use .csv or .xlsx",
    ),
    "intake.file_encrypted": _file(
        "{file} 有密码保护", "{file} is protected by a password", "去掉密码再导入", "Save it without the password"
    ),
    "intake.file_broken": _file(
        "{file} 从第 {line} 行起读不下去",
        "{file} cannot be read beyond line {line}",
        "检查引号是否成对，或重新保存",
        "Check that quotes come in pairs, or save it anew",
    ),
    "intake.workbook_broken": _file(
        "{file} 不是完整的工作簿",
        "{file} is no whole workbook",
        "在 Excel 中打开，另存再导入",
        "Open it in Excel and save it anew",
    ),
    "intake.file_swells": _file(
        "{file} 解压后有 {megabytes} MB，上限 {limit} MB", "{file} unpacks to {megabytes} MB; the limit is {limit} MB"
    ),
    "intake.text_unreadable": _file(
        "{file} 第 {byte} 个字节起不是 UTF-8、UTF-16 或 GB18030 文字",
        "{file} is not UTF-8, UTF-16 or GB18030 from byte {byte} on",
        "另存为 UTF-8",
        "Save it as UTF-8",
    ),
    "intake.too_many_rows": _file(
        "超过 {limit} 行", "More than {limit} rows", "拆成几个文件再导入", "Split it into several files"
    ),
    "intake.too_many_cells": _file("单元格或列数超过 {limit}", "More than {limit} cells or columns"),
    "intake.merged_cells": _file(
        "有合并单元格：{cells}", "Merged cells: {cells}", "取消合并再导入", "Unmerge them and bring the file again"
    ),
    "intake.header_missing": _file(
        "第 {line} 行起没有表头，缺：{missing}",
        "No complete header from line {line} on; missing: {missing}",
        "下载模板对照",
        "Compare with the template",
    ),
    "intake.header_unknown": _file(
        "第 {line} 行有不认识的列：{unknown}。能用的列：{known}",
        "Line {line} has columns that are not known: {unknown}. Known ones: {known}",
        "改列名，或删掉这一列",
        "Rename the column or take it out",
    ),
    "intake.header_twice": _file("第 {line} 行有两列“{column}”", "Line {line} names the column {column} twice"),
    "intake.no_rows": _file("第 {line} 行表头下没有数据", "Nothing stands below the header in line {line}"),
    "intake.not_ready": Wording(
        STOP,
        ("这个导入已经变了", "This import has moved on"),
        NOTHING_CHANGED,
        ("看现在的状态：{state}", "See its state now: {state}"),
        {"state": IMPORT_STATES},
    ),
    "intake.nothing_to_import": Wording(
        STOP, ("没有要写入的行", "No row would change anything"), ("有误 {bad} 行", "{bad} bad rows")
    ),
    "intake.has_bad_rows": Wording(
        STOP,
        ("还有 {bad} 行有误", "{bad:row is|rows are} bad"),
        NOTHING_CHANGED,
        ("改好文件，或选择只导入正确的行", "Repair the file, or choose to import the good rows"),
    ),
    "intake.world_changed": Wording(
        STOP,
        (
            "确认之后数据变了：{count} 行与预览不同",
            "{count:row differs|rows differ} from the preview since it was accepted",
        ),
        ("已写入的全部退回", "What was written was taken back"),
        ("重新导入这个文件", "Bring the file again"),
    ),
    "intake.built_on": Wording(
        STOP,
        ("{label} 已被使用：{users} {count} 条", "{label} is in use: {count} {users}"),
        NOTHING_CHANGED,
        ("先撤掉用到它的记录", "Take back what uses it first"),
    ),
    "intake.changed_since": Wording(
        STOP, ("{label} 导入后又改过：{column}", "{label} was changed since: {column}"), NOTHING_CHANGED
    ),
    "intake.gone_since": Wording(
        STOP,
        ("{label} 原来的货 {gone} 已不在", "{label} consisted of {gone}, which is not there any more"),
        NOTHING_CHANGED,
        ("到映射页改", "Change it at its page"),
    ),
    "intake.kind_unknown": _file("没有这种导入", "There is no such import"),
    "intake.no_file": _file("没有选择文件", "No file was chosen"),
    "intake.required": _cell("必填", "Must be filled in"),
    "intake.too_long": _cell("{length} 个字，最多 {limit} 个", "{length} characters; at most {limit}"),
    "intake.bad_characters": _cell("有不能用的字符", "Holds characters that cannot be used"),
    "intake.scientific": _cell(
        "科学计数法，位数已丢：把这一列设为文本再填", "Scientific notation has lost digits: format the column as text"
    ),
    "intake.rounded": _cell(
        "{cell} 的数字超过 15 位，已被四舍五入：设为文本再填",
        "Cell {cell} has more than 15 digits and was rounded: format it as text",
    ),
    "intake.formula": _cell("单元格 {cell} 是公式：改成数值", "Cell {cell} holds a formula: put its value there"),
    "intake.not_whole": _cell("不是整数", "Not a whole number"),
    "intake.out_of_range": _cell("要在 {low} 到 {high} 之间", "Must be from {low} to {high}"),
    "intake.not_amount": _cell("不是金额，写成 12.50", "Not an amount; write 12.50"),
    "intake.not_hs_code": _cell("HS 编码是 6 到 10 位数字", "An HS code has 6 to 10 digits"),
    "intake.not_goods": _cell("写成 2 x TEE + CAP", "Write it as 2 x TEE + CAP"),
    "intake.goods_twice": _cell("{sku} 写了两次", "{sku} is named twice"),
    "intake.gift_stands": _cell(
        "{sku} 已是它的赠品，空着的赠品格留着它：到映射页改",
        "{sku} is a gift of it already, and a blank cell keeps that: change it at its page",
    ),
    "intake.goods_too_many": _cell("最多 {limit} 种货", "At most {limit} kinds of goods"),
    "intake.shop_unknown": _cell("本仓没有这个店铺：写店铺编码", "No shop of this warehouse: write its code"),
    "intake.binding_refused": _cell(
        "有人判定过不是这个货：到映射页处理", "A person refused it: take it up at its page"
    ),
    "intake.not_yes_no": _cell("填“是”或“否”", "Say yes or no"),
    "intake.not_day": _cell("不是日期，写成 2026-01-31", "Not a date; write 2026-01-31"),
    "intake.not_choice": _cell("只能是：{choices}", "One of: {choices}"),
    "intake.duplicate": _cell("与第 {line} 行重复", "The same as line {line}"),
    "intake.conflict": _cell(
        "与第 {line} 行冲突：编码相同，内容不同", "Conflicts with line {line}: same key, other values"
    ),
    "intake.example_row": _cell("模板的示例行，删掉它", "The template's example row: take it out"),
    "intake.cell_without_column": _cell("表头没有这一列", "The header has no such column"),
    "intake.expiry_needs_lots": _cell("管效期必须管批次", "Tracking expiry needs tracking lots"),
    "intake.lots_with_stock": _cell(
        "有不分批次的库存，不能改成管批次", "Stock without a lot is there: it cannot begin to track lots"
    ),
    "intake.zone_unknown": _cell(
        "没有库区 {zone}：填上库区类型就会新建", "Zone {zone} is not there: give its kind and it is made"
    ),
    "intake.zone_kinds_differ": _cell("库区 {zone} 前面填了别的类型", "Zone {zone} has another kind in an earlier row"),
    "intake.code_without_barcode": _cell(
        "做不成条码：要 2 到 16 个字母或数字", "Makes no barcode: 2 to 16 letters or digits are needed"
    ),
    "intake.barcode_taken": _cell("条码与库位 {other} 相同", "Its barcode is that of location {other}"),
    "intake.barcode_twice": _cell(
        "条码与第 {line} 行相同，只差横线", "Its barcode is that of line {line}: only dashes differ"
    ),
    "intake.not_a_shelf": _cell("这个编码是容器或账外库位", "This code is a handling unit or an outer end"),
    "intake.kind_fixed": _cell("已有库位不能改类型", "The kind of a place that is there cannot change"),
    "opening.stock_there": Wording(
        STOP,
        ("{location} 的 {sku} 已有 {on_hand} 件", "{location} has {on_hand} units of {sku} already"),
        NOTHING_CHANGED,
        ("用盘点或调整", "Count or adjust it"),
    ),
    "intake.check_digit": _cell("校验位不对，应为 {expected}", "The check digit should be {expected}"),
    "intake.own_code": _cell(
        "这是本系统库位、容器或工牌的码", "This is a code of ours: a location's, a tote's or a badge's"
    ),
    "intake.sku_unknown": _cell("没有这个 SKU，或已停用", "There is no such SKU, or it is not active"),
    "intake.barcode_of_other": _cell("已是 {sku} 的条码", "Is the barcode of {sku} already"),
    "intake.location_unknown": _cell("本仓没有这个库位", "This warehouse has no such location"),
    "intake.lot_needed": _cell("这个 SKU 管批次，要填批次", "This SKU tracks lots: name the lot"),
    "intake.lot_not_tracked": _cell("这个 SKU 不管批次，不填批次", "This SKU tracks no lots: leave it blank"),
    "intake.expiry_differs": _cell("这个批次的有效期是 {known}", "This lot expires on {known}"),
    "intake.expired": _cell("已过期，不能作为良品", "Past its date: cannot enter as good stock"),
    "intake.stock_there": _cell(
        "账上已有 {on_hand} 件：用盘点或调整", "The books have {on_hand} units there already: count or adjust"
    ),
    "intake.lots_would_mix": _cell("会混批次", "Lots would mix at this place"),
    "intake.over_capacity": _cell("合计 {total} 件，容量 {capacity} 件", "{total} units in all, room for {capacity}"),
    "intake.order_taken": _cell("这个单号已录过", "There is an order of this number already"),
    "intake.order_head": _cell("单号的第一行要写它", "The first row of a number must say it"),
    "intake.order_differs": _cell("同一单号的第一行是 {other}", "The first row of this number says {other}"),
    "intake.order_due": _cell("最晚发出日已过", "The day to ship by is over"),
    "intake.asn_taken": _cell("到货单号已存在", "This ASN number exists already"),
    "intake.asn_differs": _cell("同一到货单第 {line} 行是 {other}", "Line {line} of the same ASN says {other}"),
    "intake.day_not_over": _cell("这一天还没结束", "This day is not over yet"),
    "intake.day_kept": _cell("系统已有这一天的记录，数量不同", "The system keeps this day with other figures"),
    "intake.more_than_on_hand": _cell("可用多于现有", "More available than on hand"),
    "intake.not_yours": _cell("无权给这个角色或改这个人", "This role or this person is not yours to change"),
    "intake.badge_taken": _cell("工牌已属于 {holder}", "This badge is {holder}'s"),
    "intake.person_inactive": _cell("这个人已停用：先启用", "This person is inactive: reactivate first"),
    "picture.not_one": _cell("不是图片", "Not a picture"),
    "picture.broken": _cell("图片坏了，打不开", "The picture is broken"),
    "picture.too_many_pixels": _cell("{megapixels} 百万像素，上限 {limit}", "{megapixels} megapixels; at most {limit}"),
    "picture.too_large": _cell("{megabytes} MB，上限 {limit} MB", "{megabytes} MB; at most {limit} MB"),
    "picture.no_sku": _cell("没有 SKU {code}：文件名要与编码相同", "There is no SKU {code}: name the file by its code"),
}
