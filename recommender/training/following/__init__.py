"""Following feeds: what somebody lists is fetched politely, again and again, and imported into the store.

In: subscriptions, and a store. Out: their new articles in the store. Everything of the product that asks other machines
for something is in this folder; the service imports none of it.
"""

from __future__ import annotations

from recommender.training.following.exchange import Exchange, user_agent
from recommender.training.following.job import EVERY, LEAST_EVERY, Following
from recommender.training.following.reports import FeedResult, RoundReport
from recommender.training.following.retry import MOST_WAIT

__all__ = ["EVERY", "LEAST_EVERY", "MOST_WAIT", "Exchange", "FeedResult", "Following", "RoundReport", "user_agent"]
