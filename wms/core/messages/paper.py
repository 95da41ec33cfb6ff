"""What printing says."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, Wording

WORDINGS: dict[str, Wording] = {
    "paper.nothing_to_print": Wording(
        STOP, ("没有可打印的", "Nothing to print"), NOTHING_CHANGED, ("先选要打印的", "Choose what to print")
    ),
    "paper.too_wide": Wording(
        STOP,
        ("条码太宽", "Barcode too wide"),
        ("{text} 在 {width_mm} mm 内印不清", "{text} does not scan within {width_mm} mm"),
        ("换大标签或短条码", "Use a larger label or a shorter barcode"),
    ),
    "paper.not_encodable": Wording(
        STOP,
        ("条码印不了", "Barcode cannot be printed"),
        ("{text} 含条码装不下的字符", "{text} holds characters that the barcode cannot"),
        ("只用英文字母、数字和 -", "Use letters, digits and - only"),
    ),
    "paper.text_too_long": Wording(
        STOP,
        ("文字放不下", "Text does not fit"),
        ("{text} 不能截断", "{text} must not be cut"),
        ("换大标签或改短", "Use a larger label or a shorter text"),
    ),
}
