"""All benchmarks of cost in a short form, on generated articles: some minutes, and nothing needed but the product.

    python benchmarks/bench.py [--out build/bench] [--articles 5000] [--only search,page]

Out: what each script prints; a folder with the figures of each as JSON, a plot of how the whole fit grows with the
corpus, and one table of all figures, `figures.md`. Each script is run alone, in a process of its own, as its first
lines say; they have more options, and `docs/measured.md` has figures of real news, with the commands.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LIMIT_SECONDS = 1_800  # of one script
ARRAY = {"what", "bytes", "of_text"}  # the figures of one array of a snapshot, of which the table has only the sum


def main() -> None:
    """Run the benchmarks, and say which of them failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="a folder (%(default)s)")
    parser.add_argument("--articles", type=int, default=5_000, help="how many are generated (%(default)s)")
    parser.add_argument("--only", default="", help="names of scripts, with commas; all by default")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    scripts = scripts_of(options.articles, options.out)
    names = options.only.split(",") if options.only else list(scripts)
    if unknown := sorted(set(names) - set(scripts)):
        parser.error(f"--only: expected some of {', '.join(scripts)}, found {', '.join(unknown)}")
    prepare(options.articles, options.out)
    failed = [name for name in names if not run(name, scripts[name], options.out)]
    (options.out / "figures.md").write_text(table_of([read(options.out / f"{name}.json") for name in names]), "utf-8")
    print(f"the figures are in {options.out / 'figures.md'}")
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def scripts_of(n: int, out: Path) -> dict[str, list[str]]:
    """Return the arguments of each script, for a corpus of n articles that is prepared in a folder."""
    models, articles = str(out / "models"), str(out / "articles.jsonl")
    generated = ["--corpus", "generated"]
    return {
        "footprint": [models, "--rounds", "1", "--requests", "200", "--workers", "2"],
        "starting": [models, "--rounds", "2", "--anew", "0"],
        "page": ["--corpora", f"generated{n}", "--models", str(out / "pages"), "--seeds", "100"],
        "over_http": [articles, "--models", models, "--rounds", "5"],
        "search": [*generated, "--sizes", str(n), "--rounds", "100"],
        "neighbours": [*generated, "--sizes", str(n), "--each", "5", "--cores", "2"],
        "vectors": [*generated, "--articles", str(n), "--rounds", "1"],
        "training": [
            *generated, "--articles", f"{n // 4},{n // 2},{n}", "--rounds", "1", "--plot", str(out / "training.svg"),
        ],
    }  # fmt: skip


def prepare(n: int, out: Path) -> None:
    """Write the articles and train a model of them, where neither is there yet."""
    articles, models = out / "articles.jsonl", out / "models"
    if not articles.exists():
        call([str(HERE / "corpora.py"), "generated", "--articles", str(n), "--out", str(articles)])
    if not models.exists():
        call(["-m", "recommender", "train", str(articles), "--models", str(models)])


def call(arguments: list[str]) -> None:
    """Run Python with some arguments, and end with it when it fails."""
    subprocess.run([sys.executable, *arguments], check=True, timeout=LIMIT_SECONDS)


def run(name: str, arguments: list[str], out: Path) -> bool:
    """Run a script, and return whether it ended well."""
    print(f"\n== {name}", flush=True)
    kept = out / f"{name}.json"
    kept.unlink(missing_ok=True)
    try:
        call([str(HERE / f"{name}.py"), *arguments, "--json", str(kept)])
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return False
    return True


def read(path: Path) -> dict[str, Any]:
    """Return the report in a file; one without figures where there is no file."""
    empty: dict[str, Any] = {"benchmark": path.stem, "figures": []}
    return json.loads(path.read_text("utf-8")) if path.exists() else empty


def table_of(reports: list[dict[str, Any]]) -> str:
    """Return the figures of some reports as a table in Markdown.

    >>> print(table_of([{"benchmark": "search", "figures": [{"what": "top 100", "ratio": 0.61234, "articles": 5000}]}]))
    | script | what | figures |
    | --- | --- | --- |
    | search | top 100 | ratio 0.612, articles 5000 |
    <BLANKLINE>
    """
    rows = ["| script | what | figures |", "| --- | --- | --- |"]
    for report in reports:
        for figure in report["figures"]:
            if figure.keys() == ARRAY:
                continue
            values = (f"{key} {_short(value)}" for key, value in figure.items() if key != "what")
            rows.append(f"| {report['benchmark']} | {figure['what']} | {', '.join(values)} |")
    return "\n".join(rows) + "\n"


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
