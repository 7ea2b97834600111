"""Dutch."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="nl",
    headings={
        "similar": "Vergelijkbaar nieuws",
        "related": "Gerelateerd",
        "breaking": "Laatste nieuws",
        "trending": "Trending",
        "section": "Meer uit deze rubriek",
        "latest": "Nieuwste berichten",
    },
    kinds={
        "opinion": "Opinie",
        "live": "Live",
        "video": "Video",
        "sponsored": "Gesponsord",
    },
    both_mention="Beide noemen {terms}",
    chosen="Gekozen door de redactie",
    latest_in="Nieuw in {section}",
    latest="Nieuwste berichten",
    reported="{publishers} media in {minutes} min",
    earlier="{time} eerder",
    later="{time} later",
    same_time="op hetzelfde moment",
    same_day="op dezelfde dag",
    arrived="{when} binnengekomen",
    published_by="Ook verschenen bij {names}",
    original="Origineel",
    untitled="Zonder titel",
    page={
        "skip": "Naar de hoofdinhoud",
        "front_page": "Voorpagina",
        "by": "Door {names}",
        "updated": "Bijgewerkt: {time}",
        "more": "en nog {n}",
        "tags": "Trefwoorden",
        "more_stories": "Meer artikelen",
        "spoken_tag": "in {now} artikelen van {publishers} media, gewoonlijk {usual}",
        "colophon": "De artikelen in de kaders zijn gekozen op hun woorden en datums",
        "model": "model {model}",
        "as_of": "per {time}",
        "just_now": "zojuist",
        "today": "vandaag",
        "yesterday": "gisteren",
        "tomorrow": "morgen",
        "newest": "Nieuwste artikelen per {time}",
        "no_articles": "Nog geen artikelen.",
        "coverage": "{publishers} media berichten",
        "trigger": "Aanleiding: {story}",
        "older": "Oudere artikelen",
        "newer": "Nieuwere artikelen",
        "read_at": "Lees het bij {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Geen ander bericht over deze gebeurtenis gevonden.",
            one="Slechts één ander bericht over deze gebeurtenis gevonden.",
            few="Slechts {n} andere berichten over deze gebeurtenis gevonden.",
        ),
        related=Notices(
            none="Geen gerelateerd artikel gevonden.",
            one="Slechts één gerelateerd artikel gevonden.",
            few="Slechts {n} gerelateerde artikelen gevonden.",
        ),
        breaking=Notices(
            none="Op dit moment geen laatste nieuws.",
            one="Op dit moment slechts één bericht.",
            few="Op dit moment slechts {n} berichten.",
        ),
        trending=Notices(
            none="Op dit moment is niets trending.",
            one="Op dit moment is slechts één onderwerp trending.",
            few="Op dit moment zijn slechts {n} onderwerpen trending.",
        ),
    ),
)
