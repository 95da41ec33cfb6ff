"""What every list of the desk shares: pages of fifty, and the address's filters without the page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE = 50


def page_of(request: HttpRequest, rows: Any) -> Page:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def query_of(request: HttpRequest) -> str:
    """The address's filters without its page, for links to other pages of the same list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
