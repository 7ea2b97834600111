# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Explore a corpus of news
#
# What is in a corpus, before anything is recommended from it: who wrote how much and when, in which languages, which
# words carry weight, which texts are copies of one another, and how close in time related articles are.
#
# It runs on your own articles unchanged: set `RECOMMENDER_CORPUS` to a file, a folder or the address of a database, in
# any of the forms that `recommender train` reads.

# %%
import os
import re
import warnings
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager

from recommender import Recommender, read_articles
from recommender.article import UNKNOWN_TIME
from recommender.evaluation import stories_through_time
from recommender.ranking import SAME_TEXT

HERE = Path(__file__).parent if "__file__" in globals() else Path.cwd()
CORPUS = os.environ.get("RECOMMENDER_CORPUS", str(HERE / "../data/articles.jsonl"))
MOST = 2_000  # articles whose neighbours are looked at
plt.style.use(HERE / "news.mplstyle")
# Names in other scripts, where the machine has a font for them.
fonts = {font.name for font in font_manager.fontManager.ttflist}
plt.rcParams["font.family"] = [name for name in ("DejaVu Sans", "Noto Sans CJK JP") if name in fonts]
warnings.filterwarnings("ignore", message="Glyph .* missing from font")

# %% [markdown]
# ## The corpus

# %%
refused = []
articles = list(read_articles(CORPUS, refused=refused.append))
recommender = Recommender.fit(articles)
index, base = recommender.index, recommender.index.base
catalogue = base.catalogue
metadata = [catalogue.metadata(row) for row in range(len(catalogue))]
table = pd.DataFrame(metadata).reindex(columns=["title", "publisher", "section", "published_at"])
table["language"] = [catalogue.label("language", row) for row in range(len(catalogue))]
table["words"] = [len(catalogue.texts[row].split()) for row in range(len(catalogue))]
table["published_at"] = pd.to_datetime(table["published_at"], format="ISO8601", utc=True)

pd.Series(
    {
        "articles": len(table),
        "records refused": len(refused),
        "read more than once": len(articles) - len(table),
        "publishers": table["publisher"].nunique(),
        "sections": table["section"].nunique(),
        "languages": table["language"].nunique(),
        "without a time": int(table["published_at"].isna().sum()),
        "without a text": int((table["words"] == 0).sum()),
        "median words of a text": int(table["words"].median()),
    },
    name="this corpus",
).to_frame()

# %%
counts = table["publisher"].astype(object).fillna("unknown").value_counts().head(15)[::-1]
figure, axes = plt.subplots(figsize=(8, 0.26 * len(counts) + 1))
axes.barh(counts.index, counts)
axes.set(title=f"{counts.index[-1]} wrote most, {counts.iloc[-1] / len(table):.0%} of all", xlabel="articles")
axes.grid(axis="y", visible=False)

# %% [markdown]
# Headlines and long articles are different worlds: on headlines, neighbours' terms help; in long articles, the repeated
# word must not win over the rare one.

# %%
figure, axes = plt.subplots()
longest = max(int(table["words"].max()), 10)
axes.hist(table["words"].clip(lower=1), bins=np.geomspace(1, longest, 40))
axes.axvline(table["words"].median(), color="C5")
axes.set(
    xscale="log",
    title=f"Half of the texts have more than {table['words'].median():.0f} words",
    xlabel="words of the text",
    ylabel="articles",
)

# %% [markdown]
# ## Time

# %%
days = table["published_at"].dropna().dt.floor("D").value_counts().sort_index()
if len(days):
    figure, axes = plt.subplots()
    axes.bar(days.index, days, width=0.9)
    axes.set(title=f"The busiest day was {days.idxmax():%d %B %Y}, with {days.max()} articles", ylabel="articles a day")
    figure.autofmt_xdate()

# %% [markdown]
# The largest stories, groups of articles on one event, each article a mark at its time. A story that runs for weeks has
# joined several events, or is one that readers follow.

# %%
axes = stories_through_time(recommender)

# %% [markdown]
# ## Languages
#
# Detected where an article does not say. Cards are in the language of the article being read, so a language with few
# articles has thin boxes.

# %%
languages = table["language"].replace("", "unknown").value_counts()[::-1]
figure, axes = plt.subplots(figsize=(8, 0.3 * len(languages) + 1))
bars = axes.barh(languages.index, languages)
axes.bar_label(bars, padding=3)
axes.set(title=f"{languages.index[-1]} is the language of {languages.iloc[-1] / len(table):.0%}", xlabel="articles")
axes.grid(axis="y", visible=False)

# %% [markdown]
# ## Terms
#
# The words that stand in most articles say least. Left what is widespread; right what weighs most where it stands, of
# the terms that ten articles or more have: what tells one event from another.

# %%
matrix = base.own_vectors.matrix()
names = recommender.model.feature_name
spread = np.diff(matrix.tocsc().indptr)
weight = np.asarray(matrix.sum(axis=0)).ravel() / np.maximum(spread, 1)
widespread, heavy = np.argsort(-spread)[:15], np.argsort(-np.where(spread >= 10, weight, 0))[:15]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2))
left.barh([names(column) for column in widespread[::-1]], spread[widespread[::-1]] / len(table), color="C4")
left.set(title="In most articles", xlabel="share of articles")
right.barh([names(column) for column in heavy[::-1]], weight[heavy[::-1]], color="C0")
right.set(title="Of most weight", xlabel="mean weight where it stands")
for axes in (left, right):
    axes.grid(axis="y", visible=False)

# %% [markdown]
# One article through the eyes of the model: its most frequent words, and the terms that stand for it.

# %%
row = int(np.argsort(table["words"].to_numpy())[len(table) // 2])
vector = index.own_vectors[row]
best = np.argsort(-vector.weights)[:10]
frequent = Counter(re.findall(r"\w+", catalogue.texts[row].lower())).most_common(10)
print(metadata[row].get("title"))
pd.DataFrame(
    {
        "most frequent words": pd.Series([f"{word} ({count})" for word, count in frequent]),
        "heaviest terms": pd.Series([names(int(vector.terms[at])) for at in best]),
        "weight": pd.Series(vector.weights[best]).round(3),
    }
)


# %% [markdown]
# ## Near-duplicates
#
# Wire stories are printed by many, and corrected by some. Two texts are one, and share a card, when their own words
# are alike (from a cosine of `SAME_TEXT.similarity` on) and stand in the same order.


# %%
def nearest(row):
    """Return the most similar other article, the cosine of both articles' own words, and whether one is a copy."""
    found = index.search(index.expanded_vectors[row], depth=5, exclude=[row]).rows
    alike = index.own_vectors.similarities(found, index.own_vectors[row])
    if not len(found):
        return row, 0.0, False
    is_copy = SAME_TEXT.of_row(row, alike, found, recommender.catalogue)
    return int(found[alike.argmax()]), float(alike.max()), bool(is_copy.any())


some = np.random.default_rng(0).permutation(len(table))[:MOST]
neighbours = pd.DataFrame([(row, *nearest(int(row))) for row in some], columns=["row", "other", "cosine", "copy"])
copies = neighbours["copy"]
figure, axes = plt.subplots()
parts = [neighbours["cosine"][~copies], neighbours["cosine"][copies]]
axes.hist(parts, bins=np.linspace(0, 1, 51), stacked=True, label=["in words of its own", "copies"])
axes.legend()
axes.set(
    title=f"{copies.mean():.0%} of articles are copies of another",
    xlabel="cosine with the most similar other article",
    ylabel="articles",
)

# %%
pairs = neighbours[copies & (neighbours["row"] != neighbours["other"])].copy()
pairs["pair"] = [tuple(sorted(pair)) for pair in zip(pairs["row"], pairs["other"], strict=True)]
pairs = pairs.drop_duplicates("pair").sort_values("cosine", ascending=False).head(10)
pd.DataFrame(
    {
        "cosine": pairs["cosine"].round(3),
        "one": [f"{metadata[row].get('title')} ({metadata[row].get('publisher')})" for row in pairs["row"]],
        "the other": [f"{metadata[row].get('title')} ({metadata[row].get('publisher')})" for row in pairs["other"]],
    }
).style.hide(axis="index").format({"cosine": "{:.3f}"})

# %% [markdown]
# ## Time as evidence
#
# Two reports of one event come together: an article is closer in time to the one it is most like than to any other.
# That is why `similar` looks at the days between, and why it is never a hard rule.

# %%
times = catalogue.published_at
others = np.random.default_rng(1).permutation(some)
alike, chance = (
    np.abs(times[one] - times[other])[(times[one] != UNKNOWN_TIME) & (times[other] != UNKNOWN_TIME)] / 86_400
    for one, other in (
        (neighbours["row"].to_numpy(), neighbours["other"].to_numpy()),
        (some, others),
    )
)
if len(alike):
    figure, axes = plt.subplots()
    for days_between, label in ((alike, "the most similar article"), (chance, "any other article")):
        axes.ecdf(days_between, label=label)
    axes.set(
        title=f"Half of the nearest neighbours are within {np.median(alike):.1f} days",
        xlabel="days between",
        ylabel="share of articles",
    )
    axes.set_xscale("symlog", linthresh=1)
    axes.legend(loc="lower right")
