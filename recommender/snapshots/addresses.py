"""Where models are: a folder of this machine, or an address in an object storage.

In: what a person gave for ``--models``. Out: the registry there.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from recommender.errors import SettingsError
from recommender.snapshots.registry import Registry


def registry_at(address: str | Path) -> Registry:
    """Return the registry at an address.

    Args:
        address: A folder; or ``file:///FOLDER``, ``s3://BUCKET/FOLDER``, or another object storage's.

    Raises:
        MissingExtraError: It is in an object storage, and the extra ``objects`` is not installed.
        SettingsError: It is no address of models, or a setting of the storage cannot be used.

    >>> registry_at("file:///srv/models").path.as_posix()
    '/srv/models'
    """
    if isinstance(address, Path) or "://" not in address:
        return Registry(Path(address))
    parts = urlsplit(address)
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise SettingsError("models: expected file:///FOLDER, a folder of this machine")
        return Registry(Path(url2pathname(parts.path)))
    from recommender.snapshots.objects import ObjectRegistry

    return ObjectRegistry.at(address)
