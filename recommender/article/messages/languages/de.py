"""German."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="de",
    headings={
        "similar": "Ähnliche Nachrichten",
        "related": "Zum Thema",
        "breaking": "Eilmeldungen",
        "trending": "Im Gespräch",
        "section": "Mehr aus diesem Ressort",
        "latest": "Neueste Nachrichten",
    },
    kinds={
        "opinion": "Meinung",
        "live": "Live",
        "video": "Video",
        "sponsored": "Anzeige",
    },
    both_mention="Beide erwähnen {terms}",
    chosen="Von der Redaktion ausgewählt",
    latest_in="Neu in {section}",
    latest="Neueste Nachrichten",
    reported="{publishers} Medien in {minutes} Min.",
    earlier="{time} früher",
    later="{time} später",
    same_time="zur selben Zeit",
    same_day="am selben Tag",
    arrived="{when} eingegangen",
    published_by="Auch erschienen bei {names}",
    original="Original",
    untitled="Ohne Titel",
    page={
        "skip": "Zum Hauptinhalt",
        "front_page": "Startseite",
        "by": "Von {names}",
        "updated": "Aktualisiert {time}",
        "more": "und {n} weitere",
        "tags": "Schlagwörter",
        "more_stories": "Weitere Artikel",
        "spoken_tag": "in {now} Artikeln von {publishers} Medien, sonst {usual}",
        "colophon": "Die Artikel in den Kästen sind nach ihren Wörtern und Daten ausgewählt",
        "model": "Modell {model}",
        "as_of": "Stand {time}",
        "just_now": "gerade eben",
        "today": "heute",
        "yesterday": "gestern",
        "tomorrow": "morgen",
        "newest": "Neueste Artikel, Stand {time}",
        "no_articles": "Noch keine Artikel.",
        "coverage": "{publishers} Medien berichten",
        "trigger": "Ausgelöst durch {story}",
        "older": "Ältere Artikel",
        "newer": "Neuere Artikel",
        "read_at": "Weiterlesen bei {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Kein anderer Bericht über dieses Ereignis gefunden.",
            one="Nur ein anderer Bericht über dieses Ereignis gefunden.",
            few="Nur {n} andere Berichte über dieses Ereignis gefunden.",
        ),
        related=Notices(
            none="Kein Artikel zum Thema gefunden.",
            one="Nur ein Artikel zum Thema gefunden.",
            few="Nur {n} Artikel zum Thema gefunden.",
        ),
        breaking=Notices(
            none="Zurzeit keine Eilmeldung.",
            one="Zurzeit nur eine Eilmeldung.",
            few="Zurzeit nur {n} Eilmeldungen.",
        ),
        trending=Notices(
            none="Zurzeit ist nichts besonders im Gespräch.",
            one="Zurzeit ist nur ein Thema im Gespräch.",
            few="Zurzeit sind nur {n} Themen im Gespräch.",
        ),
    ),
)
