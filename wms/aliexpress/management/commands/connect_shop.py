"""`manage.py connect_shop`: a shop's account without a browser; its products, bindings and stock follow."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from wms.aliexpress.client import base_address
from wms.aliexpress.errors import AuthorisationRefused
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.oauth import redeem_code
from wms.aliexpress.operations.connect import (
    Credentials,
    connect_account,
    open_shop,
    store_bare_token,
    store_tokens,
)
from wms.aliexpress.operations.stock_push import resync, want_all
from wms.aliexpress.product_pull import pull_products
from wms.aliexpress.states import MethodProfile
from wms.core.cause import Cause
from wms.core.messages import say
from wms.core.models import Person, Warehouse
from wms.core.refusals import OperationRefused
from wms.core.transactions import run

CODE_OF_SHOP = re.compile(r"[^A-Z0-9]+")


class Command(BaseCommand):
    help = "Connect a shop: its account, its tokens, its products and bindings; then its whole stock is sent once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="the shop's name")
        parser.add_argument("--shop", default="", help="the shop's code here (default: made from the name)")
        parser.add_argument("--app-key", required=True)
        parser.add_argument("--app-secret", required=True)
        parser.add_argument("--gateway", required=True, help="https://api-sg.aliexpress.com/sync, or the sandbox's")
        grant = parser.add_mutually_exclusive_group()
        grant.add_argument("--token", default="", help="an access token that somebody brings")
        grant.add_argument("--code", default="", help="an authorisation code, at most 3 minutes old")
        parser.add_argument("--refresh-token", default="", help="goes with --token")
        parser.add_argument("--warehouse", default="", help="its code (default: the only one)")
        parser.add_argument("--profile", default=MethodProfile.WHOLE_STATE, choices=MethodProfile.values)
        parser.add_argument("--verify-codes", action="store_true", help="verify what has the same code as our SKU")
        parser.add_argument("--person", default="", help="who is asking; a person's Re-sync also closes a breaker")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            base_address(options["gateway"])
            cause = _cause(options["person"])
            account = self._account(cause, options)
            if account.access_token:
                self._fill(cause, account, verify_codes=options["verify_codes"])
            else:
                self.stdout.write("no token yet: authorise the shop at the desk, or run again with --code")
        except OperationRefused as refusal:
            raise CommandError(_in_both(refusal)) from refusal

    def _account(self, cause: Cause, options: dict[str, Any]) -> ShopAccount:
        credentials = Credentials(
            app_key=options["app_key"],
            app_secret=options["app_secret"],
            gateway_url=options["gateway"],
            method_profile=options["profile"],
        )
        code = options["shop"] or CODE_OF_SHOP.sub("-", options["name"].upper()).strip("-")[:16] or "SHOP"
        warehouse = _warehouse(options["warehouse"])

        def connect() -> ShopAccount:
            shop = open_shop(cause=cause, code=code, name=options["name"], warehouse=warehouse)
            return connect_account(cause=cause, shop=shop, credentials=credentials)

        account = run(connect)
        self.stdout.write(f"shop={account.shop.code} warehouse={account.shop.warehouse.code}")
        if options["token"]:
            tokens = {"access_token": options["token"], "refresh_token": options["refresh_token"]}
            return run(partial(store_bare_token, cause=cause, account_id=account.pk, **tokens))
        if options["code"]:
            try:
                pair = redeem_code(account, options["code"], cause=cause)
            except PlatformFailure as failure:
                raise AuthorisationRefused(shop=account.shop.name, reason=failure.code) from failure
            return run(partial(store_tokens, cause=cause, account_id=account.pk, pair=pair))
        return account

    def _fill(self, cause: Cause, account: ShopAccount, *, verify_codes: bool) -> None:
        try:
            pulled = pull_products(account, cause=cause, verify_codes=verify_codes)
        except PlatformFailure as failure:
            raise AuthorisationRefused(shop=account.shop.name, reason=failure.code) from failure
        told = pulled.proposals
        self.stdout.write(
            f"products={pulled.products} unread={pulled.unread} proposed={told.proposed} "
            f"verified={told.verified} unknown={told.unknown}"
        )
        if cause.person is not None:
            count = run(partial(resync, cause=cause, account=account)).bindings
        else:
            count = run(partial(want_all, account=account, since=timezone.now()))
        self.stdout.write(f"stock of {count} bindings will be sent")


def _cause(username: str) -> Cause:
    if not username:
        return Cause(source="command", reference="connect_shop")
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"没有这个人：{username}\nNobody is called {username}")
    return Cause(source="command", person=person, reference="connect_shop")


def _warehouse(code: str) -> Warehouse:
    found = list(Warehouse.objects.filter(code=code) if code else Warehouse.objects.filter(is_active=True)[:2])
    if len(found) != 1:
        raise CommandError("用 --warehouse 指定仓库代码\nName the warehouse by its code with --warehouse")
    return found[0]


def _in_both(refusal: OperationRefused) -> str:
    """A person at a console may read either language."""
    lines = []
    for language in ("zh-hans", "en"):
        said = say(refusal.code, refusal.facts, language)
        lines.append(" · ".join(part for part in (said.title, said.note, said.act) if part))
    return "\n".join(lines)
