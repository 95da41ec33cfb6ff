"""The states of what goes to the platform, and what its methods can carry."""

from __future__ import annotations

from django.db import models


class PushState(models.TextChoices):
    """One binding's stock on its way to the front."""

    PENDING = "pending", "待推送"
    LEASED = "leased", "推送中"
    IDLE = "idle", "已同步"
    PARKED = "parked", "待人工处理"


class MethodProfile(models.TextChoices):
    """Which method a shop's stock goes by. Only the first carries all three quantities [M10]."""

    WHOLE_STATE = "whole_state", "完整库存消息"
    BATCH = "batch", "批量更新"
    SKU_STOCKS = "sku_stocks", "按 SKU 属性更新"


PRODUCTS_PER_CALL = {MethodProfile.WHOLE_STATE: 20, MethodProfile.BATCH: 20, MethodProfile.SKU_STOCKS: 1}
