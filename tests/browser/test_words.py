"""Every text of every template is there in Chinese too, and the compiled catalogues are those of their sources."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))
CATALOGUES = sorted(
    path
    for top in ("wms", "inventory", "picking", "packing")
    for path in (ROOT / top).rglob("locale/zh_Hans/LC_MESSAGES/django.po")
)


Text = tuple[str, str]  # context (or nothing) and msgid
CONTEXT_END = "\x04"  # how gettext keeps a context before its msgid


def texts_of(name: str) -> set[Text]:
    """The texts of one template file, not of those that it includes."""
    found: set[Text] = set()
    template = engines["django"].get_template(name).template
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            text = node.filter_expression.var.literal or node.filter_expression.var
            found.add((node.message_context.resolve({}) if node.message_context else "", str(text)))
        elif isinstance(node, BlockTranslateNode):
            context = node.message_context.resolve({}) if node.message_context else ""
            found.add((context, node.render_token_list(node.singular)[0]))
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_text_has_its_chinese(name: str) -> None:
    with translation.override("zh-hans"):
        missing = {text for text in texts_of(name) if not _is_chinese(_translated(*text))}
    assert missing == set()


def _translated(context: str, text: str) -> str:
    if context:
        return translation.pgettext(context, text)
    plural = translation.ngettext(text, text, 2)
    return plural if plural != text else translation.gettext(text)


def _is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.relative_to(ROOT).parts[-5])
def test_the_compiled_catalogue_is_that_of_its_source(source: Path) -> None:
    wanted = _read_source(source)
    with source.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    kept = {key[0] if isinstance(key, tuple) else key: text for key, text in compiled.items()}
    kept.pop("", None)
    assert kept == wanted


def _read_source(source: Path) -> dict[str, str]:
    """msgid to msgstr of a .po file: one line or continued lines, plural or not."""
    entries: dict[str, str] = {}
    text = re.sub(r'"\n"', "", source.read_text())
    pattern = re.compile(
        r'^(?:msgctxt "(.*)"\n)?msgid "(.*)"\n(?:msgid_plural ".*"\n)?msgstr(?:\[0\])? "(.*)"$', flags=re.MULTILINE
    )
    for context, msgid, msgstr in pattern.findall(text):
        if msgid:
            key = context + CONTEXT_END + msgid if context else msgid
            entries[_unescaped(key)] = _unescaped(msgstr)
    return entries


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def test_chinese_is_punctuated_in_full_width() -> None:
    for source in CATALOGUES:
        for text in _read_source(source).values():
            bare = re.sub(r"%\(\w+\)s|\{\w+\}", "", text)
            assert not re.search(r"[\u4e00-\u9fff][,;:!?]|[！您请]", bare), text
