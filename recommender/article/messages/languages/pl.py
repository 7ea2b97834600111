"""Polish."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="pl",
    headings={
        "similar": "Podobne wiadomości",
        "related": "Powiązane",
        "breaking": "Z ostatniej chwili",
        "trending": "Na czasie",
        "section": "Więcej z tego działu",
        "latest": "Najnowsze wiadomości",
    },
    kinds={
        "opinion": "Opinia",
        "live": "Na żywo",
        "video": "Wideo",
        "sponsored": "Materiał sponsorowany",
    },
    both_mention="Oba teksty wspominają: {terms}",
    chosen="Wybór redakcji",
    latest_in="Najnowsze w dziale {section}",
    latest="Najnowsze wiadomości",
    reported="Liczba źródeł: {publishers} w {minutes} min",
    earlier="{time} wcześniej",
    later="{time} później",
    same_time="w tym samym czasie",
    same_day="tego samego dnia",
    arrived="otrzymano {when}",
    published_by="Opublikowali też: {names}",
    original="Oryginał",
    untitled="Bez tytułu",
    page={
        "skip": "Przejdź do treści",
        "front_page": "Strona główna",
        "by": "Autor: {names}",
        "updated": "Aktualizacja: {time}",
        "more": "i jeszcze {n}",
        "tags": "Tagi",
        "more_stories": "Więcej artykułów",
        "spoken_tag": "liczba artykułów: {now}, źródeł: {publishers}, zwykle: {usual}",
        "colophon": "Artykuły w ramkach są dobierane według słów i dat",
        "model": "model {model}",
        "as_of": "stan na {time}",
        "just_now": "przed chwilą",
        "today": "dzisiaj",
        "yesterday": "wczoraj",
        "tomorrow": "jutro",
        "newest": "Najnowsze artykuły, {time}",
        "no_articles": "Nie ma jeszcze artykułów.",
        "coverage": "Liczba źródeł: {publishers}",
        "trigger": "Początek alertu: {story}",
        "older": "Starsze artykuły",
        "newer": "Nowsze artykuły",
        "read_at": "Czytaj w {publisher}",
    },
    forms={"1 godzina": "1 godzinę", "1 minuta": "1 minutę"},
    notices=ByBox(
        similar=Notices(
            none="Nie znaleziono innej relacji o tym wydarzeniu.",
            one="Znaleziono tylko jedną inną relację o tym wydarzeniu.",
            few="Liczba znalezionych innych relacji o tym wydarzeniu: tylko {n}.",
        ),
        related=Notices(
            none="Nie znaleziono powiązanego artykułu.",
            one="Znaleziono tylko jeden powiązany artykuł.",
            few="Liczba znalezionych powiązanych artykułów: tylko {n}.",
        ),
        breaking=Notices(
            none="W tej chwili nie ma wiadomości z ostatniej chwili.",
            one="W tej chwili jest tylko jedna wiadomość z ostatniej chwili.",
            few="Liczba wiadomości z ostatniej chwili: tylko {n}.",
        ),
        trending=Notices(
            none="W tej chwili nic nie jest na czasie.",
            one="W tej chwili na czasie jest tylko jeden temat.",
            few="Liczba tematów na czasie: tylko {n}.",
        ),
    ),
)
