"""Portuguese."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="pt",
    headings={
        "similar": "Sobre o mesmo acontecimento",
        "related": "Relacionado",
        "breaking": "Última hora",
        "trending": "Em alta",
        "section": "Mais desta secção",
        "latest": "Últimas notícias",
    },
    kinds={
        "opinion": "Opinião",
        "live": "Ao vivo",
        "video": "Vídeo",
        "sponsored": "Patrocinado",
    },
    both_mention="Ambos mencionam {terms}",
    chosen="Escolhido pela redação",
    latest_in="Novo em {section}",
    latest="Últimas notícias",
    reported="{publishers} meios em {minutes} min",
    earlier="{time} antes",
    later="{time} depois",
    same_time="ao mesmo tempo",
    same_day="no mesmo dia",
    arrived="recebido {when}",
    published_by="Também publicado por {names}",
    original="Original",
    untitled="Sem título",
    page={
        "skip": "Ir para o conteúdo principal",
        "front_page": "Primeira página",
        "by": "Por {names}",
        "updated": "Atualizado: {time}",
        "more": "e mais {n}",
        "tags": "Etiquetas",
        "more_stories": "Mais notícias",
        "spoken_tag": "em {now} notícias de {publishers} meios, habitualmente {usual}",
        "colophon": "As notícias das caixas são escolhidas pelas suas palavras e datas",
        "model": "modelo {model}",
        "as_of": "em {time}",
        "just_now": "agora mesmo",
        "today": "hoje",
        "yesterday": "ontem",
        "tomorrow": "amanhã",
        "newest": "Notícias mais recentes, {time}",
        "no_articles": "Ainda não há artigos.",
        "coverage": "Noticiado por {publishers} meios",
        "trigger": "Desencadeado por {story}",
        "older": "Notícias mais antigas",
        "newer": "Notícias mais recentes",
        "read_at": "Ler em {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Não foi encontrada outra notícia sobre este acontecimento.",
            one="Só foi encontrada mais uma notícia sobre este acontecimento.",
            few="Só foram encontradas mais {n} notícias sobre este acontecimento.",
        ),
        related=Notices(
            none="Não foi encontrada nenhuma notícia relacionada.",
            one="Só foi encontrada uma notícia relacionada.",
            few="Só foram encontradas {n} notícias relacionadas.",
        ),
        breaking=Notices(
            none="Não há notícias de última hora neste momento.",
            one="Só há uma notícia de última hora neste momento.",
            few="Só há {n} notícias de última hora neste momento.",
        ),
        trending=Notices(
            none="Nada em alta neste momento.",
            one="Só há um tema em alta neste momento.",
            few="Só há {n} temas em alta neste momento.",
        ),
    ),
)
