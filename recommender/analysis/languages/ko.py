"""What is known of Korean."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

KOREAN = Language(subtag="ko", time_words=words("오늘 내일 어제 오전 오후 올해 지난"))
