"""Who is told: rules and channels of a warehouse, their forms, trying a channel."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wms.core.desk.doors import act, cause_of
from wms.core.desk.forms import form_page
from wms.core.desk.frame import desk
from wms.core.models import AuditEntry, Warehouse
from wms.core.reach import KEEPERS, reach_of
from wms.core.rights import desk_page
from wms.notices.catalogue import CATALOGUE
from wms.notices.desk.forms import ChannelForm, RuleForm
from wms.notices.desk.lists import GRAVITY, language
from wms.notices.desk.samples import answer_of, try_now
from wms.notices.models import Channel, Rule
from wms.notices.operations.channels import drop_channel, keep_channel
from wms.notices.operations.rules import drop_rule, keep_rule
from wms.notices.peers import mail
from wms.notices.selectors import channels_at, rules_at
from wms.notices.wording import kind_in

HISTORY = 20
HERE = "notice_rules"


@require_GET
@desk_page(*KEEPERS)
def rules(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    kinds = [
        (kind_in(kind.code, language()), str(int(kind.severity)), sorted(kind.roles), kind.stages)
        for kind in sorted(CATALOGUE.values(), key=lambda kind: (-kind.severity, kind.code))
    ]
    context = {
        "rules": list(rules_at(warehouse)),
        "channels": list(channels_at(warehouse)),
        "kinds": kinds,
        "gravity": GRAVITY,
        "is_mail_set_up": mail.is_set_up(),
        "is_everywhere": _is_everywhere(request),
    }
    return desk(request, warehouse, "notices/rules.html", HERE, context)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_channel(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    return _channel_form(request, warehouse, None)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def channel(request: HttpRequest, warehouse: Warehouse, channel_id: int) -> HttpResponse:
    return _channel_form(request, warehouse, get_object_or_404(channels_at(warehouse), pk=channel_id))


@require_POST
@desk_page(*KEEPERS)
def forget_channel(request: HttpRequest, warehouse: Warehouse, channel_id: int) -> HttpResponse:
    found = get_object_or_404(channels_at(warehouse), pk=channel_id)
    work = partial(drop_channel, cause=cause_of(request, "notices"), channel=found)
    return act(request, work, _("Channel taken away"), reverse("notices:rules"))


@require_POST
@desk_page(*KEEPERS)
def try_channel(request: HttpRequest, warehouse: Warehouse, channel_id: int) -> HttpResponse:
    found = get_object_or_404(channels_at(warehouse), pk=channel_id)
    return try_now(request, found, reverse("notices:channel", args=[found.pk]))


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_rule(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    return _rule_form(request, warehouse, None)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def rule(request: HttpRequest, warehouse: Warehouse, notice_rule_id: int) -> HttpResponse:
    return _rule_form(request, warehouse, get_object_or_404(rules_at(warehouse), pk=notice_rule_id))


@require_POST
@desk_page(*KEEPERS)
def forget_rule(request: HttpRequest, warehouse: Warehouse, notice_rule_id: int) -> HttpResponse:
    found = get_object_or_404(rules_at(warehouse), pk=notice_rule_id)
    work = partial(drop_rule, cause=cause_of(request, "notices"), rule=found)
    return act(request, work, _("Rule taken away"), reverse("notices:rules"))


def _channel_form(request: HttpRequest, warehouse: Warehouse, found: Channel | None) -> HttpResponse:
    initial = ChannelForm.of(found) if found else {"kind": "dingtalk"}
    form = ChannelForm(
        request.POST or None, initial=initial, warehouse=warehouse, is_everywhere=_is_everywhere(request), channel=found
    )

    def work(_facts: dict[str, Any]) -> Channel:
        return keep_channel(cause=cause_of(request, "notices"), channel=found, **form.facts)

    context = {"found": found, "answer": answer_of(request), "kept": _history(f"channel:{found.pk}") if found else []}
    return form_page(
        request, warehouse, form, work=work, back=lambda kept: reverse("notices:channel", args=[kept.pk]),
        done=_("Saved"), title=found.name if found else _("New channel"), here=HERE, leave=reverse("notices:rules"),
        template="notices/channel.html", context=context,
    )  # fmt: skip


def _rule_form(request: HttpRequest, warehouse: Warehouse, found: Rule | None) -> HttpResponse:
    form = RuleForm(
        request.POST or None,
        initial=RuleForm.of(found) if found else {"least_severity": 2},
        warehouse=warehouse,
        is_everywhere=_is_everywhere(request),
    )

    def work(_facts: dict[str, Any]) -> Rule:
        return keep_rule(cause=cause_of(request, "notices"), rule=found, **form.facts)

    context = {"found": found, "kept": _history(f"notice_rule:{found.pk}") if found else []}
    return form_page(
        request, warehouse, form, work=work, back=lambda _: reverse("notices:rules"), done=_("Saved"),
        title=found.name if found else _("New rule"), here=HERE, leave=reverse("notices:rules"),
        template="notices/rule.html", context=context,
    )  # fmt: skip


def _history(subject: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(subject=subject).select_related("person").order_by("-pk")[:HISTORY])


def _is_everywhere(request: HttpRequest) -> bool:
    return reach_of(request.user).is_everywhere  # type: ignore[arg-type]
