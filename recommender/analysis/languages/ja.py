"""What is known of Japanese."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

JAPANESE = Language(
    subtag="ja",
    time_words=words("今日 明日 昨日 本日 午前 午後 今年 来年 昨年 今月 来月 先月"),
    grammar_characters="\u3041-\u309f",  # hiragana
    before_names="のをにがはでとへ",
    after_names="のをにがはでとへも",
)
