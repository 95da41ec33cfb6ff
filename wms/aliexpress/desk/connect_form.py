"""[M21] A shop is connected by form: its application's keys, encrypted, and a gateway that speaks HTTPS."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wms.aliexpress.client import base_address
from wms.aliexpress.desk.connect import MAY_CONNECT
from wms.aliexpress.errors import ConnectFieldWrong
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.connect import Credentials, connect_account, open_shop
from wms.core.cause import Cause
from wms.core.desk.doors import cause_of, said_of
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.transactions import run

CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")
APP_KEY = re.compile(r"\d{4,40}")
FIELDS = ("code", "name", "app_key", "gateway_url")  # what a refused form shows again: never the secret


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_CONNECT)
def connect(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The form, and what became of it; a secret is never sent back to a browser."""
    told = {name: request.POST.get(name, "").strip() for name in FIELDS}
    context: dict[str, Any] = {"told": told}
    if request.method == "POST":
        secret = request.POST.get("app_secret", "").strip()
        try:
            work = partial(_connect, cause_of(request, "connect_shop"), warehouse, told, secret)
            run(work)
        except OperationRefused as refusal:
            context["refused"] = said_of(refusal)
            return desk(request, warehouse, "aliexpress/connect.html", "shops", context, status=refusal.http_status)
        return HttpResponseRedirect(reverse("aliexpress:shops"))
    return desk(request, warehouse, "aliexpress/connect.html", "shops", context)


def _connect(cause: Cause, warehouse: Warehouse, told: dict[str, str], secret: str) -> ShopAccount:
    """Refuses with ConnectFieldWrong, GatewayPlainText, GatewayAddressWrong, ShopElsewhere, ShopHasAccount."""
    code = told["code"].upper()
    checks = (
        (_("Shop code"), CODE.fullmatch(code)),
        (_("Shop name"), 0 < len(told["name"]) <= 80),
        ("App Key", APP_KEY.fullmatch(told["app_key"])),
        ("App Secret", 8 <= len(secret) <= 200),
    )
    for label, is_right in checks:
        if not is_right:
            raise ConnectFieldWrong(field=str(label))
    base_address(told["gateway_url"])
    shop = open_shop(cause=cause, code=code, name=told["name"], warehouse=warehouse)
    credentials = Credentials(app_key=told["app_key"], app_secret=secret, gateway_url=told["gateway_url"])
    return connect_account(cause=cause, shop=shop, credentials=credentials)
