"""How long texts take to become vectors: the fielded model beside scikit-learn's `TfidfVectorizer`.

    python benchmarks/vectors.py --corpus allsides --rounds 3
    python benchmarks/vectors.py --corpus pieces --articles 80000
    python benchmarks/vectors.py --corpus generated --articles 100000

Both read the same texts, title and text, and learn their vocabulary from them. The fielded model weighs title, lead,
body and phrases, leaves out what publishers repeat, and reads addresses; its plain form gives scikit-learn's numbers.
Then some articles are transformed one at a time, as they arrive in a service.
"""

from __future__ import annotations

from itertools import islice

from corpora import ALLSIDES, corpus
from measuring import Report, in_turns, parser
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender.model import TfidfModel

ARRIVALS = 200


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--corpus", choices=["allsides", "pieces", "generated"], default="allsides")
    made.add_argument("--articles", type=int, default=None, help="the first so many")
    made.add_argument("--source", default=ALLSIDES, help="where allsides is (%(default)s)")
    options = made.parse_args()
    report = Report.begin("text to vectors", options)
    articles = [*corpus(options.corpus, options.articles, source=options.source, seed=options.seed)]
    texts = [f"{article.title}\n{article.text}" for article in articles]
    megabytes = sum(map(len, texts)) / 1e6
    TfidfModel().fit(articles[:100])  # the loops are compiled
    seconds = in_turns(
        {
            "fielded": lambda _: TfidfModel().fit_transform(articles),
            "scikit-learn": lambda _: TfidfVectorizer().fit_transform(texts),
        },
        options.rounds,
        warm_up=0,
    )
    theirs = seconds["scikit-learn"].processor
    for name, took in seconds.items():
        report.add(f"{name}, fit_transform", articles=len(articles), seconds=took.processor,
                   mb_a_second=megabytes / took.processor, ratio=took.processor / theirs)  # fmt: skip
    model, vectorizer = TfidfModel().fit(articles), TfidfVectorizer().fit(texts)
    arrivals = [*islice(articles, 0, None, max(1, len(articles) // ARRIVALS))]
    one = in_turns(
        {
            "fielded": lambda turn: model.transform([arrivals[turn % len(arrivals)]]),
            "scikit-learn": lambda turn: vectorizer.transform([texts[turn % len(texts)]]),
        },
        ARRIVALS,
        warm_up=ARRIVALS,
    )
    for name, took in one.items():
        report.add(f"{name}, transform of one", ms=1e3 * took.processor,
                   ratio=took.processor / one["scikit-learn"].processor)  # fmt: skip
    report.end()


if __name__ == "__main__":
    main()
