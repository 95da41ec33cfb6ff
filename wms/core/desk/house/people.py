"""People (人员): the list, one person with roles and history, creating, changing, deactivating, reactivating."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wms.core.desk.doors import act, attempt, cause_of, no_store, said_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.desk.house import words
from wms.core.desk.house.lists.people import PersonList
from wms.core.desk.lists import show_list
from wms.core.errors import not_accepted
from wms.core.fields import WORDS
from wms.core.models import AuditEntry, BadgeLock, Person, Warehouse
from wms.core.operations import people as operations
from wms.core.operations.people import has_password, next_badge, subject_of
from wms.core.reach import KEEPERS, people_seen, reach_of, warehouses_to_give
from wms.core.rights import desk_page
from wms.core.states import Role
from wms.core.templatetags.zhunjian import named

HISTORY = 30
EVERYWHERE = "*"


@require_GET
@desk_page(*KEEPERS)
def people(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, PersonList, here="people")


class PersonForm(DeskForm):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("User name"), max_length=60, widget=forms.TextInput(attrs={"autocapitalize": "none"})
    )
    badge = forms.CharField(
        label=gettext_lazy("Badge number"),
        max_length=7,
        required=False,
        help_text=gettext_lazy("U and 6 digits; empty for people who never use a handheld"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=words.LANGUAGES)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    at = forms.ChoiceField(label=gettext_lazy("Warehouse"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = reach_of(request.user)  # type: ignore[arg-type]
        self.places = {place.code: place for place in warehouses_to_give(reach)}
        everywhere = [(EVERYWHERE, _("every warehouse"))] if reach.is_everywhere else []
        self.fields["role"].choices = _roles(request)  # type: ignore[attr-defined]
        self.fields["at"].choices = [(code, named(place)) for code, place in self.places.items()] + everywhere  # type: ignore[attr-defined]

    def clean_at(self) -> Warehouse | None:
        """None: every warehouse."""
        return self.places.get(self.cleaned_data["at"])


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_person(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    initial = {"badge": next_badge(), "language": "zh-hans", "at": warehouse.code, "role": Role.PICKER}

    def work(given: dict[str, Any]) -> Person:
        facts = {name: value for name, value in given.items() if name != "at"}
        return operations.create_person(cause=cause_of(request, "people"), warehouse=given["at"], **facts)

    return form_page(
        request,
        warehouse,
        PersonForm(request.POST or None, request=request, initial=initial),
        work=work,
        back=lambda made: reverse("core:person", args=[made.pk]),
        done=_("Created. Set a PIN for the floor, or a password for the desk"),
        title=_("New person"),
        here="people",
        leave=reverse("core:people"),
    )


@require_GET
@desk_page(*KEEPERS)
def person(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    return person_page(request, warehouse, seen_person(request, person_id))


@require_POST
@desk_page(*KEEPERS)
def edit(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    found = seen_person(request, person_id)
    form = {name: request.POST.get(name, "") for name in ("username", "name", "badge", "language")}
    work = partial(operations.edit_person, cause=cause_of(request, "people"), person_id=found.pk, **form)
    _changed, refusal = attempt(work)
    if refusal:
        extra = {"form": form, "said": said_of(refusal)}
        return person_page(request, warehouse, found, extra, status=refusal.http_status)
    messages.success(request, _("Saved"))
    return HttpResponseRedirect(reverse("core:person", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def activity(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    """POST active=yes|no."""
    found = seen_person(request, person_id)
    is_active = request.POST.get("active") == "yes"
    work = partial(operations.set_active, cause=cause_of(request, "people"), person_id=found.pk, is_active=is_active)
    done = _("Reactivated") if is_active else _("Deactivated, and signed out everywhere")
    return act(request, work, done, reverse("core:person", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def grant(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    found = seen_person(request, person_id)

    def work() -> object:
        place = _place(request, request.POST.get("at", ""))
        role = request.POST.get("role", "")
        cause = cause_of(request, "people")
        return operations.grant_role(cause=cause, person_id=found.pk, role=role, warehouse=place)

    return act(request, work, _("Role given"), reverse("core:person", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def withdraw(request: HttpRequest, warehouse: Warehouse, person_id: int, assignment_id: int) -> HttpResponse:
    found = seen_person(request, person_id)
    held = get_object_or_404(found.assignments, pk=assignment_id)
    work = partial(
        operations.withdraw_role,
        cause=cause_of(request, "people"),
        person_id=found.pk,
        assignment_id=held.pk,
    )
    _result, refusal = attempt(work)
    if refusal:
        return person_page(request, warehouse, found, {"said": said_of(refusal)}, status=refusal.http_status)
    messages.success(request, _("Role withdrawn"))
    still_seen = people_seen(reach_of(request.user)).filter(pk=found.pk).exists()  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("core:person", args=[found.pk]) if still_seen else reverse("core:people"))


def seen_person(request: HttpRequest, person_id: int) -> Person:
    """The person, when the one at the desk may look at him; else there is nobody here."""
    return get_object_or_404(people_seen(reach_of(request.user)), pk=person_id)  # type: ignore[arg-type]


def person_page(
    request: HttpRequest,
    warehouse: Warehouse,
    person: Person,
    extra: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """One person's page; `extra` may hold a refusal (`said`), the form as filled in, or a secret to show once."""
    reach = reach_of(request.user)  # type: ignore[arg-type]
    held = list(person.assignments.select_related("warehouse").order_by("warehouse__code", "pk"))
    kept = AuditEntry.objects.filter(subject=subject_of(person)).select_related("person").order_by("-pk")[:HISTORY]
    locks = BadgeLock.objects.filter(badge=person.badge).exclude(locked_until=None).select_related("device")
    context = {
        "subject": person,
        "form": {name: getattr(person, name) or "" for name in ("username", "name", "badge", "language")},
        "held": [(row, reach.may_give(row.role, row.warehouse_id)) for row in held],
        "may_change": reach.covers(held),
        "is_self": person.pk == request.user.pk,
        "has_password": has_password(person),
        "locks": list(locks) if person.badge else [],
        "kept": list(kept),
        "roles": _roles(request),
        "places": warehouses_to_give(reach),
        "may_everywhere": reach.is_everywhere,
        "languages": words.LANGUAGES,
        "proposed_badge": "" if person.badge else next_badge(),
    }
    response = desk(
        request, warehouse, "core/people/person.html", "people", {**context, **(extra or {})}, status=status
    )
    return no_store(response)


def _roles(request: HttpRequest) -> list[tuple[str, Any]]:
    reach = reach_of(request.user)  # type: ignore[arg-type]
    return [(role, words.ROLES[role]) for role in reach.roles_to_give()]


def _place(request: HttpRequest, code: str) -> Warehouse | None:
    """The warehouse of a form, None for all of them; one that is not the person's is not there.

    Refuses with NotAccepted when none is chosen.
    """
    if code == EVERYWHERE:
        return None
    if not code:
        raise not_accepted(WORDS["warehouse"], ("选一个", "choose one of the list"))
    found = warehouses_to_give(reach_of(request.user)).filter(code=code).first()  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found
