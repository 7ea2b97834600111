"""What is known of Chinese."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

CHINESE = Language(
    subtag="zh",
    date_widths=("wide", "abbreviated"),
    time_words=words("今天 明天 昨天 今年 去年 明年 上午 下午"),
    grammar_characters="的了在是和与及",
)
