"""Can hidden levels and hidden changes be guessed? Learned weights tried on institutions they were not learned from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from spbe_analysis.analysis.learning.fit import change_weights
from spbe_analysis.analysis.learning.scores import FIFTHS, change_score, concordance, level_score
from spbe_analysis.analysis.learning.sums_only import fit_change_logs_from_sums
from spbe_analysis.analysis.learning.tables import KnownTable, transitions
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, UNIFORM, ChangePrior, Prior
from spbe_analysis.errors import EvidenceError, ParameterError
from spbe_analysis.evidence.learned import LearnedWeights, read_learned
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.studies.answer import Answer
from spbe_analysis.studies.falls import Refuted, comparable_years, no_fall_refuted
from spbe_analysis.studies.learn import Transition, fit_change, fit_levels, known_tables
from spbe_analysis.studies.priors import category_prior_for

if TYPE_CHECKING:
    import pandas as pd


@dataclass(repr=False)
class Learned(Answer):
    """Learned weights, and how well they foretell tables and changes of institutions that were left out.

    Attributes
    ----------
    exact : LearnedWeights
        The weights that the package carries and what they were learned from.
    """

    exact: LearnedWeights

    PAGE = "learning.page"
    PARTS = ("change", "level", "concordance", "curve")
    FIGURES = ("said", "gain", "fifths", "concordance", "curve", "rejected")

    @property
    def framework(self) -> Framework:
        """The regulation that the weights were learned for."""
        return load_framework(self.exact.regulation)

    @property
    def tables(self) -> list[KnownTable]:
        """Tables under that regulation."""
        return [table for table in known_tables() if table.framework.id == self.framework.id]

    @cached_property
    def transitions(self) -> list[Transition]:
        """Pairs of whole tables of one institution, one year apart."""
        return transitions(known_tables(), self.framework)

    @property
    def refuted(self) -> Refuted:
        """How many institutions' printed figures contradict that no level fell."""
        return no_fall_refuted()

    @cached_property
    def changes(self) -> pd.DataFrame:
        """`change_score` of every transition under each prior, learned without the institution.

        ``prior`` is ``uniform``, ``learned`` (the change), ``both`` (levels
        and change) or ``sums`` (the rejected fit from printed sums alone).
        """
        import pandas as pd

        law, movers, rows = self.framework, {pair[0].institution for pair in self.transitions}, []
        first, last = comparable_years()[-1]
        before, after = all_scorecards(first), all_scorecards(last)
        others = [(card, after[name]) for name, card in before.items() if name in after and name not in movers]
        reach = law.maximum - law.minimum
        sums = ChangePrior("sums", change_weights(fit_change_logs_from_sums(others, law), reach))
        for pair in self.transitions:
            who = pair[0].institution
            learned = fit_change(self.transitions, law, who)
            levels = self._levels_for(pair[0].framework, who)
            priors: dict[str, tuple[ChangePrior, Prior]] = {
                "uniform": (NO_CHANGE_PRIOR, UNIFORM),
                "learned": (learned, UNIFORM),
                "both": (learned, levels),
                "sums": (sums, UNIFORM),
            }
            for name, (change, level) in priors.items():
                if name == "both" and level is UNIFORM:
                    continue  # the levels were learned for another regulation
                about = {"institution": who, "from": pair[0].year, "to": pair[1].year, "prior": name}
                rows.append(about | change_score(pair, law, change, (level, level)))
        return pd.DataFrame(rows)

    def _levels_for(self, framework: Framework, left_out: str) -> Prior:
        return fit_levels(self.tables, framework, left_out) if framework.id == self.framework.id else UNIFORM

    @cached_property
    def levels(self) -> pd.DataFrame:
        """`level_score` of every table under each prior, learned without the institution; ``gain`` over uniform."""
        import pandas as pd

        rows = []
        for table in self.tables:
            priors = {
                "uniform": UNIFORM,
                "category": self._category(table),
                "learned": fit_levels(self.tables, self.framework, table.institution),
            }
            scores = {name: level_score(table, prior) for name, prior in priors.items() if prior is not None}
            for name, score in scores.items():
                about = {"institution": table.institution, "year": table.year, "prior": name}
                rows.append({**about, **score, "gain": scores["uniform"]["bits"] - score["bits"]})
        return pd.DataFrame(rows)

    def _category(self, table: KnownTable) -> Prior | None:
        try:
            return category_prior_for(self.framework, resolve_institution(table.institution).kind, table.year)
        except (EvidenceError, ParameterError):
            return None  # no mean is printed for its kind and year

    @cached_property
    def orders(self) -> pd.DataFrame:
        """`concordance` of levels and of changes with what other institutions' tables say, one row each."""
        import pandas as pd

        rows = []
        tried = [(None, table) for table in self.tables] + [(before, after) for before, after in self.transitions]
        for before, table in tried:
            others = [
                other
                for other in known_tables()
                if other.framework.id == table.framework.id and other.institution != table.institution
            ]
            found = concordance(table, others, before)
            years = str(table.year) if before is None else f"{before.year}-{table.year}"
            of = "level" if before is None else "change"
            rows.append({"of": of, "institution": table.institution, "years": years, "concordance": found})
        return pd.DataFrame(rows).dropna()

    @cached_property
    def curve(self) -> pd.DataFrame:
        """Gain over uniform by how much was learned from: institutions for levels, transitions for changes.

        Every choice of so many is tried: ``gain`` is the mean, ``low`` and
        ``high`` the ends over institutions (levels) or transitions (changes).
        """
        import pandas as pd

        law = self.framework
        gains: dict[tuple[str, int], list[float]] = {}
        names = list(dict.fromkeys(table.institution for table in self.tables))
        for count in range(1, len(names)):
            for who in names:
                mine = [table for table in self.tables if table.institution == who]
                chosen = list(combinations([name for name in names if name != who], count))
                priors = [fit_levels([t for t in self.tables if t.institution in some], law) for some in chosen]
                apart = [level_score(table)["bits"] for table in mine]
                found = [
                    bits - level_score(table, prior)["bits"]
                    for prior in priors
                    for table, bits in zip(mine, apart, strict=True)
                ]
                gains.setdefault(("level", count), []).append(sum(found) / len(found))
        for pair in self.transitions:
            others = [other for other in self.transitions if other[0].institution != pair[0].institution]
            apart_bits = change_score(pair, law)["bits"]
            for count in range(1, len(others) + 1):
                found = [
                    apart_bits - change_score(pair, law, fit_change(some, law))["bits"]
                    for some in combinations(others, count)
                ]
                gains.setdefault(("change", count), []).append(sum(found) / len(found))
        rows = [
            {"of": of, "learned_from": count, "gain": sum(g) / len(g), "low": min(g), "high": max(g), "tried": len(g)}
            for (of, count), g in gains.items()
        ]
        return pd.DataFrame(rows)

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part in ("change", "level"):
            frame = self.changes if part == "change" else self.levels
            fifths = pd.DataFrame(frame["fifths"].tolist(), columns=[f"fifth_{i + 1}" for i in range(FIFTHS)])
            frame = pd.concat([frame.drop(columns="fifths"), fifths], axis=1)
        else:
            frame = self.orders if part == "concordance" else self.curve
        return frame.reset_index(drop=True).rename_axis("row")

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.learning import figures, tables

        drawn = getattr(tables, part)(self, language)
        return figures.compared(drawn, language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.learning import words

        return words.sentences(self, language)

    def _scorecards(self) -> Iterable[Scorecard]:
        return self.scorecards

    @property
    def scorecards(self) -> list[Scorecard]:
        """What was published of every table that was learned from."""
        used = {(table.institution, table.year) for table in self.exact.tables}
        return [table.scorecard for table in known_tables() if (table.institution, table.year) in used]


def priors() -> Learned:
    """Whether hidden levels and hidden changes can be guessed: learned weights tried where they were not learned.

    Parameters
    ----------
    None
        Every table of the collection that is printed in full is tried.

    Returns
    -------
    Learned
        ``.to_frame("change")``: by transition and prior, bits an indicator
        given to the true changes, how many fell, stayed and rose as said and in
        truth, how often the 5 to 95 % points held; ``.to_frame("level")``: the
        same for levels at one date; ``.to_frame("concordance")``: how often the
        order inside an aspect is foretold, 0.5 for a coin;
        ``.to_frame("curve")``: gain by how much was learned from.

    Raises
    ------
    EvidenceError
        If the weights that the package carries cannot be read.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> order = spbe.priors().to_frame("concordance").groupby("of")["concordance"].mean()
    >>> bool(order["level"] > 0.65), bool(order["change"] < 0.55)
    (True, True)
    """
    return Learned(read_learned())
