"""Learned weights made from the collection: fitted, tried on institutions left out, refused where they foretell nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from spbe_analysis.analysis.learning.fit import change_weights, fit_change_logs, fit_level_weights
from spbe_analysis.analysis.learning.scores import change_score, level_score, require_gain
from spbe_analysis.analysis.learning.shrinkage import change_spread, level_spread
from spbe_analysis.analysis.learning.tables import KnownTable, known_table, transitions
from spbe_analysis.analysis.prior import ChangePrior, Prior
from spbe_analysis.evidence.learned import FOLDER, NOBODY, LearnedTable, LearnedWeights
from spbe_analysis.evidence.published import all_scorecards, load_published
from spbe_analysis.regulation import Framework, load_framework

Transition = tuple[KnownTable, KnownTable]


@lru_cache(maxsize=1)
def known_tables() -> tuple[KnownTable, ...]:
    """Every final scorecard of the collection whose levels are known, by year and name."""
    found = []
    for year in sorted(set(load_published()["year"])):
        for card in all_scorecards(year).values():
            if len(card.values) > len(load_framework(card.regulation).indicators) // 2:
                found.append(known_table(load_framework(card.regulation), card))
    return tuple(table for table in found if table)


def taught_regulation(tables: Iterable[KnownTable]) -> Framework:
    """The regulation that most of the tables lie under."""
    return load_framework(Counter(table.framework.id for table in tables).most_common(1)[0][0])


def level_prior(weights: Mapping[str, tuple[tuple[int, int], ...]], framework: Framework) -> Prior:
    """Weights by top-level node as a prior."""
    parents = {framework.nodes[leaf].parent: row for top, row in weights.items() for leaf in framework.leaves(top)}
    return Prior("learned", parents)


def fit_levels(tables: Sequence[KnownTable], framework: Framework, left_out: str = NOBODY) -> Prior:
    """Weights of levels from the tables of all institutions but one, as a prior."""
    mine = [table for table in tables if table.framework.id == framework.id and table.institution != left_out]
    return level_prior(fit_level_weights(mine, framework, level_spread(mine, framework)), framework)


def fit_change(pairs: Sequence[Transition], framework: Framework, left_out: str = NOBODY) -> ChangePrior:
    """Weights of changes from the transitions of all institutions but one, as a prior."""
    mine = [pair for pair in pairs if pair[0].institution != left_out]
    logs = fit_change_logs(mine, framework, change_spread(mine, framework))
    return ChangePrior("learned", change_weights(logs, _reach(framework)))


def learned_weights() -> LearnedWeights:
    """Weights from all tables, and without each institution that they were learned from.

    Raises
    ------
    ReportError
        If what is learned elsewhere is no better than uniform at three institutions in four.
    """
    tables = known_tables()
    law = taught_regulation(tables)
    mine = [table for table in tables if table.framework.id == law.id]
    pairs = transitions(tables, law)
    movers = list(dict.fromkeys(pair[0].institution for pair in pairs))
    levels, spreads = {}, {}
    for who in dict.fromkeys((NOBODY, *(table.institution for table in mine))):
        others = [table for table in mine if table.institution != who]
        spread = spreads[_spread("levels", who)] = level_spread(others, law)
        levels[who] = fit_level_weights(others, law, spread)
    change = {}
    for who in (NOBODY, *movers):
        seen = [pair for pair in pairs if pair[0].institution != who]
        spread = spreads[_spread("change", who)] = change_spread(seen, law)
        change[who] = change_weights(fit_change_logs(seen, law, spread), _reach(law))
    gains: dict[str, dict[str, list[float]]] = {"levels": {}, "change": {}}
    told = {}
    for table in mine:
        gain = level_score(table)["bits"] - level_score(table, level_prior(levels[table.institution], law))["bits"]
        gains["levels"].setdefault(table.institution, []).append(gain)
        told[f"levels, {table.institution} {table.year}"] = f"{gain:.2f}"
    for pair in pairs:
        learned = ChangePrior("learned", change[pair[0].institution])
        gain = change_score(pair, law)["bits"] - change_score(pair, law, learned)["bits"]
        gains["change"].setdefault(pair[0].institution, []).append(gain)
        told[f"change, {pair[0].institution} {pair[0].year}-{pair[1].year}"] = f"{gain:.2f}"
    for of, by_institution in gains.items():
        require_gain(by_institution, of)
    taught_by = {"levels": set(map(id, mine)), "change": {id(table) for pair in pairs for table in pair}}
    behind = [
        LearnedTable(table.institution, table.year, table.framework.id, table.digest, taught)
        for table in tables
        if (taught := tuple(what for what, used in taught_by.items() if id(table) in used))
    ]
    texts = {name: str(spread) for name, spread in spreads.items()}
    return LearnedWeights(law.id, levels, change, tuple(behind), texts, told)


def learn(folder: Path = FOLDER) -> LearnedWeights:
    """Fit the weights and write their files."""
    weights = learned_weights()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in weights.files().items():
        (folder / name).write_bytes(content)
    return weights


def _spread(of: str, left_out: str) -> str:
    return f"{of}, without {left_out}" if left_out else of


def _reach(framework: Framework) -> int:
    return framework.maximum - framework.minimum
