"""The topology of `deploy/compose.yaml` as plain processes on loopback, for where no container engine is.

    python -m benchmarks.topology [--balancer nginx] [--models folder] [--services 3] [--workers 2] [--seconds 0]

A PostgreSQL of its own, services on it and on one place of models (a folder, or moto's server of S3), a training on a
schedule, and nginx or HAProxy before the services as `deploy/` has them. With ``--seconds`` it looks through the
balancer for so long whether boxes come, of each version that is trained meanwhile, and ends; without, it runs until
Ctrl-C. All of it lies in a temporary folder.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from contextlib import suppress

from recommender import read_articles
from tests.support.topology import (
    KEY,
    SAMPLE,
    Record,
    Topology,
    ask,
    end_on_sigterm,
    parser,
    path_of,
    running,
    trainings,
)


def look(topology: Topology, seconds: float) -> Record:
    """Ask through the balancer for boxes while articles come and models are trained; return what was seen."""
    ids = [article.article_id for article in read_articles(SAMPLE)]
    seen: Record = {"pages": 0, "with_cards": 0, "failed": 0, "models": []}
    end, number = time.monotonic() + seconds, 0
    with trainings(topology.store, topology.models, topology.folder / "train.log", every_seconds=2):
        while time.monotonic() < end:
            status, body = ask(topology.port, "GET", path_of(ids[number % len(ids)], "/boxes"))
            page = json.loads(body)
            seen["pages"] += 1
            seen["failed"] += status != 200
            seen["with_cards"] += any(box.get("cards") for box in page.get("boxes", {}).values())
            if page.get("model") not in seen["models"]:
                seen["models"].append(page.get("model"))
            if number % 10 == 0:
                title = f"The harbour of Brannock opens its gate number {number}"
                status, _ = ask(topology.port, "PUT", path_of(f"new-{number}"), {"title": title, "text": f"{title}."})
                seen["failed"] += status != 201
            number += 1
    return seen


def main() -> int:
    """Run it until Ctrl-C, or look at it for a while."""
    end_on_sigterm()
    options = parser(__doc__)
    options.add_argument("--seconds", type=float, default=0)
    chosen = options.parse_args()
    with running(chosen) as topology:
        if chosen.seconds:
            seen = look(topology, chosen.seconds)
            print(json.dumps(seen, indent=2))
            return 0 if seen["pages"] and not seen["failed"] and seen["with_cards"] == seen["pages"] else 1
        print(f"http://127.0.0.1:{topology.port}/  (Ctrl-C ends it; logs are in {topology.folder}; the key is {KEY})")
        with (
            suppress(KeyboardInterrupt),
            trainings(topology.store, topology.models, topology.folder / "train.log", every_seconds=900),
        ):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
