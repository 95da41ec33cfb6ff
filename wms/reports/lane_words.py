"""What a lane of the outbox carries, in words: a person who reads that it stands knows whom it concerns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from packing.manual import LANE as OWN_CARRIERS
from wms.aliexpress.desk.words import LANES
from wms.aliexpress.models import ShopAccount
from wms.core.models import Printer
from wms.core.outbox import MESSAGE_LANE
from wms.core.words import Pair, word
from wms.intake.operations.bring import LANE as INTAKE
from wms.notices.models import Channel
from wms.notices.operations.send_off import MAIL_LANE
from wms.notices.rounds import LANE as NOTICES

OF_THE_HOUSE: dict[str, Pair] = {
    MESSAGE_LANE: ("库内消息", "news between the rooms"),
    NOTICES: ("通知规则", "rules of notices"),
    MAIL_LANE: ("邮件通知", "mail"),
    INTAKE: ("文件导入", "imports"),
    OWN_CARRIERS: ("自有承运商面单", "labels of own carriers"),
}


def lane_words(lane: str) -> str:
    """The lane's work and whose it is: "Order pull · 深圳数码店". A lane without words is its own name.

    At most one query, and none for the lanes of the house.
    """
    if lane in OF_THE_HOUSE:
        return word(OF_THE_HOUSE, lane)
    room, _colon, rest = lane.partition(":")
    number, _colon, kind = rest.removeprefix("channel:").partition(":")
    if not number.isdecimal():
        return lane
    owner = _owner(room, int(number))
    work = {"aliexpress": LANES.get(kind), "prints": _("Printer"), "tell": _("Channel")}.get(room)
    return f"{work} · {owner}" if owner and work else lane


def _owner(room: str, pk: int) -> str:
    """The name of the shop, printer or channel that the lane is kept for; empty when it is gone."""
    if room == "aliexpress":
        return ShopAccount.objects.filter(pk=pk).values_list("shop__name", flat=True).first() or ""
    named = {"prints": Printer, "tell": Channel}.get(room)
    return named._default_manager.filter(pk=pk).values_list("name", flat=True).first() or "" if named else ""
