"""How the floor's Chinese is written (design/UI.md section 5). That it is there at all: tests/architecture."""

from __future__ import annotations

import re

import pytest

from tests.catalogues import translated

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]")
NEVER = re.compile(r"[！您]|请(?!求)")  # 请求 is a request that a machine makes


def faults_of(text: str) -> list[str]:
    """What is wrong with a Chinese text: Latin punctuation after a Chinese word, pleading, shouting."""
    bare = re.sub(r"%\(\w+\)s|\{\w+\}", "", text)
    return HALF_WIDTH.findall(bare) + NEVER.findall(bare)


@pytest.mark.parametrize("text", ["不是这件!", "请扫工牌", "您扫错了", "任务已变,看新的一步"])
def test_the_check_sees_what_it_looks_for(text: str) -> None:
    assert faults_of(text)


def test_chinese_is_punctuated_in_full_width_and_neither_pleads_nor_shouts() -> None:
    assert {text: faults_of(text) for text in translated().values() if faults_of(text)} == {}
