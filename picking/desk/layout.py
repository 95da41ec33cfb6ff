"""Changing how a floor lies: an aisle moved, a cross aisle opened or widened, seen on the picture before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from inventory.layout import check_aisle_move, check_bays_move
from inventory.operations.layout import move_aisle, move_bays
from inventory.selectors.floor_plans import FloorFacts, comes_to_origin, floors_of, place_points
from inventory.selectors.layout_moves import Move, aisle_move, bays_move
from picking.desk.layout_picture import Shift, draw
from picking.floors import problems_made_by
from wms.core.desk.doors import attempt, cause_of, said_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.messages import say
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page

MM_MAX = 1_000_000
AISLE, BAYS = "aisle", "bays"


def _mm(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=-MM_MAX, max_value=MM_MAX, label=label, help_text=help_text)


class AisleForm(DeskForm):
    """All places of an aisle go the same way to the right or left."""

    aisle = forms.ChoiceField(label=gettext_lazy("Aisle"))
    by_mm = _mm(gettext_lazy("Move by (mm)"), gettext_lazy("to the right; with − to the left"))

    def __init__(self, facts: FloorFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spans = sorted(facts.aisles.items())
        choices = [(name, f"{name} · X {(low + high) // 2:,}") for name, (low, high) in spans]
        self.fields["aisle"].choices = choices  # type: ignore[attr-defined]

    def shift(self) -> Shift:
        return Shift(aisle=self.cleaned_data["aisle"], x_mm=self.cleaned_data["by_mm"])


class BaysForm(DeskForm):
    """All bays of the floor from one on go back, or come forward."""

    from_y_mm = forms.TypedChoiceField(label=gettext_lazy("From this bay on"), coerce=int)
    by_mm = _mm(gettext_lazy("Move by (mm)"), gettext_lazy("to the back; with − to the front"))

    def __init__(self, facts: FloorFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(y_mm, f"{number} · Y {y_mm:,}") for number, y_mm in enumerate(facts.heights, start=1)]
        self.fields["from_y_mm"].choices = choices  # type: ignore[attr-defined]

    def shift(self) -> Shift:
        return Shift(from_y_mm=self.cleaned_data["from_y_mm"], y_mm=self.cleaned_data["by_mm"])


@dataclass(frozen=True)
class Change:
    """What the page is about: one floor, and one of the two ways to change it."""

    warehouse: Warehouse
    facts: FloorFacts
    kind: str

    @property
    def query(self) -> str:
        return urlencode({"floor": self.facts.floor, "what": self.kind})

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> AisleForm | BaysForm:
        return (BaysForm if self.kind == BAYS else AisleForm)(self.facts, data, initial=initial)

    def check(self, given: dict[str, Any]) -> None:
        to_origin = comes_to_origin(self.warehouse.pk, self.facts.floor, **given)
        if self.kind == BAYS:
            check_bays_move(self.facts, given["from_y_mm"], given["by_mm"], to_origin=to_origin)
        else:
            check_aisle_move(self.facts, given["aisle"], given["by_mm"], to_origin=to_origin)

    def move(self, given: dict[str, Any]) -> Move:
        """What it would change; it has been checked."""
        return (
            bays_move(self.facts, **given) if self.kind == BAYS else aisle_move(self.warehouse.pk, self.facts, **given)
        )


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def layout(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """?floor= and ?what=aisle|bays; a POST moves them. Done, the form is set to move them back."""
    change = _change(request, warehouse)
    asked = {name: request.GET[name] for name in ("aisle", "from_y_mm", "by_mm") if name in request.GET}
    form = change.form(request.POST or None, asked or None)

    def work(given: dict[str, Any]) -> dict[str, Any]:
        move = move_bays if change.kind == BAYS else move_aisle
        move(cause=cause_of(request, "layout"), warehouse=warehouse, floor=change.facts.floor, **given)
        back = {**given, "by_mm": -given["by_mm"]}
        if change.kind == BAYS:
            back["from_y_mm"] += given["by_mm"]
        return back

    names = [(name, urlencode({"floor": name, "what": change.kind})) for name in floors_of(warehouse.pk)]
    kinds = [(kind, urlencode({"floor": change.facts.floor, "what": kind})) for kind in (AISLE, BAYS)]
    shown = change.form(asked) if asked and request.method == "GET" else form
    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=partial(_back_to, change),
        done=_("Moved. The form is set to move it back"),
        title=_("Change the layout"),
        here="map",
        leave=reverse("picking:floors"),
        template="picking/layout.html",
        context={"change": change, "names": names, "kinds": kinds, **_picture(change, shown)},
    )


@require_GET
@desk_page(*KEEPERS)
def layout_picture(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The picture of what the form says now: nothing is changed."""
    change = _change(request, warehouse)
    return render(request, "picking/_layout_picture.html", _picture(change, change.form(request.GET)))


def _change(request: HttpRequest, warehouse: Warehouse) -> Change:
    """The asked floor, else the first that has aisles; without any the page says so."""
    floors = floors_of(warehouse.pk)
    asked = request.GET.get("floor", "")
    first = next((facts for facts in floors.values() if facts.aisles), FloorFacts(""))
    kind = BAYS if request.GET.get("what") == BAYS else AISLE
    return Change(warehouse, floors.get(asked, first) if "floor" in request.GET else first, kind)


def _picture(change: Change, form: AisleForm | BaysForm) -> dict[str, Any]:
    points = [each for each in place_points(change.warehouse.pk) if each.floor == change.facts.floor]
    shift, move, refusal, problems = Shift(), None, None, []
    if form.is_bound and form.is_valid():
        shift = form.shift()
        _checked, refusal = attempt(partial(change.check, form.cleaned_data))
        if refusal is None:
            move = change.move(form.cleaned_data)
            language = translation.get_language() or "zh-hans"
            found = problems_made_by(change.warehouse.pk, move, change.facts.floor)
            problems = [(say(problem.code, problem.facts, language), problem) for problem in found]
    refused = said_of(refusal) if refusal and refusal.facts["problem"] != "no_distance" else None
    return {
        "picture": draw(points, change.facts, shift, move),
        "is_refused": refused is not None,
        "told": refused,
        "move": move,
        "problems": problems,
    }


def _back_to(change: Change, back: dict[str, Any]) -> str:
    return f"{reverse('picking:layout')}?{change.query}&{urlencode(back)}"
