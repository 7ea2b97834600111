"""A scikit-learn pipeline from articles to neighbours: the vectors of the product, a graph of anybody's.

    python examples/pipeline.py

`TfidfModel` and `NeighbourExpansion` are transformers; whatever takes sparse rows of unit length can follow them.
"""

from __future__ import annotations

from pathlib import Path

from sklearn.cluster import AgglomerativeClustering
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline

from recommender import NeighbourExpansion, Recommender, TfidfModel, read_articles

SAMPLE = Path(__file__).parents[1] / "data" / "articles.jsonl"


def main(seed: str = "ac-0424-orrin-two-dead") -> None:
    """Print what is nearest to a seed by a pipeline and by the product, and the largest clusters of a graph."""
    articles = list(read_articles(SAMPLE))
    ids: list[str] = [article.article_id for article in articles]
    vectors = make_pipeline(TfidfModel(), NeighbourExpansion()).fit_transform(articles)
    nearest = NearestNeighbors(n_neighbors=6, metric="cosine").fit(vectors)
    distances, rows = nearest.kneighbors(vectors[[ids.index(seed)]])
    print("by the pipeline")
    for distance, row in list(zip(distances[0], rows[0], strict=True))[1:]:  # the first is the seed itself
        print(f"  {1 - distance:.2f} {articles[row].title}")

    recommender = Recommender.fit(articles)
    print(recommender)
    print("by the product")
    print(recommender.neighbours([seed], k=5).to_frame())

    # The graph of the ten nearest of each, as scikit-learn takes a precomputed one.
    graph = recommender.neighbours(ids, k=10).to_matrix()
    clusters = AgglomerativeClustering(
        n_clusters=None, distance_threshold=0.7, metric="precomputed", linkage="average"
    ).fit_predict(1 - graph.maximum(graph.T).toarray())
    print(f"{clusters.max() + 1} clusters, the seed in one of {(clusters == clusters[ids.index(seed)]).sum()}")


if __name__ == "__main__":
    main()
