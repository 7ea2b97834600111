"""Chinese."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="zh",
    headings={
        "similar": "同一事件",
        "related": "相关报道",
        "breaking": "突发新闻",
        "trending": "热门话题",
        "section": "本栏目更多",
        "latest": "最新消息",
    },
    kinds={
        "opinion": "观点",
        "live": "直播",
        "video": "视频",
        "sponsored": "赞助内容",
    },
    both_mention="共同提到：{terms}",
    chosen="编辑推荐",
    latest_in="{section}最新",
    latest="最新消息",
    reported="{minutes}分钟内{publishers}家媒体",
    earlier="{time}前",
    later="{time}后",
    same_time="同一时间",
    same_day="同一天",
    arrived="{when}收到",
    published_by="另见于：{names}",
    original="原文",
    untitled="无标题",
    page={
        "skip": "跳到正文",
        "front_page": "首页",
        "by": "作者：{names}",
        "updated": "更新于{time}",
        "more": "等另外{n}家",
        "tags": "标签",
        "more_stories": "更多报道",
        "spoken_tag": "见于{publishers}家媒体的{now}篇报道，通常为{usual}",
        "colophon": "框内报道按用词和日期选出",
        "model": "模型 {model}",
        "as_of": "截至{time}",
        "just_now": "刚刚",
        "today": "今天",
        "yesterday": "昨天",
        "tomorrow": "明天",
        "newest": "截至{time}的最新报道",
        "no_articles": "暂无文章。",
        "coverage": "{publishers}家媒体报道",
        "trigger": "触发报道：{story}",
        "older": "较早的报道",
        "newer": "较新的报道",
        "read_at": "在{publisher}阅读",
    },
    separator="、",
    notices=ByBox(
        similar=Notices(
            none="未找到关于此事件的其他报道。",
            one="仅找到一篇关于此事件的其他报道。",
            few="仅找到{n}篇关于此事件的其他报道。",
        ),
        related=Notices(
            none="未找到相关报道。",
            one="仅找到一篇相关报道。",
            few="仅找到{n}篇相关报道。",
        ),
        breaking=Notices(
            none="目前没有突发新闻。",
            one="目前仅有一条突发新闻。",
            few="目前仅有{n}条突发新闻。",
        ),
        trending=Notices(
            none="目前没有热门话题。",
            one="目前仅有一个热门话题。",
            few="目前仅有{n}个热门话题。",
        ),
    ),
)
