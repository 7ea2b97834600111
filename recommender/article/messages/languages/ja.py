"""Japanese."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="ja",
    headings={
        "similar": "同じ出来事のニュース",
        "related": "関連記事",
        "breaking": "速報",
        "trending": "話題",
        "section": "このセクションの記事",
        "latest": "最新ニュース",
    },
    kinds={
        "opinion": "オピニオン",
        "live": "ライブ",
        "video": "動画",
        "sponsored": "スポンサー記事",
    },
    both_mention="どちらにも登場：{terms}",
    chosen="編集部の選択",
    latest_in="{section}の最新記事",
    latest="最新ニュース",
    reported="{minutes}分間に{publishers}媒体",
    earlier="{time}前",
    later="{time}後",
    same_time="同時刻",
    same_day="同じ日",
    arrived="{when}に受信",
    published_by="{names}にも掲載",
    original="元の記事",
    untitled="無題",
    page={
        "skip": "本文へ移動",
        "front_page": "トップページ",
        "by": "文：{names}",
        "updated": "更新：{time}",
        "more": "ほか{n}件",
        "tags": "タグ",
        "more_stories": "その他の記事",
        "spoken_tag": "{publishers}媒体の{now}本の記事に登場、通常は{usual}",
        "colophon": "記事は語と日付をもとに選ばれています",
        "model": "モデル {model}",
        "as_of": "{time}時点",
        "just_now": "たった今",
        "today": "今日",
        "yesterday": "昨日",
        "tomorrow": "明日",
        "newest": "{time}時点の最新記事",
        "no_articles": "記事はまだありません。",
        "coverage": "{publishers}媒体が報道",
        "trigger": "きっかけの記事：{story}",
        "older": "以前の記事",
        "newer": "新しい記事",
        "read_at": "{publisher}で読む",
    },
    separator="、",
    notices=ByBox(
        similar=Notices(
            none="この出来事を伝える他の記事は見つかりませんでした。",
            one="この出来事を伝える他の記事は1件だけです。",
            few="この出来事を伝える他の記事は{n}件だけです。",
        ),
        related=Notices(
            none="関連記事は見つかりませんでした。",
            one="関連記事は1件だけです。",
            few="関連記事は{n}件だけです。",
        ),
        breaking=Notices(
            none="現在、速報はありません。",
            one="現在、速報は1件だけです。",
            few="現在、速報は{n}件だけです。",
        ),
        trending=Notices(
            none="現在、話題になっているものはありません。",
            one="現在、話題は1件だけです。",
            few="現在、話題は{n}件だけです。",
        ),
    ),
)
