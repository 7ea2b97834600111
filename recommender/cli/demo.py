"""The demonstration: the sample corpus, its clock set to a moment of breaking news; or the feeds of whoever looks."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from recommender import __version__
from recommender.corpus import Refuse, Subscription, read_articles
from recommender.engine import Recommender
from recommender.errors import CorpusError, SnapshotError
from recommender.index import Catalogue
from recommender.snapshots import Registry
from recommender.store import Store
from recommender.training import Callbacks, Exchange, Following, RoundReport, Sources, train

SAMPLE = "articles.jsonl"
# The last morning of the sample corpus: half of its publishers have reported an explosion since half past nine.
CLOCK = datetime(2026, 4, 24, 11, tzinfo=UTC)


def sample_folder() -> Path:
    """Return the folder of the sample corpus: inside an installed package, or beside it in a checkout.

    Raises:
        CorpusError: There is no such folder.
    """
    package = Path(str(files("recommender")))
    for folder in (package / "sample", package.parent / "data"):
        if (folder / SAMPLE).is_file():
            return folder
    raise CorpusError(package.parent / "data", None, "expected the sample corpus; install the package again")


def demo_models() -> Path:
    """Return the folder of the demonstration's model, in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "related-news-recommender" / "demo"


def feeds_models(subscriptions: Sequence[Subscription]) -> Path:
    """Return the folder of the model of feeds, in the user's cache; each list of feeds has its own."""
    addresses = "\n".join(sorted(each.address for each in subscriptions))
    return demo_models().with_name(f"feeds-{blake2b(addresses.encode(), digest_size=6).hexdigest()}")


def follow_demo(
    subscriptions: Sequence[Subscription], models: Path, store_url: str, exchange: Exchange, refused: Refuse
) -> RoundReport:
    """Fetch feeds once, and import what is new.

    Args:
        subscriptions: The feeds.
        models: The folder of the model; what is known of the feeds is kept beside it.
        store_url: The store.
        exchange: Makes the requests.
        refused: Takes the error of each entry that cannot be read.

    Raises:
        BusyError: Another process shows the same feeds, and is fetching them.
        StoreError: The store cannot be written.
    """
    models.parent.mkdir(parents=True, exist_ok=True)
    state = models.with_name(f"{models.name}.following.json")
    return Following(subscriptions, store_url, state, exchange, refused=refused).once()


def train_on_store(models: Path, store_url: str, callbacks: Callbacks | None = None) -> None:
    """Publish a model of what is in a store.

    Args:
        models: The folder of the model.
        store_url: The store.
        callbacks: What to call while it is trained.

    Raises:
        CorpusError: There is no article in it.
        SnapshotError: The model cannot be published.
    """
    train(Sources([store_url]), Registry(models), keep=2, callbacks=callbacks or Callbacks())


def site_name(store_url: str) -> str:
    """Return the publisher that most articles of a store are of, as the name of the site."""
    with Store.open(store_url, create=False) as store:
        publishers = Counter(article.publisher for article in store.articles().articles if article.publisher)
    return next((name for name, _ in publishers.most_common(1)), "News")


def train_demo(folder: Path, models: Path, callbacks: Callbacks | None = None) -> None:
    """Publish a model of the sample corpus, unless it is already the current one.

    Args:
        folder: Where the corpus is.
        models: The folder of the model.
        callbacks: What to call while it is trained; what is refused is an error all the same.

    Raises:
        CorpusError: The sample corpus cannot be read.
        SnapshotError: The model cannot be published.
    """
    registry = Registry(models)
    source = folder / SAMPLE
    catalogue = Catalogue.build(read_articles(source))
    if not _is_current(registry, catalogue):
        train(Sources([source]), registry, keep=2, callbacks=replace(callbacks or Callbacks(), refused=_fail))


def fill_demo(folder: Path, store_url: str) -> None:
    """Put the sample corpus into a store; articles that are or were there stay as they are.

    Raises:
        CorpusError: The sample corpus cannot be read.
        StoreError: The store cannot be written.
    """
    with Store.open(store_url) as store:
        store.put_many([each for each in read_articles(folder / SAMPLE) if store.get(each.article_id) is None])


def _is_current(registry: Registry, catalogue: Catalogue) -> bool:
    """Return whether the current model is undamaged, of these articles, and made by this version of the package."""
    try:
        snapshot, version = registry.open_current()
        current = Recommender.of_snapshot(snapshot, version=version)
    except SnapshotError:
        return False
    made_by, digest = current.facts.get("package"), current.index.base.catalogue.digest()
    return (made_by, digest) == (__version__, catalogue.digest())


def _fail(error: CorpusError) -> None:
    """Raise the error of a record that cannot be read: every record of the sample can be."""
    raise error
