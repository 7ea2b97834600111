"""French."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="fr",
    headings={
        "similar": "Sur le même événement",
        "related": "À lire aussi",
        "breaking": "Dernière minute",
        "trending": "Tendances",
        "section": "Dans la même rubrique",
        "latest": "Dernières nouvelles",
    },
    kinds={
        "opinion": "Opinion",
        "live": "Direct",
        "video": "Vidéo",
        "sponsored": "Sponsorisé",
    },
    both_mention="Les deux mentionnent {terms}",
    chosen="Choisi par la rédaction",
    latest_in="Nouveau dans {section}",
    latest="Dernières nouvelles",
    reported="{publishers} médias en {minutes} min",
    earlier="{time} plus tôt",
    later="{time} plus tard",
    same_time="au même moment",
    same_day="le même jour",
    arrived="reçu {when}",
    published_by="Publié aussi par {names}",
    original="Article d’origine",
    untitled="Sans titre",
    page={
        "skip": "Aller au contenu principal",
        "front_page": "Accueil",
        "by": "Par {names}",
        "updated": "Mis à jour : {time}",
        "more": "et {n} autres",
        "tags": "Mots-clés",
        "more_stories": "Autres articles",
        "spoken_tag": "dans {now} articles de {publishers} médias, d’habitude {usual}",
        "colophon": "Les articles proposés sont choisis d’après leurs mots et leurs dates",
        "model": "modèle {model}",
        "as_of": "à {time}",
        "just_now": "à l’instant",
        "today": "aujourd’hui",
        "yesterday": "hier",
        "tomorrow": "demain",
        "newest": "Articles les plus récents, {time}",
        "no_articles": "Pas encore d’articles.",
        "coverage": "{publishers} médias en parlent",
        "trigger": "Déclenché par {story}",
        "older": "Articles plus anciens",
        "newer": "Articles plus récents",
        "read_at": "À lire sur {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Aucun autre article sur cet événement n’a été trouvé.",
            one="Un seul autre article sur cet événement a été trouvé.",
            few="Seuls {n} autres articles sur cet événement ont été trouvés.",
        ),
        related=Notices(
            none="Aucun article lié n’a été trouvé.",
            one="Un seul article lié a été trouvé.",
            few="Seuls {n} articles liés ont été trouvés.",
        ),
        breaking=Notices(
            none="Aucune information de dernière minute pour le moment.",
            one="Une seule information de dernière minute pour le moment.",
            few="Seulement {n} informations de dernière minute pour le moment.",
        ),
        trending=Notices(
            none="Aucune tendance pour le moment.",
            one="Une seule tendance pour le moment.",
            few="Seulement {n} tendances pour le moment.",
        ),
    ),
)
