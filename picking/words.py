"""Words for the codes of waves, both languages: (zh-Hans, English)."""

from wms.core.words import Pair

WAVE_STATES: dict[str, Pair] = {
    "draft": ("试算", "Trial"),
    "building": ("生成中", "Building"),
    "released": ("待拣", "Released"),
    "picking": ("拣货中", "Picking"),
    "sorted": ("已拣完", "Picked"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
}
ORDER_CLASSES: dict[str, Pair] = {
    "single_unit": ("单品单件", "Single unit"),
    "single_sku": ("单品多件", "Single SKU"),
    "mixed": ("多品", "Mixed"),
}
