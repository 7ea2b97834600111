"""What is known of Chinese."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from recommender.analysis.languages.language import Language, words


@cache
def _simplified() -> dict[int, str]:
    """Return the simplified form of each traditional character; those of OpenCC 1.4 (Apache License 2.0)."""
    pairs = Path(__file__).with_name("zh_traditional.txt").read_text(encoding="utf-8").split()
    return {ord(pair[0]): pair[1] for pair in pairs}


CHINESE = Language(
    subtag="zh",
    respelled=lambda word: word.translate(_simplified()),
    date_widths=("wide", "abbreviated"),
    time_words=words("今天 明天 昨天 今年 去年 明年 上午 下午"),
    grammar_characters="的了在是和与及",
    before_names="的了",
    after_names="的了时中后前等",
)
