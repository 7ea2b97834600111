"""The names of weekdays and months, which recur and so are never news, by language."""

from __future__ import annotations

CALENDAR: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february
march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
today tomorrow yesterday tonight morning afternoon evening weekend week month year""",
        "de": """
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz april mai juni juli
august september oktober november dezember heute morgen gestern abend vormittag nachmittag nacht wochenende woche
monat jahr uhr""",
        "fr": """
lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre
novembre décembre demain hier matin soir semaine mois an année""",
        "es": """
lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre
octubre noviembre diciembre hoy mañana ayer tarde noche semana mes año""",
        "it": """
lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto
settembre ottobre novembre dicembre oggi domani ieri mattina sera settimana mese anno""",
        "nl": """
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus
september oktober november december vandaag morgen gisteren avond ochtend week maand jaar""",
        "pt": """
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta sábado domingo
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro hoje amanhã ontem manhã tarde
noite semana mês ano""",
        "sv": """
måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars april maj juni juli augusti september oktober
november december idag imorgon igår kväll morgon vecka månad år""",
        "da": """
mandag tirsdag onsdag torsdag fredag lørdag søndag januar februar marts april maj juni juli august september oktober
november december dag aften morgen uge måned år""",
        "no": """
mandag tirsdag onsdag torsdag fredag lørdag søndag januar februar mars april mai juni juli august september oktober
november desember dag kveld morgen uke måned år""",
        "ru": """
понедельник вторник среда четверг пятница суббота воскресенье января февраля марта апреля мая июня июля августа
сентября октября ноября декабря январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
сегодня завтра вчера год неделя месяц""",
        "ja": """
月曜 火曜 水曜 木曜 金曜 土曜 日曜 曜日 今日 明日 昨日 本日 午前 午後 今年 来年 昨年 今月 来月 先月""",
        "zh": """
星期 周一 周二 周三 周四 周五 周六 周日 期一 期二 期三 期四 期五 期六 期日 今天 明天 昨天 今年 去年 明年 上午 下午""",
        "ko": """
월요 화요 수요 목요 금요 토요 일요 요일 오늘 내일 어제 오전 오후 올해 지난""",
    }.items()
}
