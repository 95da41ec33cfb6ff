"""The page that asks for words before an act on chosen rows: why they are held or blocked, how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from wms.core.desk.frame import desk
from wms.core.models import Warehouse


@dataclass(frozen=True, kw_only=True)
class Question:
    """Words of 1 to `limit` characters, the same for all chosen rows. `title` may tell how many: "%(n)s"."""

    title: str
    note: str
    label: str
    field: str
    limit: int
    button: str
    icon: str

    def words_in(self, request: HttpRequest) -> str:
        """What the person wrote; empty when nothing, or too much."""
        words = " ".join(request.POST.get(self.field, "").split())
        return words if len(words) <= self.limit else ""


def ask(
    request: HttpRequest,
    warehouse: Warehouse,
    question: Question,
    *,
    here: str,
    leave: str,
    names: Sequence[str],
    keys: Sequence[int] | None,
) -> HttpResponse:
    """The page. It names the rows, and posts their `keys`, so that what is done is what was shown; with None for them
    it posts that it means every row of the filter. 400 when words were given that cannot be.
    """
    is_again = question.field in request.POST
    context = {
        "ask": question,
        "title": question.title % {"n": f"{len(names):,}"},
        "names": names,
        "keys": keys,
        "is_again": is_again,
        "leave": leave,
    }
    return desk(request, warehouse, "desk/ask_all.html", here, context, status=400 if is_again else 200)
