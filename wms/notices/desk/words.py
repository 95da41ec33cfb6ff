"""Words of the notices' pages for codes: states, kinds of channels."""

from __future__ import annotations

from wms.core.words import Pair

NOTICE_STATES: dict[str, Pair] = {
    "open": ("没人确认", "Nobody has it"),
    "acknowledged": ("已确认", "Acknowledged"),
    "settled": ("已解决", "Settled"),
}
CHANNEL_KINDS: dict[str, Pair] = {
    "dingtalk": ("钉钉机器人", "DingTalk robot"),
    "wecom": ("企业微信机器人", "WeCom robot"),
    "feishu": ("飞书机器人", "Feishu robot"),
    "webhook": ("签名 Webhook", "Signed webhook"),
}
TELLING_STATES: dict[str, Pair] = {
    "waiting": ("等待", "Waits"),
    "queued": ("发送中", "On its way"),
    "sent": ("已送达", "Delivered"),
    "failed": ("失败", "Failed"),
    "unclear": ("不确定", "Unclear"),
    "settled": ("无需再发", "Not needed any more"),
}
