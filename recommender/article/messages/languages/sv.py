"""Swedish."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="sv",
    headings={
        "similar": "Liknande nyheter",
        "related": "Relaterat",
        "breaking": "Senaste nytt",
        "trending": "Trendar",
        "section": "Mer från avdelningen",
        "latest": "Senaste nyheterna",
    },
    kinds={
        "opinion": "Åsikt",
        "live": "Direkt",
        "video": "Video",
        "sponsored": "Annons",
    },
    both_mention="Båda nämner {terms}",
    chosen="Utvalt av redaktionen",
    latest_in="Nytt i {section}",
    latest="Senaste nyheterna",
    reported="{publishers} medier på {minutes} min",
    earlier="{time} tidigare",
    later="{time} senare",
    same_time="samtidigt",
    same_day="samma dag",
    arrived="inkom {when}",
    published_by="Även publicerat av {names}",
    original="Original",
    untitled="Utan rubrik",
    page={
        "skip": "Till huvudinnehållet",
        "front_page": "Förstasidan",
        "by": "Av {names}",
        "updated": "Uppdaterad {time}",
        "more": "och {n} till",
        "tags": "Taggar",
        "more_stories": "Fler artiklar",
        "spoken_tag": "i {now} artiklar från {publishers} medier, vanligen {usual}",
        "colophon": "Artiklarna i rutorna väljs efter sina ord och datum",
        "model": "modell {model}",
        "as_of": "per {time}",
        "just_now": "just nu",
        "today": "i dag",
        "yesterday": "i går",
        "tomorrow": "i morgon",
        "newest": "Senaste artiklarna per {time}",
        "no_articles": "Inga artiklar ännu.",
        "coverage": "{publishers} medier rapporterar",
        "trigger": "Utlöst av {story}",
        "older": "Äldre artiklar",
        "newer": "Nyare artiklar",
        "read_at": "Läs hos {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Ingen annan artikel om händelsen hittades.",
            one="Bara en annan artikel om händelsen hittades.",
            few="Bara {n} andra artiklar om händelsen hittades.",
        ),
        related=Notices(
            none="Ingen relaterad artikel hittades.",
            one="Bara en relaterad artikel hittades.",
            few="Bara {n} relaterade artiklar hittades.",
        ),
        breaking=Notices(
            none="Inget senaste nytt just nu.",
            one="Bara en nyhet just nu.",
            few="Bara {n} nyheter just nu.",
        ),
        trending=Notices(
            none="Inget trendar just nu.",
            one="Bara ett ämne trendar just nu.",
            few="Bara {n} ämnen trendar just nu.",
        ),
    ),
)
