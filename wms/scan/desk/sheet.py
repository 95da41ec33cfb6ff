"""The scanner's set-up sheet: what to set on a handheld's scanner, and a code beside each line that proves it."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from wms.core.paper.fitting import MM, wrap
from wms.core.paper.sheet import INK, Sheet
from wms.scan.barcode import GROUP_SEPARATOR
from wms.scan.codes import make

A4 = (210, 297)
MARGIN, ROW, CODE_LEFT, CODE_WIDTH = 14.0, 39.0, 112.0, 84.0
HEADING = ("扫描头设置单", "Scanner set-up sheet")
FOOT = (
    "设好后在手持机上打开 /rf/diag/，逐个扫右边的码：每一项都打勾才算设好。",
    "When all is set, open /rf/diag/ on the handheld and scan the codes on the right: every line must be ticked there.",
)
GS_PROOF = f"XTESTGS{GROUP_SEPARATOR}END"


@dataclass(frozen=True)
class Setting:
    """One line: its name, what to choose in the scanner's menu, and the text of the code that proves it."""

    key: str
    name: tuple[str, str]
    how: tuple[str, str]
    proof: str
    is_square: bool = False


SETTINGS = (
    Setting(
        "suffix",
        ("后缀：Enter", "Suffix: Enter"),
        (
            "数据格式里加后缀 Enter（CR），按键方式发送，不要“以字符串发送”",
            "Data formatting: append Enter (CR), sent as a key, not as a string",
        ),
        make("command", "TEST1"),
    ),
    Setting(
        "prefix",
        ("前缀：无", "Prefix: none"),
        (
            "前缀、条码类型字母都关掉；只用 GS1 时可以打开 AIM 标识",
            "No prefix and no code letter; the AIM identifier may be on where GS1 is used",
        ),
        make("command", "TEST2"),
    ),
    Setting(
        "letters",
        ("键盘：US English，大小写不变", "Keyboard: US English, case as it is"),
        ("键盘布局选 US English，大小写转换关", "Keyboard layout US English, no conversion of case"),
        make("command", "TESTAZQWYM"),
    ),
    Setting(
        "speed",
        ("按键间隔：0 毫秒", "Delay between keys: 0 ms"),
        ("字符间延时选无；慢扫会被当成手输", "No delay between characters: a slow scan is taken for typing"),
        make("command", "TEST4"),
    ),
    Setting(
        "ime",
        ("输入法：关", "Input method: off"),
        ("默认键盘选英文；扫码时不能出现拼音候选", "Default keyboard English: no candidates may appear while scanning"),
        make("command", "TEST5"),
    ),
    Setting(
        "gs",
        ("GS 要传送（GS1 分隔符）", "Transmit GS, the separator of GS1"),
        (
            "FNC1 / GS 发送 ASCII 29；发不出就映射成 | 。只有二维头能扫这个码",
            "FNC1 / GS as ASCII 29, else mapped to | . Only a 2D scanner reads this code",
        ),
        GS_PROOF,
        is_square=True,
    ),
)


def scanner_sheet(*, language: str, dpi: int = 600) -> bytes:
    """PDF, one A4 page."""
    index = 0 if language.startswith("zh") else 1
    sheet = Sheet(width_mm=A4[0], height_mm=A4[1], dpi=dpi, title=HEADING[index])
    sheet.text(MARGIN, MARGIN + 6, HEADING[index], 18, bold=True)
    for line, text in enumerate(wrap(FOOT[index], (A4[0] - 2 * MARGIN) * MM, 10)):
        sheet.text(MARGIN, MARGIN + 13 + line * 4.6, text, 10)
    top = MARGIN + 25
    for number, setting in enumerate(SETTINGS, start=1):
        _draw(sheet, setting, number, top, index)
        top += ROW + 2
    sheet.end_page()
    return sheet.pdf()


def _draw(sheet: Sheet, setting: Setting, number: int, top: float, index: int) -> None:
    sheet.rule(MARGIN, top, A4[0] - 2 * MARGIN)
    sheet.text(MARGIN, top + 9, str(number), 20, bold=True)
    left, room = MARGIN + 10, CODE_LEFT - MARGIN - 14
    y = top + 8.2
    for text in wrap(setting.name[index], room * MM, 13, bold=True):
        sheet.text(left, y, text, 13, bold=True)
        y += 5.8
    for text in wrap(setting.how[index], room * MM, 10):
        sheet.text(left, y + 0.6, text, 10)
        y += 4.8
    if setting.is_square:
        _draw_square(sheet, setting.proof, CODE_LEFT + CODE_WIDTH / 2, top + 3.5)
        return
    sheet.barcode(CODE_LEFT, top + 7, CODE_WIDTH, 20, setting.proof)
    sheet.text(CODE_LEFT + CODE_WIDTH / 2, top + 31.5, setting.proof, 9, align="center")


def _draw_square(sheet: Sheet, text: str, middle: float, top: float) -> None:
    """A QR code of 1 mm modules, centred."""
    rows = list(segno.make(text, error="m", micro=False, mode="byte").matrix)
    left = middle - len(rows) / 2
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                sheet.box(left + x, top + y, 1, 1, fill=INK)
