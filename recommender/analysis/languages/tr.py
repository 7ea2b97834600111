"""What is known of Turkish."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, words

TURKISH = Language(
    subtag="tr",
    has_dotless_i=True,
    own_letters="çğıöşü",
    stemmer="turkish",
    apostrophe=Apostrophe.BEFORE_ENDING,
    function_words=words("""
ve veya ya da de ile ki mi mı mu mü bu şu o bunu şunu onu buna ona bunun onun bunlar onlar onların ben sen biz siz
beni seni bizi sizi benim senin bizim sizin kendi kendisi bir hiç her bazı tüm bütün çok daha en az gibi kadar için
göre karşı sonra önce beri dolayı üzere rağmen ancak ama fakat lakin çünkü eğer ise yani hem ne nasıl neden
niçin nerede kim hangi var yok değil olan olarak oldu olduğu olduğunu olacak olmak olmuş oluyor idi imiş dır dir etti
eden ederek edildi diye dedi söyledi artık bile henüz hâlâ sadece yalnız şimdi böyle şöyle öyle arasında ardından
"""),
    honorifics=words("""
bay bayan sayın dr prof cumhurbaşkanı başkan başkanı başbakan bakan bakanı vali valisi milletvekili general kral
kraliçe prens papa müdür müdürü sözcüsü ceo
"""),
    time_words=words("bugün yarın dün sabah akşam hafta ay yıl saat"),
    titles_in_names=words("kral kraliçe prens papa"),
    measure_words=words("yüzde milyon milyar iki üç dört beş altı yedi sekiz dokuz"),
)
