"""The states of what goes to the platform, ."""

from __future__ import annotations

from django.db import models


class PushState(models.TextChoices):
    """One binding's stock on its way to the front."""

    PENDING = "pending", "待推送"
    LEASED = "leased", "推送中"
    IDLE = "idle", "已同步"
    PARKED = "parked", "待人工处理"


class MethodProfile(models.TextChoices):
    """Which method a shop's stock goes by. payloads/profiles.py says what each carries [M10]."""

    WHOLE_STATE = "whole_state", "完整库存消息"
    BATCH = "batch", "批量更新"
    SKU_STOCKS = "sku_stocks", "按 SKU 属性更新"
    CHOICE_OVERSEAS = "choice_overseas", "Choice 海外仓库存"
    SEMI_MANAGED = "semi_managed", "半托管分仓库存"
