"""The words of a notice: its work item's wording, filled with its facts."""

from __future__ import annotations

from wms.core.messages import WORDINGS, Said, facts_in, say
from wms.core.messages.notices import KINDS
from wms.notices.models import Notice


def code_of(kind: str) -> str:
    """The wording's code: a refusal's own where a work item is called like one."""
    return kind if kind in WORDINGS else f"work.{kind}"


def said_in(notice: Notice, language: str) -> Said:
    """Title, note and act in a language ("zh-hans" or "en"); a kind without wording is shown as it is."""
    code = code_of(notice.kind)
    if code not in WORDINGS:
        return Said("", notice.kind, "", "")
    facts = {"subject": notice.subject_label, "order": notice.subject_label, **notice.facts}
    return say(code, facts, language)


def kind_in(kind: str, language: str) -> str:
    """A kind's own name, or its title without the facts of any one notice."""
    code = code_of(kind)
    if kind in KINDS:
        return KINDS[kind][0 if language.startswith("zh") else 1]
    if code not in WORDINGS:
        return kind
    wanted = dict.fromkeys(facts_in(*WORDINGS[code].title), "")
    name = say(code, wanted, language).title.strip(" ·:，：、") or kind
    return name[:1].upper() + name[1:]
