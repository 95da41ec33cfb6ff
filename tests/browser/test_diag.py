"""/rf/diag/ names what a scanner really does: its suffix, pace and GS, and an input method that eats its keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import tones
from tests.browser.real_floor import RealFloor
from tests.browser.wedge import HeldWedge
from tests.factories.core import WarehouseFactory
from wms.core.states import Role
from wms.scan.desk.sheet import GS_PROOF, SETTINGS
from wms.scan.diag import TONES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PROOFS = {setting.key: setting.proof for setting in SETTINGS}


@pytest.fixture
def wedge(running: RealFloor) -> HeldWedge:
    return HeldWedge(running.seat(WarehouseFactory(), Role.PICKER, "/rf/diag/").page)


def found(page: Page, *keys: str) -> list[str]:
    """What stands behind these lines of the set-up sheet."""
    return [page.inner_text(f"[data-proof={key}] [data-found]") for key in keys]


def test_suffix_pace_and_whole_texts(wedge: HeldWedge) -> None:
    page = wedge.page
    wedge.scan(PROOFS["suffix"])
    assert found(page, "suffix", "prefix", "letters", "speed") == [
        "✓ Enter",
        "✓ 无",
        f"✓ {PROOFS['suffix']}",
        "✓ 每键 5 毫秒",
    ]
    assert page.locator("[data-events] li").first.inner_text() == "Enter · Enter · 13 · 5 ms"
    expect(page.locator("[data-parsed] dd").first).to_have_text("XTEST1 ✓", timeout=30_000)  # as the server reads it
    wedge.scan(PROOFS["letters"], "tab", gap=60)
    assert found(page, "suffix", "speed") == ["✓ Tab", "✕ 每键 60 毫秒"]
    wedge.scan("qq" + PROOFS["speed"].lower(), "none", quiet=3000)
    assert found(page, "suffix", "prefix") == ["✕ 无", "✕ qq"]
    assert found(page, "letters", "speed") == [f"✕ {PROOFS['speed'].lower()}", "✓ 每键 5 毫秒"]
    wedge.commit(PROOFS["speed"])
    page.clock.run_for(800)
    assert found(page, "suffix", "speed") == ["✓ Enter", "✓ 整段一次送达"]


def test_gs_as_itself_mapped_and_lost(wedge: HeldWedge) -> None:
    page = wedge.page
    wedge.scan(GS_PROOF)
    assert (found(page, "gs"), page.inner_text("[data-text]")) == (["✓ <GS>"], "XTESTGS<GS>END")
    wedge.scan(GS_PROOF.replace("\x1d", ""))
    assert found(page, "gs") == ["✕ 丢失"]
    wedge.scan(GS_PROOF.replace("\x1d", "|"))
    assert found(page, "gs") == ["✓ |"]


def test_an_input_method_is_named_until_a_scan_comes_whole(wedge: HeldWedge) -> None:
    page = wedge.page
    wedge.compose(PROOFS["ime"].lower())
    page.clock.run_for(800)
    assert found(page, "ime") == ["✕ 开着：切到英文"]
    assert page.inner_text("[data-text]") == "–"  # what it made of the keys is no scan
    assert any("compositionstart" in row for row in page.locator("[data-events] li").all_inner_texts())
    wedge.scan(PROOFS["ime"])
    assert found(page, "ime") == ["✓ 已关"]


def test_tones_and_voices(wedge: HeldWedge) -> None:
    page = wedge.page
    for button in page.locator("[data-tone]").all():
        button.click()
    assert tones(page) == list(TONES)
    page.evaluate("speechSynthesis.getVoices = () => [{name: 'Tingting', lang: 'zh-CN'}]")
    page.click("[data-voices]")
    assert page.inner_text("[data-voice-found]") == "Tingting (zh-CN)"
