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
# # Tune the model
#
# A search by scikit-learn over the parameters of the model, chosen on the older part of the judged articles and tried
# on the newer part, as of the time of each: what did it buy?
#
# It runs on your own articles unchanged: set `RECOMMENDER_CORPUS` (and `RECOMMENDER_QRELS`) as for *evaluate*.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import RandomizedSearchCV

from recommender import Recommender, TfidfModel, read_articles
from recommender.evaluation import (
    Setting,
    best_qrels,
    changes_of,
    choose_seeds,
    compare_boxes,
    measure,
    outputs_of_box,
)
from recommender.model import NeighbourExpansion

HERE = Path(__file__).parent if "__file__" in globals() else Path.cwd()
CORPUS = os.environ.get("RECOMMENDER_CORPUS", str(HERE / "../data/articles.jsonl"))
QRELS = Path(os.environ.get("RECOMMENDER_QRELS", Path(CORPUS).with_name("qrels.tsv")))
MOST = 200  # seeds in each part
TRIED = 16  # settings
MEASURE = "nDCG@10"
plt.style.use(HERE / "news.mplstyle")

# %% [markdown]
# ## A split by time
#
# Shuffled seeds would let the future choose the past. The search sees the articles of the older part and nothing else;
# the newer part is used once, at the end.

# %%
articles = list(read_articles(CORPUS, refused=lambda error: None))
whole = Recommender.fit(articles)
qrels, _ = best_qrels(whole.catalogue, QRELS)
dated = sorted((one.published_at, one.article_id) for one in whole.catalogue if one.published_at is not None)
judged = [(time, seed) for time, seed in dated if seed in set(qrels.seeds())]
assert len(judged) >= 20, "expected 20 judged articles with a time of publication, or more"
turn = judged[len(judged) * 6 // 10][0]
older = [one for one in articles if one.published_at is not None and one.published_at < turn]
known = {one.article_id for one in older}
past = qrels.of_pairs(lambda seed, other: seed in known and other in known)
seeds = np.array(past.seeds())[:: max(1, len(past.seeds()) // MOST)]
print(f"{len(older)} articles before {turn:%d %B %Y}, {len(seeds)} of them to choose by")

# %% [markdown]
# ## The search
#
# `TfidfModel` and `NeighbourExpansion` are scikit-learn transformers, so their parameters are searched by name. Fitting
# sees no judgements, so there is nothing that more folds would hold back: the choice itself is what can be overfitted,
# and the newer part will tell.


# %%
class Ranker(BaseEstimator):
    """The model as scikit-learn searches it: fitted on the older articles, scored by what it ranks for seeds."""

    def __init__(self, model=None, expansion=None):
        self.model = model
        self.expansion = expansion

    def fit(self, seeds, y=None):
        self.recommender_ = Recommender.fit(older, model=clone(self.model), expansion=clone(self.expansion))
        return self

    def score(self, seeds, y=None):
        setting = Setting(depth=10)
        chosen = choose_seeds(self.recommender_.index.base.catalogue, past.of_seeds(set(seeds)), setting)
        answers = {"tried": outputs_of_box(self.recommender_, "none", chosen.seeds, setting)}
        return measure(self.recommender_.index, chosen, answers, [MEASURE]).table.loc["tried", (MEASURE, "mean")]


usual = Ranker(TfidfModel(), NeighbourExpansion())
space = {
    "model__title_weight": [0.0, 0.2, 0.35, 0.6, 1.0],
    "model__lead_weight": [0.0, 0.25, 0.5, 1.0],
    "model__phrase_weight": [0.0, 0.4, 0.7, 1.0],
    "model__k1": [0.6, 1.2, 2.0],
    "model__b": [0.0, 0.4, 0.75, 1.0],
    "expansion__share": [0.0, 0.25, 0.5, 0.75, 1.0],
}
every = np.arange(len(seeds))
search = RandomizedSearchCV(usual, space, n_iter=TRIED, cv=[(every, every)], random_state=0, refit=False)
search.fit(seeds)
usual_score = usual.fit(seeds).score(seeds)
tried = pd.DataFrame(search.cv_results_["params"]).assign(score=search.cv_results_["mean_test_score"])
best = search.best_params_
tried.sort_values("score", ascending=False).head(8).style.hide(axis="index").format(precision=3)

# %%
figure, axes = plt.subplots()
ranked = np.sort(tried["score"])[::-1]
axes.plot(range(1, len(ranked) + 1), ranked, "o", label="settings tried")
axes.xaxis.get_major_locator().set_params(integer=True)
axes.axhline(usual_score, color="C5", label="the defaults")
better = int((ranked > usual_score).sum())
axes.set(
    title=f"{better} of {len(ranked)} settings beat the defaults on the older articles",
    xlabel="settings, best first",
    ylabel=f"{MEASURE}, older articles",
)
axes.legend()

# %% [markdown]
# Which parameter matters? The spread of the means is what its choice is worth here; where they lie level, leave it.

# %%
figure, sides = plt.subplots(1, len(space), figsize=(11, 3.2), sharey=True)
for (name, values), axes in zip(space.items(), sides, strict=True):
    places = {value: at for at, value in enumerate(values)}
    axes.plot(tried[name].map(places), tried["score"], "o", color="C4", markersize=4)
    means = tried.groupby(name)["score"].mean()
    axes.plot(means.index.map(places), means, "_", color="C0", markersize=18, markeredgewidth=3)
    axes.set_xticks(range(len(values)), [f"{value:g}" for value in values])
    axes.set_title(name.partition("__")[2], fontsize=10)
sides[0].set_ylabel(f"{MEASURE}, older articles")

# %% [markdown]
# ## What it bought
#
# Both are trained on the whole corpus and asked for the newer articles, each as of its own publication, so that nothing
# newer than the article being read is ranked.

# %%
setting = Setting(since=turn, replay=True)
chosen = choose_seeds(whole.index.base.catalogue, qrels, setting)
asked = set(chosen.seeds[:: max(1, len(chosen.seeds) // MOST)])
chosen = choose_seeds(whole.index.base.catalogue, qrels.of_seeds(asked), setting)
model, expansion = (
    kind(**{name.partition("__")[2]: value for name, value in best.items() if name.startswith(prefix)})
    for kind, prefix in ((TfidfModel, "model__"), (NeighbourExpansion, "expansion__"))
)
tuned = Recommender.fit(articles, model=model, expansion=expansion)
answers = {
    f"{name} ({box})": outputs_of_box(each, box, chosen.seeds, setting)
    for box in ("none", "similar")
    for name, each in (("defaults", whole), ("tuned", tuned))
}
found = measure(whole.index, chosen, answers, [MEASURE, "RR", "AP"], baseline="defaults (none)")
print(found)

# %%
figure, axes = plt.subplots(figsize=(8, 2.4))
scores = found.per_seed.xs(MEASURE, axis=1, level="measure")
for at, box in enumerate(("similar", "none")):
    difference = (scores[f"tuned ({box})"] - scores[f"defaults ({box})"]).dropna()
    half = 1.96 * difference.sem()
    axes.errorbar(difference.mean(), at, xerr=half, fmt="o", capsize=4, color="C0")
    axes.annotate(f"{difference.mean():+.3f}", (difference.mean(), at), xytext=(0, 8), textcoords="offset points")
axes.axvline(0, color="C5")
axes.set_yticks([0, 1], ["similar", "the model alone"])
axes.set_ylim(-0.6, 1.6)
gained = (scores["tuned (none)"] - scores["defaults (none)"]).mean()
axes.set(
    title=f"On newer articles the search bought {gained:+.3f} {MEASURE}",
    xlabel=f"tuned minus defaults, {MEASURE}, with its 95 % interval",
)
axes.grid(axis="y", visible=False)

# %% [markdown]
# What would readers see of it? At each rank, what became of the card that stood there.

# %%
axes = changes_of(compare_boxes(whole, tuned, qrels.of_seeds(asked), setting=setting))

# %% [markdown]
# Where the interval holds 0, keep the defaults: they were chosen on several corpora, and fewer things then differ from
# everyone else's.

# %%
pd.DataFrame(
    {"default": {name: usual.get_params()[name] for name in space}, "tuned": {name: best[name] for name in space}}
)
