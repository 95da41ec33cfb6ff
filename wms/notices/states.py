"""How grave a notice is, which ways it may go, and what became of each telling."""

from __future__ import annotations

from django.db import models


class Severity(models.IntegerChoices):
    """Whole numbers, so that a rule can say "from here on"."""

    INFO = 1, "知会"
    WARNING = 2, "警告"
    URGENT = 3, "紧急"


class ChannelKind(models.TextChoices):
    WEBHOOK = "webhook", "Webhook"
    DINGTALK = "dingtalk", "钉钉机器人"
    WECOM = "wecom", "企业微信机器人"
    FEISHU = "feishu", "飞书机器人"


class TellingState(models.TextChoices):
    """Waiting: for quiet hours, or for company. Unclear: it may have arrived, and is not sent a second time."""

    WAITING = "waiting", "等待"
    QUEUED = "queued", "发送中"
    SENT = "sent", "已送达"
    FAILED = "failed", "失败"
    UNCLEAR = "unclear", "不确定"
    SETTLED = "settled", "无需再发"
