"""Spanish."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="es",
    headings={
        "similar": "Sobre el mismo suceso",
        "related": "Relacionado",
        "breaking": "Última hora",
        "trending": "Tendencias",
        "section": "Más de esta sección",
        "latest": "Últimas noticias",
    },
    kinds={
        "opinion": "Opinión",
        "live": "En directo",
        "video": "Vídeo",
        "sponsored": "Patrocinado",
    },
    both_mention="Ambos mencionan {terms}",
    chosen="Elegido por la redacción",
    latest_in="Lo último en {section}",
    latest="Últimas noticias",
    reported="{publishers} medios en {minutes} min",
    earlier="{time} antes",
    later="{time} después",
    same_time="al mismo tiempo",
    same_day="el mismo día",
    arrived="recibido {when}",
    published_by="Publicado también por {names}",
    original="Original",
    untitled="Sin título",
    page={
        "skip": "Ir al contenido principal",
        "front_page": "Portada",
        "by": "Por {names}",
        "updated": "Actualizado: {time}",
        "more": "y {n} más",
        "tags": "Etiquetas",
        "more_stories": "Más noticias",
        "spoken_tag": "en {now} noticias de {publishers} medios, normalmente {usual}",
        "colophon": "Las noticias de los recuadros se eligen por sus palabras y fechas",
        "model": "modelo {model}",
        "as_of": "a {time}",
        "just_now": "ahora mismo",
        "today": "hoy",
        "yesterday": "ayer",
        "tomorrow": "mañana",
        "newest": "Noticias más recientes, {time}",
        "no_articles": "Aún no hay artículos.",
        "coverage": "Lo cuentan {publishers} medios",
        "trigger": "A raíz de {story}",
        "older": "Noticias anteriores",
        "newer": "Noticias más recientes",
        "read_at": "Leer en {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="No se ha encontrado ninguna otra noticia sobre este suceso.",
            one="Solo se ha encontrado otra noticia sobre este suceso.",
            few="Solo se han encontrado otras {n} noticias sobre este suceso.",
        ),
        related=Notices(
            none="No se ha encontrado ninguna noticia relacionada.",
            one="Solo se ha encontrado una noticia relacionada.",
            few="Solo se han encontrado {n} noticias relacionadas.",
        ),
        breaking=Notices(
            none="No hay noticias de última hora en este momento.",
            one="Solo hay una noticia de última hora en este momento.",
            few="Solo hay {n} noticias de última hora en este momento.",
        ),
        trending=Notices(
            none="No hay tendencias en este momento.",
            one="Solo hay una tendencia en este momento.",
            few="Solo hay {n} tendencias en este momento.",
        ),
    ),
)
