"""The options of a piece of a page: which boxes are in it, and what of them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, Field

from recommender.api.schemas.inputs import Input, Labels, Language
from recommender.api.schemas.options import FILL, FillOptions
from recommender.article import MAX_TITLE_LENGTH
from recommender.boxes import Fill

MAX_LINK_LENGTH = 1_000  # of a pattern of addresses. At least 1, characters; by hand, twice the longest usual address.
# A path or a web address with the place of the id. A browser takes a backslash for a slash, and drops line breaks.
LINK = r"^(https?:/)?/[^\x00-\x20\x7f\\]*\{id\}[^\x00-\x20\x7f\\]*$"
HEADING = "The words over the box: true for those of the language, false for none, or your own over a single box"
# What is no words of one's own: those of the language, or none.
HEADINGS: dict[str, str | None] = {"true": None, "": None, "false": "", "none": ""}


def _link(value: str) -> str:
    if not re.fullmatch(LINK, value):
        raise ValueError("a path or a web address with {id} in it, such as /news/{id}")
    return value


Link = Annotated[str, Field(max_length=MAX_LINK_LENGTH, json_schema_extra={"pattern": LINK}), AfterValidator(_link)]


class TagFragmentOptions(Input):
    """How many tags, and in which words."""

    k: int = Field(default=10, ge=0, description="How many tags at most")
    language: Language | None = Field(
        default=None, description="The language of the page, for all words that are not the articles'"
    )
    heading: Annotated[str, Field(max_length=MAX_TITLE_LENGTH)] = Field(default="true", description=HEADING)
    link: Link | None = Field(
        default=None,
        description="The site's own addresses, such as /news/{id}; by default they are those of publication",
    )
    exclude: Labels = Field(default=[], description="Ids of articles that are not shown")

    def own_heading(self) -> str | None:
        """Return the words over each box; None for those of the language, empty for none."""
        return HEADINGS.get(self.heading, self.heading)

    def of_boxes(self) -> FillOptions:
        """Return what of this decides on the cards or tags."""
        return FillOptions.model_construct(k=self.k, exclude=self.exclude, page_language=self.language)


class SitewideFragmentOptions(TagFragmentOptions):
    """The same of cards: how many, and what of them is shown."""

    k: int = Field(default=5, ge=0, description="How many cards at most, in each box")
    reasons: bool = Field(default=True, description="Whether each card says why it is there")
    notices: bool = Field(default=True, description="Whether a box says that it has fewer cards; if not, none is empty")
    images: bool = Field(default=False, description="Whether cards show their images")


class FragmentOptions(SitewideFragmentOptions):
    """The same beside an article: which boxes, and what fills Similar News where it is empty."""

    box: Literal["related", "similar", "both"] = Field(default="both", description="Which box, or both of them")
    fill: Fill | None = Field(default=None, description=FILL)

    def of_boxes(self) -> FillOptions:
        """Return what of this decides on the cards."""
        return super().of_boxes().model_copy(update={"fill": self.fill})


TagFragmentOptionsIn = Annotated[TagFragmentOptions, Query()]
SitewideFragmentOptionsIn = Annotated[SitewideFragmentOptions, Query()]
FragmentOptionsIn = Annotated[FragmentOptions, Query()]
