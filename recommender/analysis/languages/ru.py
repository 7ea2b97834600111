"""What is known of Russian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

RUSSIAN = Language(
    subtag="ru",
    respelled=lambda word: word.replace("ё", "е"),  # which most texts write
    stemmer="russian",
    function_words=words("""
а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть ещё
еще ж же за здесь и из или им их к как ко когда кто ли либо между меня мне много может можно мы на над надо нас не
него нее нет ни них но о об однако он она они оно от очень по под после потому при про с сам свою себя со так также
там те тем то того тоже той только том тот ты у уже хотя чего чем что чтобы эта эти это этого этой этом этот я
"""),
    time_words=words("сегодня завтра вчера год неделя месяц"),
)
