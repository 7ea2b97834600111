"""Turkish."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="tr",
    headings={
        "similar": "Benzer haberler",
        "related": "İlgili",
        "breaking": "Son dakika",
        "trending": "Gündem",
        "section": "Bu bölümden",
        "latest": "Son haberler",
    },
    kinds={
        "opinion": "Görüş",
        "live": "Canlı",
        "video": "Video",
        "sponsored": "Sponsorlu",
    },
    both_mention="İkisinde de geçenler: {terms}",
    chosen="Editörlerin seçimi",
    latest_in="Bölümün son haberleri: {section}",
    latest="Son haberler",
    reported="{minutes} dakikada {publishers} yayın",
    earlier="{time} önce",
    later="{time} sonra",
    same_time="aynı anda",
    same_day="aynı gün",
    arrived="geliş: {when}",
    published_by="Şurada da yayımlandı: {names}",
    original="Özgün haber",
    untitled="Başlıksız",
    page={
        "skip": "Ana içeriğe geç",
        "front_page": "Ana sayfa",
        "by": "Yazan: {names}",
        "updated": "Güncellendi: {time}",
        "more": "ve {n} tane daha",
        "tags": "Etiketler",
        "more_stories": "Diğer haberler",
        "spoken_tag": "{publishers} yayından {now} haberde, genellikle {usual}",
        "colophon": "Kutulardaki haberler sözcüklerine ve tarihlerine göre seçilir",
        "model": "model {model}",
        "as_of": "{time} itibarıyla",
        "just_now": "az önce",
        "today": "bugün",
        "yesterday": "dün",
        "tomorrow": "yarın",
        "newest": "En yeni haberler, {time}",
        "no_articles": "Henüz haber yok.",
        "coverage": "{publishers} yayın haber verdi",
        "trigger": "Tetikleyen haber: {story}",
        "older": "Daha eski haberler",
        "newer": "Daha yeni haberler",
        "read_at": "Haberin tamamı: {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="Bu olayla ilgili başka haber bulunamadı.",
            one="Bu olayla ilgili yalnızca bir haber daha bulundu.",
            few="Bu olayla ilgili yalnızca {n} haber daha bulundu.",
        ),
        related=Notices(
            none="İlgili haber bulunamadı.",
            one="Yalnızca bir ilgili haber bulundu.",
            few="Yalnızca {n} ilgili haber bulundu.",
        ),
        breaking=Notices(
            none="Şu anda son dakika haberi yok.",
            one="Şu anda yalnızca bir son dakika haberi var.",
            few="Şu anda yalnızca {n} son dakika haberi var.",
        ),
        trending=Notices(
            none="Şu anda gündemde öne çıkan bir konu yok.",
            one="Şu anda gündemde yalnızca bir konu öne çıkıyor.",
            few="Şu anda gündemde yalnızca {n} konu öne çıkıyor.",
        ),
    ),
)
