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
# # Evaluate the boxes
#
# How good are `similar` and `related`, beside what anyone could have? Where do they fail, and why? What is each
# ingredient worth?
#
# It runs on your own articles unchanged: set `RECOMMENDER_CORPUS` to a file, a folder or the address of a database.
# Judgements are read from `RECOMMENDER_QRELS`, or `qrels.tsv` beside the corpus; without them your editors' links
# judge, and without those the section of an article does. To judge by a column of your own, such as an event, let
# `recommender evaluate SOURCE --labels COLUMN --keep-qrels FILE` write them, and set `RECOMMENDER_QRELS` to the file.

# %%
import os
import textwrap
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import matplotlib.pyplot as plt
import pandas as pd

from recommender import Recommender, TfidfModel, read_articles
from recommender.evaluation import (
    BASELINES,
    Setting,
    best_qrels,
    choose_seeds,
    diversity_of,
    evaluate_boxes,
    measure,
    outputs_of_box,
)
from recommender.model import NeighbourExpansion
from recommender.ranking import POLICIES

HERE = Path(__file__).parent if "__file__" in globals() else Path.cwd()
CORPUS = os.environ.get("RECOMMENDER_CORPUS", str(HERE / "../data/articles.jsonl"))
QRELS = Path(os.environ.get("RECOMMENDER_QRELS", Path(CORPUS).with_name("qrels.tsv")))
MOST = 200  # seeds, drawn the same on every machine
SETTING = Setting(k=5, depth=100)
plt.style.use(HERE / "news.mplstyle")

# %%
articles = list(read_articles(CORPUS, refused=lambda error: None))
recommender = Recommender.fit(articles)
qrels, source = best_qrels(recommender.catalogue, QRELS)
drawn = sorted(qrels.seeds(), key=lambda seed: crc32(seed.encode()))[:MOST]
qrels = qrels.of_seeds(set(drawn))
print(f"{len(recommender.catalogue)} articles; {len(qrels.seeds())} seeds judged by {source}")

# %% [markdown]
# ## The full table
#
# Every system answers the same seeds. In brackets the 95 % bootstrap interval over seeds; p is that of a paired
# randomisation test against scikit-learn's default TF-IDF. `recommender (none)` is the model alone, without time and
# without policies.

# %%
beside = {name: BASELINES[name] for name in ("scikit-learn", "bm25", "more-like-this", "most-recent", "random")}
found = evaluate_boxes(recommender, qrels, boxes=("none", "similar"), setting=SETTING, beside=beside)
print(found)


# %%
def whiskers(table, name, title, axes=None):
    """Draw the mean of each system with its interval."""
    rows = table[name][::-1]
    if axes is None:
        _, axes = plt.subplots(figsize=(8, 0.35 * len(rows) + 1))
    ours = [str(system).startswith("recommender") for system in rows.index]
    for at, (_, row) in enumerate(rows.iterrows()):
        axes.plot([row["low"], row["high"]], [at, at], color="C0" if ours[at] else "C6", linewidth=2)
        axes.plot(row["mean"], at, "o", color="C0" if ours[at] else "C6")
        axes.annotate(f"{row['mean']:.3f}", (row["mean"], at), xytext=(0, 6), textcoords="offset points", ha="center")
    axes.set_yticks(range(len(rows)), rows.index)
    axes.set_ylim(-0.6, len(rows) - 0.2)
    axes.set(title=title, xlabel=f"{name}, with its 95 % interval")
    axes.grid(axis="y", visible=False)
    return axes


best = found.table["nDCG@10"]["mean"].drop(["recommender (none)", "recommender (similar)"]).idxmax()
gained = found.table["nDCG@10"]["mean"]["recommender (similar)"] - found.table["nDCG@10"]["mean"][best]
whiskers(found.table, "nDCG@10", f"similar: {gained:+.3f} nDCG@10 beside the best baseline, {best}")
# %% [markdown]
# ## Related
#
# Here another article on the seed's *own* event counts as not relevant: what readers want is background. Beside it
# stands what many sites show, the most similar articles without the copies.

# %%
related = evaluate_boxes(recommender, qrels, boxes=("related",), setting=SETTING, beside=beside)
print(related)

# %%
if related.table["same_event"]["mean"].notna().any():
    figure, axes = plt.subplots(figsize=(8, 3.2))
    shares = related.table["same_event"]["mean"].head(4)[::-1]
    ours = ["C0" if str(system).startswith("recommender") else "C6" for system in shares.index]
    bars = axes.barh(shares.index, shares, color=ours)
    axes.bar_label(bars, fmt="{:.1%}", padding=3)
    axes.set(title="Others fill related with the same event again", xlabel="share of cards on the seed's own event")
    axes.grid(axis="y", visible=False)

# %% [markdown]
# How diverse are the boxes? For each system, the share of boxes up to a mean cosine of their cards. Further to the
# left, the cards of a box say more that is different.

# %%
axes = diversity_of(related)

# %% [markdown]
# ## Where it fails
#
# The seeds with the lowest nDCG@5 of `similar`, read as text: what the box shows, with the grade of each card, and the
# best of what it missed, with the reason why. A missed article is either not found by the search, or some policy took
# it out: `explain` names it.


# %%
def title_of(article_id):
    metadata = recommender.catalogue.metadata(recommender.catalogue.row_of(article_id))
    return textwrap.shorten(metadata.get("title", "–"), 84)


def explain(seed, missed):
    """Return in a line what keeps an article out of the box."""
    explanation = recommender.explain(recommender.seed(seed), missed)
    shared = ", ".join(term.term for term in explanation.terms[:4]) or "no word"
    steps = explanation.traces["similar"]
    out = next((step for step in steps if not step.kept), None)
    if out is None:
        fate = f"stands at rank {steps[-1].rank}"
    elif out.folded_into is not None:
        fate = f"is folded into {out.folded_into} by {out.policy.partition('(')[0]}"
    else:
        fate = f"is taken out by {out.policy.partition('(')[0]}"
    return f"cosine {explanation.similarity:.2f}, shares {shared}; {fate}"


def read_aloud(seed):
    grades, shown = found.qrels.grades[seed], found.outputs["recommender (similar)"].boxes[seed]
    print(f"{title_of(seed)}  [{seed}]  nDCG@5 {worst[seed]:.2f}")
    for rank, card in enumerate(shown, start=1):
        print(f"   {rank}. ({grades.get(card, 0)}) {title_of(card)}")
    known = (other for other in grades if other in recommender.catalogue and other not in shown)
    for missed in sorted(known, key=lambda other: -grades[other])[:2]:
        if grades[missed] > 0:
            print(f"   missed ({grades[missed]}) {title_of(missed)}\n      {explain(seed, missed)}")
    print()


worst = found.per_seed["recommender (similar)", "nDCG@5"].sort_values(kind="stable").head(6)
for seed in worst.index:
    read_aloud(seed)

# %% [markdown]
# ## What each ingredient is worth
#
# One ingredient is left out at a time. First those of the model, measured without time and policies; then each policy
# of the box, in its order, unless nothing changes without it. The line is the whole; to the left of it, the ingredient
# is missed. Some policies are not there for this measure: they fold copies and make room for other publishers, which
# the other columns of the table show.

# %%
MODEL = {
    "no title": {"title_weight": 0.0},
    "no lead": {"lead_weight": 0.0},
    "no phrases": {"phrase_weight": 0.0},
    "no saturation": {"k1": None},
    "no length normalisation": {"b": 0.0},
    "no removal of boilerplate": {"boilerplate_df": 0},
    "no words of the address": {"slugs": False},
    "no stemming, no function words": {"analysis": "plain"},
}
chosen = choose_seeds(recommender.index.base.catalogue, qrels, SETTING)


def variants():
    """Yield each variant's name, the box to ask, and the recommender without one ingredient."""
    yield "all of the model", "none", recommender
    for name, parameters in MODEL.items():
        yield name, "none", Recommender.fit(articles, model=TfidfModel(**parameters))
    yield "no neighbours' terms", "none", Recommender.fit(articles, expansion=NeighbourExpansion(share=0.0))
    yield "all of the box", "similar", recommender
    for left_out in POLICIES["similar"]:
        rest = tuple(policy for policy in POLICIES["similar"] if policy is not left_out)
        name = f"no {type(left_out).__name__}"
        yield name, "similar", replace(recommender, policies={**POLICIES, "similar": rest})


answers = {name: outputs_of_box(model, box, chosen.seeds, SETTING) for name, box, model in variants()}
answers = {
    name: given for name, given in answers.items() if name.startswith("all") or given != answers["all of the box"]
}
names = list(answers)
cut = names.index("all of the box")
parts = [
    measure(recommender.index, chosen, {name: answers[name] for name in part}, ["nDCG@5"], baseline=part[0])
    for part in (names[:cut], names[cut:])
]
ablation = pd.concat([part.table for part in parts])
columns = [
    ("nDCG@5", "mean"),
    ("nDCG@5", "p"),
    ("near_duplicates", "mean"),
    ("publishers", "mean"),
    ("full_boxes", "mean"),
]
ablation[columns].style.format("{:.3f}", na_rep="–")

# %%
figure, sides = plt.subplots(1, 2, figsize=(11, 4.6))
for part, axes, title in zip(parts, sides, ("The model", "The box"), strict=True):
    whole, *others = part.table.index
    difference = part.per_seed.xs("nDCG@5", axis=1, level="measure").sub(part.per_seed[whole, "nDCG@5"], axis=0)
    mean, half = difference[others].mean(), 1.96 * difference[others].sem()
    places = range(len(others))[::-1]
    axes.errorbar(mean, list(places), xerr=half, fmt="o", color="C0", capsize=3)
    for value, place in zip(mean, places, strict=True):
        axes.annotate(f"{value:+.3f}", (value, place), xytext=(0, 6), textcoords="offset points", ha="center")
    axes.axvline(0, color="C5")
    axes.set_yticks(list(places), others)
    axes.set(title=f"{title}: without one ingredient", xlabel="difference in nDCG@5, with its 95 % interval")
    axes.grid(axis="y", visible=False)
