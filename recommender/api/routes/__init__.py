"""The calls of the HTTP interface, one file a noun.

The names and docstrings of their functions are in the OpenAPI document, which is part of the contract.
"""

from recommender.api.routes import (
    articles,
    boxes,
    desk,
    docs,
    fragments,
    model,
    newsroom,
    operations,
    overrides,
    pages,
    sign_in,
    sitewide,
)

# In the order in which they are tried: the id of an article may hold slashes, so its own address comes last.
ROUTERS = (
    boxes.router,
    fragments.router,
    sitewide.router,
    articles.router,
    overrides.router,
    model.router,
    operations.router,
    sign_in.router,
    desk.router,
    newsroom.router,
    docs.router,
    pages.router,
)

__all__ = ["ROUTERS"]
