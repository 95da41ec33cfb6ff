"""Wave rules (波次规则): the list by rank, one rule's form with a live preview beside it, switching on and off."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from picking.desk.previews import context_of, notes_on
from picking.desk.rule_form import RuleForm
from picking.desk.waves import MAY_ACT
from picking.models import WaveRule
from picking.operations.preview import matched
from picking.operations.wave_rules import check_rule, save_rule
from picking.rules import RuleFacts, facts_of
from picking.states import OrderClass
from wms.core.desk.doors import act, attempt, cause_of, said_of
from wms.core.desk.forms import form_page
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.core.templatetags.zhunjian import named


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
    found = [(row, facts_of(row)) for row in rows.select_related("trolley_type").prefetch_related("shops", "zones")]
    context = {"rows": [(row, facts, matched(warehouse, facts)) for row, facts in found]}
    return desk(request, warehouse, "picking/rules.html", "waves", context)


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_ACT)
def rule(request: HttpRequest, warehouse: Warehouse, rule_id: int | None = None) -> HttpResponse:
    """The form of a new rule or a known one; saved, it leads back to the list."""
    shown = fresh(warehouse) if rule_id is None else known_rule(warehouse, rule_id)
    form = RuleForm.of(warehouse, shown, request.POST or None)

    def work(_given: dict[str, Any]) -> WaveRule:
        return save_rule(cause=cause_of(request, "wave_rule"), warehouse=warehouse, rule=form.rule(rule_id))

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=_to_rules,
        done=_("Saved; waves are made by it from now on"),
        title=named(shown) if rule_id else _("New wave rule"),
        here="waves",
        leave=reverse("picking:rules"),
        template="picking/rule.html",
        context={"rule": shown, "is_tried_at_once": rule_id is not None or form.is_bound},
    )


@require_POST
@desk_page(*MAY_ACT)
def try_rule(request: HttpRequest, warehouse: Warehouse, rule_id: int | None = None) -> HttpResponse:
    """The preview of what the form holds now: nothing is saved."""
    shown = fresh(warehouse) if rule_id is None else known_rule(warehouse, rule_id)
    form = RuleForm.of(warehouse, shown, request.POST)
    context: dict[str, Any] = {"warehouse": warehouse, "form": form, "is_trial": True}
    if form.is_valid():
        facts = form.rule(rule_id)
        _checked, refusal = attempt(partial(check_rule, facts))
        if refusal is None:
            context |= {**context_of(warehouse, [facts]), "notes": notes_on(warehouse, facts)}
        else:
            field = refusal.facts["field"]
            form.add_error(field if field in form.fields else None, said_of(refusal).note)
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


def _to_rules(_saved: object) -> str:
    return reverse("picking:rules")
