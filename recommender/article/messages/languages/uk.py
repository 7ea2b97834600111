"""Ukrainian."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="uk",
    headings={
        "similar": "Схожі новини",
        "related": "Пов’язане",
        "breaking": "Терміново",
        "trending": "У тренді",
        "section": "Більше з цього розділу",
        "latest": "Останні новини",
    },
    kinds={
        "opinion": "Думка",
        "live": "Наживо",
        "video": "Відео",
        "sponsored": "Реклама",
    },
    both_mention="Обидва тексти згадують: {terms}",
    chosen="Вибір редакції",
    latest_in="Останнє в розділі «{section}»",
    latest="Останні новини",
    reported="Видань: {publishers} за {minutes} хв",
    earlier="на {time} раніше",
    later="на {time} пізніше",
    same_time="в той самий час",
    same_day="того самого дня",
    arrived="надійшло {when}",
    published_by="Опублікували також: {names}",
    original="Оригінал",
    untitled="Без заголовка",
    page={
        "skip": "Перейти до основного вмісту",
        "front_page": "Головна",
        "by": "Автор: {names}",
        "updated": "Оновлено: {time}",
        "more": "і ще {n}",
        "tags": "Теги",
        "more_stories": "Інші статті",
        "spoken_tag": "статей: {now}, видань: {publishers}, зазвичай: {usual}",
        "colophon": "Статті в блоках дібрано за їхніми словами й датами",
        "model": "модель {model}",
        "as_of": "станом на {time}",
        "just_now": "щойно",
        "today": "сьогодні",
        "yesterday": "учора",
        "tomorrow": "завтра",
        "newest": "Найновіші статті, {time}",
        "no_articles": "Статей ще немає.",
        "coverage": "Видань: {publishers}",
        "trigger": "Поштовх дала стаття: {story}",
        "older": "Старіші статті",
        "newer": "Новіші статті",
        "read_at": "Читати у виданні {publisher}",
    },
    forms={"1 година": "1 годину", "1 хвилина": "1 хвилину"},
    notices=ByBox(
        similar=Notices(
            none="Іншого повідомлення про цю подію не знайдено.",
            one="Знайдено лише одне інше повідомлення про цю подію.",
            few="Інших повідомлень про цю подію знайдено лише {n}.",
        ),
        related=Notices(
            none="Пов’язаної статті не знайдено.",
            one="Знайдено лише одну пов’язану статтю.",
            few="Пов’язаних статей знайдено лише {n}.",
        ),
        breaking=Notices(
            none="Зараз немає термінових новин.",
            one="Зараз лише одна термінова новина.",
            few="Термінових новин зараз лише {n}.",
        ),
        trending=Notices(
            none="Зараз нічого немає в тренді.",
            one="Зараз у тренді лише одна тема.",
            few="Тем у тренді зараз лише {n}.",
        ),
    ),
)
