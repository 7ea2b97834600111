"""The JSON of version 1: what a request may hold, and what an answer holds.

In: the bodies and query strings of requests. Out: checked values. The classes of answers are their documentation: the
rooms below make the records, and the tests hold them against these classes. A name that is not here is refused, since
a misspelt option must not be passed over in silence.
"""

from __future__ import annotations

from recommender.api.schemas.articles import (
    Article,
    ArticleIn,
    AuthorIn,
    DraftIn,
    Imported,
    TakeDownIn,
    Written,
)
from recommender.api.schemas.boxes import Batch, BatchIn, Box, Page, TagBox, Why
from recommender.api.schemas.fragments import (
    FragmentOptions,
    FragmentOptionsIn,
    SitewideFragmentOptions,
    SitewideFragmentOptionsIn,
    TagFragmentOptions,
    TagFragmentOptionsIn,
)
from recommender.api.schemas.inputs import AnyIdInPath, Body, IdInPath, Input, body_of
from recommender.api.schemas.operations import Alive, Model, Ready, Reloaded
from recommender.api.schemas.options import FillOptions, FillOptionsIn, Options, OptionsIn, TagOptions, TagOptionsIn
from recommender.api.schemas.overrides import (
    Deleted,
    Log,
    LogOptionsIn,
    Override,
    OverrideIn,
    Overrides,
)
from recommender.api.schemas.previews import Preview, PreviewOptionsIn
from recommender.api.schemas.problems import problems
from recommender.api.schemas.stories import Story

__all__ = [
    "Alive",
    "AnyIdInPath",
    "Article",
    "ArticleIn",
    "AuthorIn",
    "Batch",
    "BatchIn",
    "Body",
    "Box",
    "Deleted",
    "DraftIn",
    "FillOptions",
    "FillOptionsIn",
    "FragmentOptions",
    "FragmentOptionsIn",
    "IdInPath",
    "Imported",
    "Input",
    "Log",
    "LogOptionsIn",
    "Model",
    "Options",
    "OptionsIn",
    "Override",
    "OverrideIn",
    "Overrides",
    "Page",
    "Preview",
    "PreviewOptionsIn",
    "Ready",
    "Reloaded",
    "SitewideFragmentOptions",
    "SitewideFragmentOptionsIn",
    "Story",
    "TagBox",
    "TagFragmentOptions",
    "TagFragmentOptionsIn",
    "TagOptions",
    "TagOptionsIn",
    "TakeDownIn",
    "Why",
    "Written",
    "body_of",
    "problems",
]
