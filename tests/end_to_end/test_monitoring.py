"""The dashboard and the rules for alerts: what they ask for is there, and each rule fires when it has to, only then."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.support.serving import SEED, path_of, serving

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "monitoring"
PAGE = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
# How an event is named in the code: as a field of a line, or by those who write the line of a request.
EVENT = re.compile(r'"event": "(\w+)"|(?<!def )write_line\([^"]*"(\w+)"')
NAME = re.compile(r"\brecommender_\w+")
# What stands for the variables of the dashboard.
VARIABLES = {"$job": "recommender", "$instance": ".+", "$route": ".+", "$__rate_interval": "5m"}


def promtool(*arguments: object, **options: Any) -> str:
    """Run promtool, and return what it says; without it the test is skipped, and in CI it fails."""
    if shutil.which("promtool") is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("no promtool on this machine; Debian has it in its package prometheus")
    command = ["promtool", *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=FOLDER, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> Iterator[str]:
    """Yield what the dashboard asks for, with values for its variables."""
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            expression: str = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            yield expression


@pytest.fixture(scope="module")
def metrics(published: Path) -> str:
    """Return the metrics of a service that has answered something."""
    with serving(published, verify=False) as client:
        client.get(path_of(SEED, "boxes"))
        return client.get("/metrics").text


def test_whatever_the_dashboard_and_the_rules_ask_for_is_a_metric_of_the_service(metrics: str) -> None:
    known = {sample.name for family in text_string_to_metric_families(metrics) for sample in family.samples}
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
    variables = [each["query"]["query"] for each in dashboard["templating"]["list"] if each["type"] == "query"]
    asked = [*expressions(), *variables, *(rule["expr"] for rule in rules())]
    names = {name for each in asked for name in NAME.findall(each)}
    assert len(names) > 15
    assert names - known == set()


def test_each_metric_is_on_the_dashboard_or_in_a_rule(metrics: str) -> None:
    families = {family.name for family in text_string_to_metric_families(metrics)}
    asked = " ".join([*expressions(), *(rule["expr"] for rule in rules())])
    # Whether a store is followed is asked for as whether one is away, which a service without a store is not.
    unasked = {each for each in families if each not in asked and not each.endswith("_created")}
    assert unasked == {"recommender_store_followed"}


def test_the_metrics_and_the_rules_are_as_prometheus_expects(metrics: str) -> None:
    assert promtool("check", "metrics", input=metrics) == ""
    assert f"{len(rules())} rules found" in promtool("check", "config", "prometheus.yml")


def test_each_rule_fires_when_it_has_to_and_only_then() -> None:
    tests = yaml.safe_load((FOLDER / "alerts-test.yaml").read_text("utf-8"))["tests"]
    tried = Counter((case["alertname"], bool(case["exp_alerts"])) for each in tests for case in each["alert_rule_test"])
    assert tried == Counter((rule["alert"], fires) for rule in rules() for fires in (True, False))
    assert "SUCCESS" in promtool("test", "rules", "alerts-test.yaml")


def test_the_expressions_of_the_dashboard_are_ones(tmp_path: Path) -> None:
    records = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(expressions())]
    assert len(records) > 20
    page = tmp_path / "rules.yaml"
    page.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": records}]}), "utf-8")
    assert f"{len(records)} rules found" in promtool("check", "rules", page)


def test_panels_of_the_dashboard_do_not_overlap() -> None:
    panels = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))["panels"]
    cells = Counter(
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    )
    assert set(cells.values()) == {1}
    assert max(x for x, _ in cells) == 23
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)


def first_cells(heading: str) -> set[str]:
    """Return what the first cells of the table of a section name as code, without labels."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`(\w+)(?:\{[\w,]+\})?`", cell)}


def test_the_page_describes_each_metric_and_no_other(metrics: str) -> None:
    families = text_string_to_metric_families(metrics)
    names = {f"{each.name}_total" if each.type == "counter" else each.name for each in families}
    assert first_cells("Metrics") == {name for name in names if not name.endswith("_created")}


def test_the_page_describes_each_event_of_the_log_and_no_other() -> None:
    rooms = ("api", "cli", "serving")
    sources = [path.read_text("utf-8") for room in rooms for path in (ROOT / "recommender" / room).rglob("*.py")]
    events = {one or other for source in sources for one, other in EVENT.findall(source)}
    assert len(events) > 20
    assert first_cells("The log") == events
