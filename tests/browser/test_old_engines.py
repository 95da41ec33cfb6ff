"""What a handheld's WebView of 2017 must read: sheets for Chrome 61, scripts of ES2017, and no inline code anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ["tokens.css", "rf.css", "rf-parts.css", "error.css"]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
MAIL = "mail.html"  # a mail has no style sheet but its own
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.name != MAIL)

TOO_NEW_FOR_CSS = {
    "flex gap": r"(?<![-\w])(?:row-|column-)?gap\s*:",
    ":has": r":has\(",
    ":is": r":is\(",
    ":where": r":where\(",
    ":focus-visible": r":focus-visible",
    "inset": r"(?<![-\w])inset\s*:",
    "clamp, min, max": r"(?<![-\w])(?:clamp|min|max)\(",
    "aspect-ratio": r"aspect-ratio\s*:",
    "color-mix": r"color-mix\(",
    "hex with alpha": r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{4})\b",
    "container query": r"@container|container-type",
    "nesting or layer": r"@layer|&\s*[.:]",
    "new viewport unit": r"\d(?:d|s|l)v[hw]\b",
}
TOO_NEW_FOR_JS = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "logical assignment": r"(?:\|\||&&)=",
    "catch without binding": r"catch\s*\{",
    "spread in an object": r"[{,]\s*\.\.\.\w",
    "finally on a promise": r"\.finally\(",
    "dynamic import": r"\bimport\(",
    "AbortController": r"AbortController",
    "globalThis": r"globalThis",
    "flat": r"\.flat(?:Map)?\(",
    "matchAll, replaceAll, at": r"\.(?:matchAll|replaceAll|at)\(",
    "fromEntries": r"fromEntries",
    "private or class field": r"^\s+(?:#\w+|static\s+\w+\s*=|\w+\s*=\s*[^=]*;\s*$)",
    "replaceChildren": r"replaceChildren",
    "numeric separator": r"\d_\d",
    "async iteration": r"for await",
}
INLINE = {
    "style attribute": r"\sstyle\s*=",
    "style element": r"<style\b",
    "event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "script address": r"javascript:",
}


def without_comments(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"(?m)(?<![:\"'])//.*$", "", text)


def found(text: str, patterns: dict[str, str]) -> list[str]:
    return [name for name, pattern in patterns.items() if re.search(pattern, text, flags=re.MULTILINE)]


@pytest.mark.parametrize("name", SHEETS)
def test_handheld_sheets_keep_to_chrome_61(name: str) -> None:
    assert found(without_comments((ROOT / "static" / "css" / name).read_text()), TOO_NEW_FOR_CSS) == []


def _outside_classes(text: str) -> dict[str, str]:
    """Class fields can only be told from assignments inside a class body."""
    patterns = dict(TOO_NEW_FOR_JS)
    bodies = re.findall(r"^(?:export )?class [^{]+\{\n(.*?)^\}", text, flags=re.MULTILINE | re.DOTALL)
    field = re.compile(r"^  (?:#?\w+)\s*=|^  static \w+\s*=", flags=re.MULTILINE)
    patterns.pop("private or class field")
    if any(field.search(body) for body in bodies):
        patterns["class field"] = r"class "
    return patterns


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_to_es2017(script: Path) -> None:
    text = without_comments(script.read_text())
    assert found(text, _outside_classes(text)) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_one_job_and_under_200_lines(script: Path) -> None:
    lines = script.read_text().splitlines()
    assert len(lines) < 200
    assert lines[0].startswith("// ")


@pytest.mark.parametrize(
    ("patterns", "text", "hit"),
    [
        (TOO_NEW_FOR_CSS, ".a { gap: 4px; }", "flex gap"),
        (TOO_NEW_FOR_CSS, ".a { inset: 0; }", "inset"),
        (TOO_NEW_FOR_CSS, ".a { color: #11223344; }", "hex with alpha"),
        (TOO_NEW_FOR_JS, "a?.b", "optional chaining"),
        (TOO_NEW_FOR_JS, "const a = { ...b };", "spread in an object"),
        (TOO_NEW_FOR_JS, "try { a(); } catch { b(); }", "catch without binding"),
        (INLINE, '<p style="color:red">', "style attribute"),
        (INLINE, "<script>go()</script>", "inline script"),
    ],
)
def test_the_lint_sees_what_it_looks_for(patterns: dict[str, str], text: str, hit: str) -> None:
    assert hit in found(text, patterns)


def test_the_lint_lets_pass_what_is_old_enough() -> None:
    assert found(".a { grid-gap: 8px; box-shadow: inset 0 0 0 1px #fff; color: #112233; }", TOO_NEW_FOR_CSS) == []
    assert found("const a = b ? .5 : 1; f(...list); try { a(); } catch (problem) { b(); }", TOO_NEW_FOR_JS) == []
    assert found('<script type="module" src="/static/js/floor.js"></script>', INLINE) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_holds_inline_code(template: Path) -> None:
    assert found(template.read_text(), INLINE) == []
