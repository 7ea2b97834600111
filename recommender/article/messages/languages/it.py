"""Italian."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="it",
    headings={
        "similar": "Sullo stesso fatto",
        "related": "Correlati",
        "breaking": "Ultima ora",
        "trending": "Tendenze",
        "section": "Altro da questa sezione",
        "latest": "Ultime notizie",
    },
    kinds={
        "opinion": "Opinione",
        "live": "In diretta",
        "video": "Video",
        "sponsored": "Sponsorizzato",
    },
    both_mention="Entrambi citano {terms}",
    chosen="Scelto dalla redazione",
    latest_in="Le ultime in {section}",
    latest="Ultime notizie",
    reported="{publishers} testate in {minutes} min",
    earlier="{time} prima",
    later="{time} dopo",
    same_time="allo stesso momento",
    same_day="lo stesso giorno",
    arrived="ricevuto {when}",
    published_by="Pubblicato anche da {names}",
    original="Originale",
    untitled="Senza titolo",
    page={
        "skip": "Vai al contenuto principale",
        "front_page": "Prima pagina",
        "by": "Di {names}",
        "updated": "Aggiornato: {time}",
        "more": "e altri {n}",
        "tags": "Parole chiave",
        "more_stories": "Altri articoli",
        "spoken_tag": "in {now} articoli di {publishers} testate, di solito {usual}",
        "colophon": "Gli articoli nei riquadri sono scelti per le loro parole e date",
        "model": "modello {model}",
        "as_of": "al {time}",
        "just_now": "proprio ora",
        "today": "oggi",
        "yesterday": "ieri",
        "tomorrow": "domani",
        "newest": "Articoli più recenti, {time}",
        "no_articles": "Ancora nessun articolo.",
        "coverage": "Ne scrivono {publishers} testate",
        "trigger": "Scattata con {story}",
        "older": "Articoli precedenti",
        "newer": "Articoli più recenti",
        "read_at": "Da leggere su {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Nessun altro articolo su questo fatto.",
            one="Un solo altro articolo su questo fatto.",
            few="Solo altri {n} articoli su questo fatto.",
        ),
        related=Notices(
            none="Nessun articolo correlato.",
            one="Un solo articolo correlato.",
            few="Solo {n} articoli correlati.",
        ),
        breaking=Notices(
            none="Nessuna notizia dell’ultima ora al momento.",
            one="Una sola notizia dell’ultima ora al momento.",
            few="Solo {n} notizie dell’ultima ora al momento.",
        ),
        trending=Notices(
            none="Nessuna tendenza al momento.",
            one="Una sola tendenza al momento.",
            few="Solo {n} tendenze al momento.",
        ),
    ),
)
