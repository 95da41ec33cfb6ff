"""/oauth/authorize: the page on which a seller allows an application to act for a shop."""

import html
from urllib.parse import urlencode, urlsplit, urlunsplit

from wms.aliexpress.sandbox import pages, tokens
from wms.aliexpress.sandbox.state import World

TEXTS = {
    "zh": ("授权应用访问店铺", "应用", "店铺", "同意授权", "不能授权", "回调地址或应用不对，检查连接设置"),
    "en": ("Let an application use a shop", "Application", "Shop", "Allow", "Cannot authorise",
           "The callback address or the application is not known, check the connection"),
}  # fmt: skip


def authorize(world: World, given: dict[str, str]) -> tuple[int, str, str | None]:
    """Status, page, redirect. `auto=1` (or the page's button) redirects at once with code and state; shop= chooses."""
    language = "en" if given.get("lang") == "en" else "zh"
    texts = TEXTS[language]
    callback = urlsplit(given.get("redirect_uri", ""))
    is_right = (
        given.get("client_id") == world.app_key
        and given.get("response_type", "code") == "code"
        and callback.scheme in ("http", "https")
        and callback.netloc != ""
    )
    if not is_right:
        return 400, pages.frame(language, texts[4], f"<section class=card><p>{texts[5]}</p></section>"), None
    shop = given.get("shop") or next(iter(world.shops))
    if given.get("auto") == "1" and shop in world.shops:
        answer = {"code": tokens.issue_code(world, shop)}
        if "state" in given:
            answer["state"] = given["state"]
        query = "&".join(part for part in (callback.query, urlencode(answer)) if part)
        return 302, "", urlunsplit((callback.scheme, callback.netloc, callback.path, query, ""))
    kept = {name: given[name] for name in ("client_id", "redirect_uri", "state", "lang") if name in given}
    fields = "".join(f'<input type=hidden name="{n}" value="{html.escape(v)}">' for n, v in kept.items())
    options = "".join(f"<option>{code}</option>" for code in world.shops)
    form = (
        f'<section class=card><form action="/oauth/authorize"><p>{texts[1]} <b>{world.app_key}</b></p>{fields}'
        f"<input type=hidden name=auto value=1><p><label>{texts[2]} <select name=shop>{options}</select></label></p>"
        f"<button class=main>{texts[3]}</button></form></section>"
    )
    return 200, pages.frame(language, texts[0], form), None
