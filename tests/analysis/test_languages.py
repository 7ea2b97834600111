"""Newsrooms of many languages: each is told, linked within itself, and split into the terms that its readers know."""

from __future__ import annotations

import pytest

from recommender import Recommender, Request, read_articles
from recommender.analysis.detection import detect_language
from recommender.analysis.languages import LANGUAGES, Language, language_of
from recommender.analysis.stemming import to_term
from recommender.analysis.tokenizer import folded, split_text
from recommender.article import Article
from recommender.cli.demo import sample_folder
from tests.support.builders import article

# For each language a report of a collapsed bridge, a later one by another desk, and one of interest rates.
REPORTS = {
    "ar": (
        (
            "انهيار جسر في مدينة ساحلية",
            (
                "انهار جسر قديم فوق نهر الوادي في مدينة مرسى الزهور صباح الثلاثاء بعد أمطار غزيرة. وقالت وزارة النقل "
                "إن ثلاثة أشخاص أصيبوا وإن فرق الإنقاذ تواصل البحث عن ناجين تحت الأنقاض."
            ),
        ),
        (
            "فرق الإنقاذ تبحث عن ناجين بعد انهيار الجسر",
            (
                "تواصل فرق الإنقاذ البحث تحت أنقاض الجسر الذي انهار في مرسى الزهور. وأعلنت وزارة النقل فتح تحقيق في "
                "أسباب الانهيار بعد الأمطار الغزيرة."
            ),
        ),
        (
            "البنك المركزي يبقي أسعار الفائدة دون تغيير",
            (
                "قرر البنك المركزي الإبقاء على أسعار الفائدة دون تغيير للمرة الثالثة هذا العام، وقال المحافظ إن "
                "التضخم يتراجع ببطء."
            ),
        ),
    ),
    "hi": (
        (
            "नदी पर पुराना पुल ढहा, तीन घायल",
            (
                "चंदनपुर में मंगलवार सुबह भारी बारिश के बाद नदी पर बना पुराना पुल ढह गया। परिवहन मंत्रालय ने कहा कि "
                "तीन लोग घायल हुए हैं और बचाव दल मलबे में लोगों को खोज रहे हैं।"
            ),
        ),
        (
            "पुल हादसा: बचाव दल मलबे में खोज जारी रखे हुए हैं",
            (
                "चंदनपुर में ढहे पुल के मलबे में बचाव दल लोगों को खोज रहे हैं। परिवहन मंत्रालय ने भारी बारिश के बाद "
                "हुए हादसे की जांच के आदेश दिए।"
            ),
        ),
        (
            "केंद्रीय बैंक ने ब्याज दरें नहीं बदलीं",
            ("केंद्रीय बैंक ने इस साल तीसरी बार ब्याज दरों में कोई बदलाव नहीं किया। गवर्नर ने कहा कि महंगाई धीरे-धीरे घट रही है।"),
        ),
    ),
    "th": (
        (
            "สะพานเก่าถล่มหลังฝนตกหนัก บาดเจ็บสามคน",
            (
                "สะพานเก่าข้ามแม่น้ำในเมืองบางทองถล่มเมื่อเช้าวันอังคารหลังฝนตกหนัก กระทรวงคมนาคมกล่าวว่ามีผู้บาดเจ็บ"
                "สามคน และหน่วยกู้ภัยกำลังค้นหาผู้รอดชีวิตใต้ซากสะพาน"
            ),
        ),
        (
            "หน่วยกู้ภัยเร่งค้นหาผู้รอดชีวิตใต้ซากสะพาน",
            ("หน่วยกู้ภัยยังคงค้นหาผู้รอดชีวิตใต้ซากสะพานที่ถล่มในเมืองบางทอง กระทรวงคมนาคมสั่งสอบสวนสาเหตุหลังฝนตกหนัก"),
        ),
        (
            "ธนาคารกลางคงอัตราดอกเบี้ย",
            "ธนาคารกลางมีมติคงอัตราดอกเบี้ยเป็นครั้งที่สามของปีนี้ ผู้ว่าการกล่าวว่าเงินเฟ้อกำลังลดลงอย่างช้า ๆ",
        ),
    ),
    "ko": (
        (
            "폭우 뒤 낡은 다리 붕괴, 세 명 부상",
            (
                "화요일 아침 폭우가 내린 뒤 해솔시의 강을 가로지르는 낡은 다리가 무너졌다. 교통부는 세 명이 다쳤으며 "
                "구조대가 잔해 속에서 생존자를 찾고 있다고 밝혔다."
            ),
        ),
        (
            "구조대, 무너진 다리 잔해에서 생존자 수색",
            (
                "구조대가 해솔시에서 무너진 다리의 잔해 속에서 생존자를 계속 찾고 있다. 교통부는 폭우 뒤 붕괴 원인을 "
                "조사하라고 지시했다."
            ),
        ),
        (
            "중앙은행, 기준금리 동결",
            "중앙은행이 올해 세 번째로 기준금리를 동결했다. 총재는 물가 상승률이 천천히 낮아지고 있다고 말했다.",
        ),
    ),
    "ja": (
        (
            "大雨で古い橋が崩落、三人けが",
            (
                "火曜日の朝、大雨の後に海鳴市の川にかかる古い橋が崩落した。国土交通省によると三人がけがをし、救助隊が"
                "がれきの中で生存者を捜している。"
            ),
        ),
        (
            "救助隊、崩落した橋のがれきで捜索続ける",
            (
                "海鳴市で崩落した橋のがれきの中で、救助隊が生存者の捜索を続けている。国土交通省は大雨の後の崩落の原因"
                "を調べるよう指示した。"
            ),
        ),
        (
            "中央銀行、政策金利を据え置き",
            (
                "中央銀行は今年三回目となる政策金利の据え置きを決めた。総裁は物価上昇率がゆっくりと下がっていると述べ"
                "た。"
            ),
        ),
    ),
    "zh": (
        (
            "暴雨后老桥坍塌，三人受伤",
            "星期二早上暴雨过后，海宁湾市一座跨河老桥坍塌。交通部表示三人受伤，救援队正在废墟中寻找幸存者。",
        ),
        (
            "救援队继续在坍塌大桥废墟中搜寻",
            "救援队继续在海宁湾市坍塌大桥的废墟中寻找幸存者。交通部下令调查暴雨后坍塌的原因。",
        ),
        (
            "央行维持利率不变",
            "央行今年第三次决定维持利率不变。行长表示通货膨胀正在缓慢下降。",
        ),
    ),
    "ru": (
        (
            "Старый мост обрушился после ливня, трое ранены",
            (
                "Во вторник утром после сильного ливня в городе Белогорск-на-Оре обрушился старый мост через реку. "
                "Министерство транспорта сообщило, что трое ранены, спасатели ищут выживших под завалами."
            ),
        ),
        (
            "Спасатели ищут выживших под обломками моста",
            (
                "Спасатели продолжают искать выживших под обломками моста, обрушившегося в Белогорске-на-Оре. "
                "Министерство транспорта начало расследование причин обрушения после ливня."
            ),
        ),
        (
            "Центральный банк сохранил ставку",
            (
                "Центральный банк в третий раз за год сохранил ключевую ставку. Глава банка заявил, что инфляция "
                "медленно снижается."
            ),
        ),
    ),
    "el": (
        (
            "Κατέρρευσε παλιά γέφυρα μετά από καταιγίδα, τρεις τραυματίες",
            (
                "Παλιά γέφυρα πάνω από τον ποταμό στην Αλμυρόπολη κατέρρευσε το πρωί της Τρίτης μετά από σφοδρή "
                "καταιγίδα. Το υπουργείο Μεταφορών ανακοίνωσε ότι τραυματίστηκαν τρεις άνθρωποι και τα συνεργεία "
                "διάσωσης αναζητούν επιζώντες στα συντρίμμια."
            ),
        ),
        (
            "Συνεργεία διάσωσης αναζητούν επιζώντες στα συντρίμμια της γέφυρας",
            (
                "Τα συνεργεία διάσωσης συνεχίζουν να αναζητούν επιζώντες στα συντρίμμια της γέφυρας που κατέρρευσε "
                "στην Αλμυρόπολη. Το υπουργείο Μεταφορών διέταξε έρευνα μετά την καταιγίδα."
            ),
        ),
        (
            "Η κεντρική τράπεζα διατήρησε τα επιτόκια",
            (
                "Η κεντρική τράπεζα διατήρησε αμετάβλητα τα επιτόκια για τρίτη φορά φέτος. Ο διοικητής είπε ότι ο "
                "πληθωρισμός μειώνεται αργά."
            ),
        ),
    ),
    "tr": (
        (
            "Şiddetli yağmurun ardından eski köprü çöktü, üç yaralı",
            (
                "Salı sabahı şiddetli yağmurun ardından İncirliova Kıyısı kentinde nehrin üzerindeki eski köprü "
                "çöktü. Ulaştırma Bakanlığı üç kişinin yaralandığını, kurtarma ekiplerinin enkazda hayatta kalanları "
                "aradığını açıkladı."
            ),
        ),
        (
            "Kurtarma ekipleri köprü enkazında arama yapıyor",
            (
                "Kurtarma ekipleri İncirliova Kıyısı kentinde çöken köprünün enkazında hayatta kalanları aramayı "
                "sürdürüyor. Ulaştırma Bakanlığı şiddetli yağmurun ardından çökmenin nedenini soruşturuyor."
            ),
        ),
        (
            "Merkez Bankası faizi sabit tuttu",
            ("Merkez Bankası bu yıl üçüncü kez faizi sabit tuttu. Başkan enflasyonun yavaş yavaş düştüğünü söyledi."),
        ),
    ),
    "de": (
        (
            "Alte Brücke nach Starkregen eingestürzt, drei Verletzte",
            (
                "Am Dienstagmorgen ist nach starkem Regen in Mühlenhafen eine alte Brücke über den Fluss "
                "eingestürzt. Das Verkehrsministerium meldete drei Verletzte; Rettungskräfte suchen in den Trümmern "
                "nach Überlebenden."
            ),
        ),
        (
            "Rettungskräfte suchen in Trümmern der Brücke",
            (
                "Rettungskräfte suchen weiter in den Trümmern der in Mühlenhafen eingestürzten Brücke nach "
                "Überlebenden. Das Verkehrsministerium ließ die Ursache des Einsturzes nach dem starken Regen "
                "untersuchen."
            ),
        ),
        (
            "Notenbank lässt Leitzins unverändert",
            (
                "Die Notenbank hat den Leitzins zum dritten Mal in diesem Jahr unverändert gelassen. Die Inflation "
                "sinke langsam, sagte der Präsident."
            ),
        ),
    ),
    "es": (
        (
            "Se derrumba un viejo puente tras las lluvias, tres heridos",
            (
                "Un viejo puente sobre el río en Puerto Alameda se derrumbó la mañana del martes tras fuertes "
                "lluvias. El Ministerio de Transportes informó de tres heridos y los equipos de rescate buscan "
                "supervivientes entre los escombros."
            ),
        ),
        (
            "Los equipos de rescate buscan entre los escombros del puente",
            (
                "Los equipos de rescate siguen buscando supervivientes entre los escombros del puente que se "
                "derrumbó en Puerto Alameda. El Ministerio de Transportes investiga la causa del derrumbe tras las "
                "fuertes lluvias."
            ),
        ),
        (
            "El banco central mantiene los tipos de interés",
            (
                "El banco central mantuvo los tipos de interés por tercera vez este año. El gobernador dijo que la "
                "inflación baja lentamente."
            ),
        ),
    ),
    "fr": (
        (
            "Un vieux pont s’effondre après de fortes pluies, trois blessés",
            (
                "Un vieux pont sur le fleuve à Port-Saulnier s’est effondré mardi matin après de fortes pluies. Le "
                "ministère des Transports a fait état de trois blessés ; les secours cherchent des survivants dans "
                "les décombres."
            ),
        ),
        (
            "Les secours fouillent les décombres du pont",
            (
                "Les secours continuent de chercher des survivants dans les décombres du pont qui s’est effondré à "
                "Port-Saulnier. Le ministère des Transports enquête sur l’effondrement après les fortes pluies."
            ),
        ),
        (
            "La banque centrale maintient son taux directeur",
            (
                "La banque centrale a maintenu son taux directeur pour la troisième fois cette année. L’inflation "
                "recule lentement, a dit le gouverneur."
            ),
        ),
    ),
    "en": (
        (
            "Old bridge collapses after heavy rain, three hurt",
            (
                "An old bridge over the river in Saltmarsh Quay collapsed on Tuesday morning after heavy rain. The "
                "transport ministry said three people were hurt and rescuers are searching the rubble for survivors."
            ),
        ),
        (
            "Rescuers search rubble of collapsed bridge",
            (
                "Rescuers are still searching the rubble of the bridge that collapsed in Saltmarsh Quay. The "
                "transport ministry ordered an inquiry into the collapse after heavy rain."
            ),
        ),
        (
            "Central bank leaves rates unchanged",
            (
                "The central bank left interest rates unchanged for the third time this year. Inflation is falling "
                "slowly, the governor said."
            ),
        ),
    ),
}
# A language that nobody knows, and that says so.
UNKNOWN = "art"
REPORTS[UNKNOWN] = (
    (
        "Zorblat vekno dri mantor",
        "Vekno zorblat in Quillmar hesto ri tandu. Mantor dri vekno sal trenni, bastil ralto.",
    ),
    ("Quor bastil ven ralto", "Quor bastil ven ralto dri vekno Quillmar. Mantor ennu sorrit zorblat."),
    ("Plim dorra ennet", "Plim dorra ennet sill trew ondo. Gavver ennet plim hollu."),
)


def reports(language: str) -> list[Article]:
    """Return the three reports of a language; all but the unknown one are left to be told."""
    said = {"language": UNKNOWN} if language == UNKNOWN else {}
    return [
        article(
            article_id=f"{language}-{number}",
            title=title,
            text=text,
            publisher=f"Desk {number}",
            published_at=f"2026-04-2{number}T08:00:00Z",
            **said,
        )
        for number, (title, text) in enumerate(REPORTS[language])
    ]


@pytest.fixture(scope="module")
def everywhere() -> Recommender:
    """Return a model of the sample corpus and of three reports in each language."""
    sample = read_articles(sample_folder() / "articles.jsonl")
    return Recommender.fit([*sample, *(each for language in REPORTS for each in reports(language))])


@pytest.mark.parametrize("language", [language for language in REPORTS if language != UNKNOWN])
def test_the_language_of_a_report_is_told(language: str) -> None:
    assert [detect_language(f"{each.title}\n{each.text}") for each in reports(language)] == [language] * 3


@pytest.mark.parametrize("language", REPORTS)
def test_a_report_leads_to_the_other_one_of_its_event(everywhere: Recommender, language: str) -> None:
    for seed, other in ((0, 1), (1, 0)):
        assert everywhere.ranking(f"{language}-{seed}", "none", 1) == [f"{language}-{other}"]


@pytest.mark.parametrize("language", REPORTS)
def test_a_page_stays_in_its_language(everywhere: Recommender, language: str) -> None:
    seed = everywhere.seed(f"{language}-0")
    assert seed.article.language == language
    for box in ("similar", "related"):
        for card in everywhere.box(box, seed, Request(k=10)).cards:
            row = everywhere.catalogue.row_of(card.article_id)
            assert everywhere.catalogue.metadata(row)["language"] == language


@pytest.mark.parametrize("language", [each for each in REPORTS if language_of(each).function_words])
def test_a_reason_is_not_made_of_function_words(everywhere: Recommender, language: str) -> None:
    for seed in range(3):
        for card in everywhere.box("similar", everywhere.seed(f"{language}-{seed}"), Request(k=10)).cards:
            for shared in card.terms:
                assert any(to_term(word, language) for word in split_text(shared.term)), card.reason


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "الجسر جسر"),
        ("hi", "लोगों लोग"),
        ("ru", "моста мосту"),
        ("el", "γέφυρας ΓΈΦΥΡΑ"),
        ("tr", "İstanbul’un istanbul"),
        ("tr", "köprüler köprü"),
        ("de", "Brücken Brücke"),
        ("es", "lluvias lluvia"),
        ("fr", "l’effondrement effondrement"),
        ("it", "dell’acqua acqua"),
        ("nl", "foto’s foto"),
        ("nb", "broene broen"),
        ("en", "Ofwat’s Ofwat"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, words: str) -> None:
    assert len({to_term(word, language) for word in split_text(words)}) == 1


@pytest.mark.parametrize(
    ("language", "words"), [("uk", "об’єкт"), ("sw", "ng’ombe"), ("nl", "d’ancona"), ("tr", "cumhurbaşkanı’nın")]
)
def test_an_apostrophe_costs_no_name(language: str, words: str) -> None:
    (term,) = (to_term(word, language) for word in split_text(words))
    assert len(term) >= 5


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.subtag)
def test_function_words_are_words_as_texts_are_split(language: Language) -> None:
    for word in language.function_words:
        assert split_text(word) == [folded(word)]
        assert to_term(word, language.subtag) == ""


def test_a_language_is_known_by_any_of_its_codes_and_of_others_nothing_is() -> None:
    assert all(language_of(each.subtag) is each for each in LANGUAGES)
    assert len({each.subtag for each in LANGUAGES}) == len(LANGUAGES)
    assert language_of("nn") is language_of("nob") is language_of("no") is language_of("nb")
    assert language_of("tlh") is language_of("und")
