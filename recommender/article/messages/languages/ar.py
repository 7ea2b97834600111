"""Arabic."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="ar",
    headings={
        "similar": "أخبار مشابهة",
        "related": "مواضيع ذات صلة",
        "breaking": "عاجل",
        "trending": "الأكثر تداولًا",
        "section": "المزيد من هذا القسم",
        "latest": "آخر الأخبار",
    },
    kinds={
        "opinion": "رأي",
        "live": "مباشر",
        "video": "فيديو",
        "sponsored": "محتوى مدعوم",
    },
    both_mention="يذكر كلاهما: {terms}",
    chosen="اختيار المحررين",
    latest_in="الأحدث في {section}",
    latest="آخر الأخبار",
    reported="عدد المصادر: {publishers} خلال {minutes} د",
    earlier="قبل ذلك بـ{time}",
    later="بعد ذلك بـ{time}",
    same_time="في الوقت نفسه",
    same_day="في اليوم نفسه",
    arrived="وصل {when}",
    published_by="نُشر أيضًا في: {names}",
    original="النص الأصلي",
    untitled="بلا عنوان",
    page={
        "skip": "انتقل إلى المحتوى الرئيسي",
        "front_page": "الصفحة الأولى",
        "by": "بقلم: {names}",
        "updated": "آخر تحديث: {time}",
        "more": "و{n} أخرى",
        "tags": "وسوم",
        "more_stories": "مواضيع أخرى",
        "spoken_tag": "المواضيع: {now}، المصادر: {publishers}، المعتاد: {usual}",
        "colophon": "تُختار مواضيع الصناديق بحسب كلماتها وتواريخها",
        "model": "النموذج {model}",
        "as_of": "حتى {time}",
        "just_now": "الآن",
        "today": "اليوم",
        "yesterday": "أمس",
        "tomorrow": "غدًا",
        "newest": "أحدث المواضيع حتى {time}",
        "no_articles": "لا مقالات بعد.",
    },
    direction="rtl",
    separator="، ",
    forms={
        "دقيقتان": "دقيقتين",
        "ساعتان": "ساعتين",
        "يومان": "يومين",
        "أسبوعان": "أسبوعين",
        "شهران": "شهرين",
        "سنتان": "سنتين",
    },
    notices=ByBox(
        similar=Notices(
            none="لم يُعثر على خبر آخر عن هذا الحدث.",
            one="لم يُعثر إلا على خبر آخر واحد عن هذا الحدث.",
            few="عدد الأخبار الأخرى عن هذا الحدث: {n} فقط.",
        ),
        related=Notices(
            none="لم يُعثر على موضوع ذي صلة.",
            one="لم يُعثر إلا على موضوع واحد ذي صلة.",
            few="عدد المواضيع ذات الصلة: {n} فقط.",
        ),
        breaking=Notices(
            none="لا أخبار عاجلة في هذه اللحظة.",
            one="خبر عاجل واحد فقط في هذه اللحظة.",
            few="عدد الأخبار العاجلة في هذه اللحظة: {n} فقط.",
        ),
        trending=Notices(
            none="لا شيء متداول في هذه اللحظة.",
            one="موضوع متداول واحد فقط في هذه اللحظة.",
            few="عدد المواضيع المتداولة في هذه اللحظة: {n} فقط.",
        ),
    ),
)
