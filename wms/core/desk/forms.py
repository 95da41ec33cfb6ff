"""The one kit of the desk's forms: fields in two columns, refusals above them, what was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from wms.core.desk.doors import attempt, said_of
from wms.core.desk.frame import desk
from wms.core.messages import Said, problem_words
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.templatetags.zhunjian import spoken

T = TypeVar("T")
WORDS = {
    "required": _("Fill this in"),
    "invalid": _("Not readable here"),
    "invalid_choice": _("Not one of the choices"),
    "max_length": _("At most %(limit_value)d characters"),
    "min_value": _("At least %(limit_value)s"),
    "max_value": _("At most %(limit_value)s"),
    "null_characters_not_allowed": _("Not readable here"),
}


class DeskForm(forms.Form):
    """Base of every desk form. `wide` fields take both columns; text fields lose their outer blanks.

    `sections`: titles with the names of the fields below them, for a form that is too long to be read at once.
    """

    wide: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.update(WORDS)
            if isinstance(field, forms.DateField):
                field.widget.input_type = "date"
                field.widget.format = "%Y-%m-%d"
            elif isinstance(field, forms.TimeField):
                field.widget.input_type = "time"
                field.widget.format = "%H:%M"

    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields to show, by section; a form without sections is one part without a title."""
        if not self.sections:
            return [("", self.visible_fields())]
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.sections]


def form_page(
    request: HttpRequest,
    warehouse: Warehouse,
    form: DeskForm,
    *,
    work: Callable[[dict[str, Any]], T],
    back: Callable[[T], str],
    done: str,
    title: str,
    here: str,
    leave: str,
    template: str = "desk/form.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or do its `work` with what was typed and go `back`; `leave` is where giving up leads.

    A field that cannot be read, or a refusal, shows the form again as it was typed, and nothing is changed. A refusal
    that names a field of the form says what is wrong with it there, too.
    """
    refused: Said | None = None
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            result, refusal = attempt(partial(work, form.cleaned_data))
            if refusal is None:
                messages.success(request, done)
                return HttpResponseRedirect(back(result))  # type: ignore[arg-type]
            refused, status = said_of(refusal), refusal.http_status
            if name := _field_of(form, refusal):
                form.add_error(name, _wrong_with_it(refusal, refused))
    shown = {"form": form, "title": title, "refused": refused, "leave": leave, **(context or {})}
    return desk(request, warehouse, template, here, shown, status=status)


def _field_of(form: DeskForm, refusal: OperationRefused) -> str:
    """The field that a refusal is about: it names it, or says the words of its label; empty when it does neither."""
    told = refusal.facts.get("field")
    labels = {name: str(field.label) for name, field in form.fields.items()}
    return next((name for name, label in labels.items() if told == name or spoken(told) == label), "")


def _wrong_with_it(refusal: OperationRefused, refused: Said) -> str:
    if problem_words(refusal.code, refusal.facts):
        return refused.note
    return str(spoken(refusal.facts["rule"])) if "rule" in refusal.facts else refused.title


def number_in(request: HttpRequest, name: str, default: int) -> int:
    """A whole number that was typed into a form of one line; `default` where it is none."""
    text = request.POST.get(name, "").strip()
    return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 10 else default
