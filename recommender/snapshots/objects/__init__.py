"""Models in an object storage: S3 and what speaks like it, Google's and Azure's.

In: the address of a folder of models there. Out: a registry, of whose versions this machine keeps verified copies. The
one idea: what is written once is never changed, and the one thing that changes, the pointer to the current version, is
replaced only by whoever has seen what it was.
"""

from __future__ import annotations

from recommender.snapshots.objects.registry import ObjectRegistry
from recommender.snapshots.objects.storage import Storage, open_storage

__all__ = ["ObjectRegistry", "Storage", "open_storage"]
