"""Hindi."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="hi",
    headings={
        "similar": "इसी घटना पर",
        "related": "संबंधित",
        "breaking": "ताज़ा ख़बर",
        "trending": "चर्चा में",
        "section": "इस खंड से और",
        "latest": "नवीनतम समाचार",
    },
    kinds={
        "opinion": "विचार",
        "live": "लाइव",
        "video": "वीडियो",
        "sponsored": "प्रायोजित",
    },
    both_mention="दोनों में ज़िक्र: {terms}",
    chosen="संपादकों की पसंद",
    latest_in="{section} में नवीनतम",
    latest="नवीनतम समाचार",
    reported="{minutes} मिनट में {publishers} प्रकाशक",
    earlier="{time} पहले",
    later="{time} बाद",
    same_time="उसी समय",
    same_day="उसी दिन",
    arrived="{when} प्राप्त",
    published_by="इन्होंने भी प्रकाशित किया: {names}",
    original="मूल लेख",
    untitled="बिना शीर्षक",
    page={
        "skip": "मुख्य सामग्री पर जाएँ",
        "front_page": "मुख्य पृष्ठ",
        "by": "लेखक: {names}",
        "updated": "अद्यतन: {time}",
        "more": "और {n} अन्य",
        "tags": "टैग",
        "more_stories": "अन्य समाचार",
        "spoken_tag": "{publishers} प्रकाशकों के {now} समाचारों में, सामान्यतः {usual}",
        "colophon": "बॉक्स के समाचार उनके शब्दों और तारीख़ों से चुने जाते हैं",
        "model": "मॉडल {model}",
        "as_of": "{time} तक",
        "just_now": "अभी-अभी",
        "today": "आज",
        "yesterday": "बीता कल",
        "tomorrow": "आने वाला कल",
        "newest": "नवीनतम समाचार, {time} तक",
        "no_articles": "अभी कोई लेख नहीं है।",
        "coverage": "{publishers} प्रकाशकों की रिपोर्ट",
        "trigger": "इस समाचार से शुरू: {story}",
        "older": "पुराने समाचार",
        "newer": "नए समाचार",
        "read_at": "{publisher} पर पढ़ें",
    },
    forms={"घंटा": "घंटे", "महीना": "महीने"},
    notices=ByBox(
        similar=Notices(
            none="इस घटना पर कोई और रिपोर्ट नहीं मिली।",
            one="इस घटना पर केवल एक और रिपोर्ट मिली।",
            few="इस घटना पर केवल {n} और रिपोर्टें मिलीं।",
        ),
        related=Notices(
            none="कोई संबंधित समाचार नहीं मिला।",
            one="केवल एक संबंधित समाचार मिला।",
            few="केवल {n} संबंधित समाचार मिले।",
        ),
        breaking=Notices(
            none="अभी कोई ताज़ा ख़बर नहीं है।",
            one="अभी केवल एक ताज़ा ख़बर है।",
            few="अभी केवल {n} ताज़ा ख़बरें हैं।",
        ),
        trending=Notices(
            none="अभी कुछ भी चर्चा में नहीं है।",
            one="अभी केवल एक विषय चर्चा में है।",
            few="अभी केवल {n} विषय चर्चा में हैं।",
        ),
    ),
)
