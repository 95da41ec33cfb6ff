"""[M18] The onboarding checklist of a shop at a warehouse, and its papers."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress import papers
from wms.aliexpress.errors import PaperDateWrong
from wms.aliexpress.models import OnboardingPaper, ShopAccount
from wms.aliexpress.operations.onboarding import save_paper
from wms.aliexpress.selectors.onboarding import WITH_END, WITH_FILE, stages
from wms.core.desk.doors import cause_of, tell
from wms.core.desk.frame import desk
from wms.core.models import Shop, Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page, roles_at
from wms.core.states import Role
from wms.core.transactions import run
from wms.intake.uploads import takes_file

KEEPERS = (Role.OPERATOR, Role.ADMINISTRATOR)


@require_GET
@desk_page()
def onboarding(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The shops of the warehouse, each with its three stages; papers' files only for who keeps them."""
    shops = Shop.objects.filter(warehouse=warehouse, channel=Shop.Channel.ALIEXPRESS, is_active=True).order_by("name")
    accounts = {account.shop_id: account for account in ShopAccount.objects.filter(shop__in=shops)}
    for account in accounts.values():
        account.shop.warehouse = warehouse
    found = [{"shop": shop, "stages": stages(shop, warehouse, accounts.get(shop.pk))} for shop in shops]
    may_keep = bool(set(KEEPERS) & roles_at(request.user, warehouse))  # type: ignore[arg-type]
    context = {"shops": found, "with_file": WITH_FILE, "with_end": WITH_END, "may_keep": may_keep}
    return desk(request, warehouse, "aliexpress/onboarding.html", "onboarding", context)


@require_POST
@takes_file(papers.MAX_BYTES)
@desk_page(*KEEPERS)
def save(request: HttpRequest, warehouse: Warehouse, shop_id: int, kind: str) -> HttpResponse:
    """One paper: its file, number and end."""
    shop = get_object_or_404(Shop, pk=shop_id, warehouse=warehouse)
    if kind not in OnboardingPaper.Kind.values:
        raise Http404
    back = HttpResponseRedirect(f"{reverse('aliexpress:onboarding')}#{kind}")
    upload = request.FILES.get("file")
    try:
        until = _date(request.POST.get("expires_on", "").strip())
        kept = papers.keep(upload) if upload is not None else None
    except OperationRefused as refusal:
        tell(request, refusal)
        return back
    number = " ".join(request.POST.get("number", "").split())
    work = partial(save_paper, cause=cause_of(request, "onboarding"), shop=shop, warehouse=warehouse, kind=kind)
    _paper, old = run(partial(work, number=number, expires_on=until, kept=kept))
    papers.drop(old)
    messages.success(request, _("Saved"))
    return back


@require_GET
@desk_page(*KEEPERS)
def paper(request: HttpRequest, warehouse: Warehouse, paper_id: int) -> HttpResponse:
    """The file itself, as a download: nothing that somebody uploaded is ever run or shown by this site."""
    row = get_object_or_404(OnboardingPaper, pk=paper_id, warehouse=warehouse)
    content = papers.read(row.file)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=row.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.kind}.{row.file.rsplit(".", 1)[-1]}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PaperDateWrong(value=text[:20]) from error
