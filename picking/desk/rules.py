"""Wave rules (波次规则): the list by rank, one rule's form with a live preview beside it, switching on and off."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from picking.desk.previews import context_of, notes_on
from picking.desk.rule_form import RuleForm
from picking.desk.waves import MAY_ACT
from picking.models import WaveRule
from picking.operations.preview import matched
from picking.operations.wave_rules import save_rule
from picking.rules import RuleFacts, facts_of
from picking.states import OrderClass
from wms.core.desk.doors import act, cause_of
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.core.transactions import run


def fresh(warehouse: Warehouse) -> RuleFacts:
    """A new rule behind all others, for every class."""
    last = WaveRule.objects.filter(warehouse=warehouse).order_by("-rank").values_list("rank", flat=True).first() or 0
    return RuleFacts(warehouse_id=warehouse.pk, rank=last + 10, classes=tuple(OrderClass.values))


def known_rule(warehouse: Warehouse, rule_id: int) -> RuleFacts:
    return facts_of(get_object_or_404(WaveRule, pk=rule_id, warehouse=warehouse))


@require_GET
@desk_page(*MAY_ACT)
def rules(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    rows = WaveRule.objects.filter(warehouse=warehouse).order_by("-is_active", "rank", "pk")
    found = [(row, facts_of(row)) for row in rows.prefetch_related("shops", "zones")]
    context = {"rows": [(row, facts, matched(warehouse, facts)) for row, facts in found]}
    return desk(request, warehouse, "picking/rules.html", "waves", context)


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_ACT)
def rule(request: HttpRequest, warehouse: Warehouse, rule_id: int | None = None) -> HttpResponse:
    """The form of a new rule or a known one; saved, it leads back to the list."""
    shown = fresh(warehouse) if rule_id is None else known_rule(warehouse, rule_id)
    if request.method == "GET":
        return _page(request, warehouse, RuleForm.of(warehouse, shown), shown)
    form = RuleForm(warehouse, request.POST)
    facts = form.facts(rule_id)
    if facts is None:
        return _page(request, warehouse, form, shown, status=400)
    run(partial(save_rule, cause=cause_of(request, "wave_rule"), warehouse=warehouse, rule=facts))
    messages.success(request, _("Saved; waves are made by it from now on"))
    return HttpResponseRedirect(reverse("picking:rules"))


@require_POST
@desk_page(*MAY_ACT)
def try_rule(request: HttpRequest, warehouse: Warehouse, rule_id: int | None = None) -> HttpResponse:
    """The preview of what the form holds now: nothing is saved."""
    if rule_id is not None:
        known_rule(warehouse, rule_id)
    form = RuleForm(warehouse, request.POST)
    facts = form.facts(rule_id)
    context: dict[str, Any] = {"warehouse": warehouse, "form": form, "is_trial": True}
    if facts is not None:
        context |= {**context_of(warehouse, [facts]), "notes": notes_on(warehouse, facts)}
    return render(request, "picking/_trial.html", context)


@require_POST
@desk_page(*MAY_ACT)
def switch(request: HttpRequest, warehouse: Warehouse, rule_id: int) -> HttpResponse:
    """In use, or not."""
    facts = known_rule(warehouse, rule_id)
    changed = replace(facts, is_active=not facts.is_active)
    work = partial(save_rule, cause=cause_of(request, "wave_rule"), warehouse=warehouse, rule=changed)
    done = _("The rule is in use") if changed.is_active else _("The rule is switched off")
    return act(request, work, done, reverse("picking:rules"))


def _page(
    request: HttpRequest, warehouse: Warehouse, form: RuleForm, shown: RuleFacts, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "rule": shown, "groups": form.groups()}
    return desk(request, warehouse, "picking/rule.html", "waves", context, status=status)
