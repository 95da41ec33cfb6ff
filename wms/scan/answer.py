"""The one answer envelope (DESIGN "Scan answer") and the context of the screen's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from wms.core.messages import Said, say
from wms.scan.judge import Judged, ScanIn, present
from wms.scan.screen import Actor, Pair, ScanScreen, View

ALWAYS_STOP = {"wrong", "stop"}
SHOWS_STEP = {"scan.stale", "scan.chain_broken", "scan.parked", "scan.too_late", "scan.gap"}  # "read the new step"


def pick_text(pair: Pair | str | None, language: str) -> str:
    """A (zh, en) pair in the actor's language; a plain code as it is."""
    if pair is None:
        return ""
    if isinstance(pair, str):
        return pair
    return pair[0] if language.startswith("zh") else pair[1]


def speak_facts(facts: Any, language: str) -> Any:
    """Facts with every pair of texts in the actor's language, however deep."""
    if isinstance(facts, dict):
        return {key: speak_facts(value, language) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        if len(facts) == 2 and all(isinstance(part, str) for part in facts):
            return pick_text((facts[0], facts[1]), language)
        return [speak_facts(value, language) for value in facts]
    return facts


def screen_context(screen: ScanScreen, actor: Actor, judged: Judged | None = None) -> dict[str, Any]:
    """Everything that rf/screen.html, station/screen.html and their regions need."""
    work = judged.left if judged and judged.knows_left else screen.open_work(actor)
    step = screen.step(actor, work)
    view = screen.view(actor, work, step)
    key, version = present(work)
    spoken = _spoken(view, screen, step, actor.language)
    facts = _as_shown(judged.facts, spoken["prompt"]) if judged else {}
    said = say(judged.code, facts, actor.language) if judged else None
    return {
        "screen": screen,
        "actor": actor,
        "work": key,
        "step": step,
        "version": version,
        "view": spoken,
        "said": said,
        "facts": speak_facts(facts, actor.language),
        "is_stop": bool(said and judged and judged.verdict != "ok" and said.tone in ALWAYS_STOP),
        "shows_step": bool(judged and judged.code in SHOWS_STEP),
        "server_time": timezone.now().isoformat(),
        "detail_template": f"{screen.surface}/{screen.name}/_detail.html",
    }


def _as_shown(facts: Mapping[str, Any], prompt: str) -> dict[str, Any]:
    """What a step awaits in the words of the screen, which may name the very tote or place."""
    return {**facts, "expected": prompt} if isinstance(facts.get("expected"), list | tuple) else dict(facts)


def answer(screen: ScanScreen, actor: Actor, scan: ScanIn, judged: Judged) -> dict[str, Any]:
    """The envelope for a judged scan: its verdict, and the screen as it is now."""
    context = screen_context(screen, actor, judged)
    said: Said = context["said"]
    view = context["view"]
    return {
        "id": str(scan.id),
        "verdict": judged.verdict,
        "code": judged.code,
        "tone": said.tone,
        "text": said.text,
        "work": context["work"],
        "step": context["step"],
        "version": context["version"],
        "data": {**view["data"], "prompt": view["prompt"], "facts": judged.facts, "note": said.note, "act": said.act},
        "html": render_to_string(f"{screen.surface}/_regions.html", context),
    }


def present_screen(screen: ScanScreen, actor: Actor) -> dict[str, Any]:
    """The screen without any scan: where the work stands, and its regions."""
    context = screen_context(screen, actor)
    return {
        "work": context["work"],
        "step": context["step"],
        "version": context["version"],
        "data": {**context["view"]["data"], "prompt": context["view"]["prompt"]},
        "html": render_to_string(f"{screen.surface}/_regions.html", context),
    }


def _spoken(view: View, screen: ScanScreen, step: str, language: str) -> dict[str, Any]:
    """The view with every pair of texts in the actor's language."""
    return {
        "title": pick_text(view.title, language),
        "subtitle": view.subtitle,
        "done": view.done,
        "total": view.total,
        "prompt": pick_text(view.prompt or screen.steps[step].prompt, language),
        "rail": rail(screen, step, language),
        "actions": [
            {
                "key": action.key,
                "command": action.raw,
                "label": pick_text(action.label, language),
                "icon": action.icon,
                "kind": action.kind,
            }
            for action in view.actions
        ],
        "detail": view.detail,
        "data": view.data,
    }


def rail(screen: ScanScreen, step: str, language: str) -> list[dict[str, str]]:
    """The step rail: the words of the steps in order, each once, and each done, now or todo."""
    words: dict[str, list[str]] = {}
    for name, spec in screen.steps.items():
        if spec.rail is not None:
            words.setdefault(pick_text(spec.rail, language), []).append(name)
    now = next((index for index, names in enumerate(words.values()) if step in names), None)
    if now is None:
        return []
    states = ["done" if index < now else "now" if index == now else "todo" for index in range(len(words))]
    return [{"label": label, "state": state} for label, state in zip(words, states, strict=True)]
