"""How good a box is: by judgements, beside baselines, against another model, or by what people say of pairs."""

from __future__ import annotations

import typer

from recommender.cli import evaluation_options as option
from recommender.cli.arguments import (
    AsJson,
    BoxName,
    Cards,
    Depth,
    SomeModels,
    SomeSources,
)
from recommender.cli.how_to_read import ALL_BY_DEFAULT, HowToRead, reads_sources
from recommender.cli.output import print_answer

DEFAULT_MEASURES = "nDCG@5,nDCG@10,RR,AP,P@10"
DEFAULT_BASELINES = "scikit-learn,bm25"

# What each kind of evaluation takes. Another option would be ignored, so it is refused.
_HOW_TO_READ = frozenset({"column", "mapping", "encoding", "timezone", "dates", "names"})
_ALWAYS = _HOW_TO_READ | {"sources", "models", "as_json"}
_OF_BOXES = frozenset(
    {"box", "measures", "k", "depth", "since", "until", "replay", "qrels", "labels", "links", "clicks", "keep_qrels"}
)
TAKEN = {
    "--pairs": _ALWAYS | {"pairs", "vectors", "vector_ids"},
    "--compare": _ALWAYS | _OF_BOXES | {"compare", "show", "plots"},
    "": _ALWAYS | _OF_BOXES | {"baselines", "vectors", "vector_ids", "run", "plots"},
}


@reads_sources
def evaluate(
    context: typer.Context,
    sources: SomeSources = None,
    how: HowToRead = ALL_BY_DEFAULT,
    models: SomeModels = None,
    box: BoxName = "none",
    measures: option.Measures = DEFAULT_MEASURES,
    k: Cards = 5,
    depth: Depth = 100,
    as_json: AsJson = False,
    since: option.Since = None,
    until: option.Until = None,
    replay: option.Replay = False,
    qrels: option.QrelsFile = None,
    labels: option.Labels = None,
    links: option.Links = False,
    clicks: option.Clicks = None,
    keep_qrels: option.KeepQrels = None,
    baselines: option.Baselines = DEFAULT_BASELINES,
    vectors: option.Vectors = None,
    vector_ids: option.VectorIds = None,
    run: option.Runs = None,
    compare: option.Compare = None,
    show: option.Show = 10,
    pairs: option.Pairs = None,
    plots: option.Plots = None,
) -> None:
    """Measure a box beside baselines: relevance, and what a newsroom sees.

    With 95 % intervals and a paired test; without judgements only what a newsroom sees.
    """
    from recommender.cli import evaluations as of

    _expect_taken(context, "--pairs" if pairs is not None else "--compare" if compare is not None else "")
    corpus = of.Corpus.parse(sources, how, models)
    setting = of.Setting(k=min(k, depth), depth=depth, since=since, until=until, replay=replay)
    question = of.Question.parse(box, measures, setting, of.Judgements(qrels, labels, links, clicks, keep_qrels))
    brought, figures = of.VectorFile(vectors, vector_ids), of.Plots.parse(plots)
    if pairs is not None:
        answer = of.PairEvaluation.parse(pairs, corpus, brought).run()
    elif compare is not None:
        answer = of.ModelComparison.parse(compare, corpus, question, show, figures).run()
    else:
        answer = of.BoxEvaluation.parse(corpus, question, baselines, brought, run, figures).run()
    print_answer(*answer, as_json)


def _expect_taken(context: typer.Context, kind: str) -> None:
    """Refuse an option of the command line that this kind of evaluation would ignore."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source.name == "COMMANDLINE" and parameter.name not in TAKEN[kind]:
            reason = f"{kind} does not take it" if kind else "expected --compare beside it"
            raise typer.BadParameter(reason, param_hint=parameter.opts[0])
