"""Files that people have: read as printed, and checked whether whole levels can produce the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.consistency.consistency import check_cards
from spbe_analysis.analysis.consistency.coverage import data_coverage
from spbe_analysis.analysis.consistency.misprint_detection import DISCLOSURES, MisprintCount, misprint_detection
from spbe_analysis.analysis.consistency.printed_means import check_means
from spbe_analysis.analysis.consistency.publisher_rules import count_tables
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.analysis.findings import Finding
from spbe_analysis.errors import EvidenceError, InstitutionError, ParameterError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.printed import PrintedMeans, PrintedScorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework
from spbe_analysis.studies.answer import Answer, kept
from spbe_analysis.studies.arguments import Count, Stage

if TYPE_CHECKING:
    import pandas as pd

SLIP_CARDS, SLIP_SEED = 1_000, 59  # made-up scorecards a row on which misprints are tried, and the seed of chance


@dataclass(frozen=True, repr=False)
class FileRead(Answer):
    """What a file holds, as printed, with what was doubtful and what was not taken.

    Attributes
    ----------
    exact : Imported
        Scorecards as printed, remarks and refusals.
    """

    exact: Imported

    PARTS = ("value", "scorecard")
    FIGURES = ("value",)

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part == "scorecard":
            columns = ["institution", "year", "stage", "regulation", "predicate", "values"]
            rows = [vars(card) | {"values": len(card.cells)} for card in self.exact.scorecards]
            return pd.DataFrame(rows, columns=columns).rename_axis("scorecard")
        columns = ["institution", "year", "stage", "code", "value", "printed", "place"]
        values = [
            {
                **row,
                "year": float(row["year"]) if row["year"] else None,
                "code": load_framework(row["regulation"]).short(row["code"]),
                "value": _value(row["printed"]),
            }
            for row in self.exact.rows
        ]
        return pd.DataFrame(values, columns=columns).rename_axis("row")

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.drawing.plain import ranges
        from spbe_analysis.presentation.text.wording import say

        rows = self.to_frame().dropna(subset=["value"])
        rows = rows.assign(label=rows["code"] + " " + rows["year"].astype(str), low=rows["value"], high=rows["value"])
        return ranges(rows, say("identify.axis", language), None, language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.quality.reading import read_sentences

        return read_sentences(self.exact, language)


@dataclass(frozen=True, repr=False)
class Checked(Answer):
    """What in printed figures no whole levels, no parts and no predicate rule can produce.

    Attributes
    ----------
    exact : tuple of Finding
        Every finding with the values that would fit.
    rows : int
        How many printed figures were looked at.
    rules : dict of int to (RuleCount, RuleCount)
        By table: how many scorecards every rounding and predicate rule fits.
    names : dict of int to str
        Name of each table.
    scorecards, means : tuple
        What was looked at, as printed.
    slip_cards, seed : int
        Made-up scorecards a row on which slips are tried, and the seed of chance.
    """

    exact: tuple[Finding, ...]
    rows: int
    rules: dict
    names: dict
    scorecards: tuple[PrintedScorecard, ...] = ()
    means: tuple[PrintedMeans, ...] = ()
    slip_cards: int = SLIP_CARDS
    seed: int = SLIP_SEED
    doubtful: tuple[str, ...] = ()  # what reading the files found doubtful, and what it did not take
    refused: tuple[str, ...] = ()

    OF_ALL = True
    PAGE = "quality.page"
    PARTS = ("finding",)
    FIGURES = ("rule",)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What is published of how many institutions, by year and kind of figure."""
        return data_coverage(self.scorecards)

    @property
    def corrections(self) -> pd.DataFrame:
        """Cells of the collection for which another value is used, each with its reason."""
        from spbe_analysis.evidence.as_printed import load_corrections

        return load_corrections()

    @property
    def conflicts(self) -> pd.DataFrame:
        """Where sources of the collection differ, as noted when they were read."""
        from spbe_analysis.evidence.published import load_conflicts

        return load_conflicts()

    @cached_property
    def unsound(self) -> tuple[list[str], int]:
        """Scorecards in use that no whole levels produce, and how many are in use."""
        from spbe_analysis.evidence.published import all_scorecards

        stages = sorted({(card.year, card.stage) for card in self.scorecards if card.year})
        used = [card for year, stage in stages for card in all_scorecards(year, stage).values()]
        empty = [card for card in used if Reachable(load_framework(card.regulation), card).empty]
        return [f"{card.institution} {card.year}" for card in empty], len(used)

    @property
    def slip_framework(self) -> Framework:
        """The regulation that most scorecards lie under; slips are tried on made-up scorecards of it."""
        [(regulation, _)] = Counter(card.regulation for card in self.scorecards).most_common(1)
        return load_framework(regulation)

    @cached_property
    def slips(self) -> dict[str, MisprintCount]:
        """By what is published: how many slips of one digit the check would find."""
        framework = self.slip_framework
        return {
            shown: misprint_detection(framework, codes(framework), self.slip_cards, self.seed)
            for shown, codes in DISCLOSURES.items()
        }

    @property
    def frameworks(self) -> list[Framework]:
        """Regulations of what was looked at."""
        return [load_framework(name) for name in sorted({card.regulation for card in self.scorecards})]

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        rows = [
            {
                **vars(found),
                "code": load_framework(found.regulation).short(found.code),
                "suggestion": found.suggestions[0].value if found.suggestions else "",
            }
            for found in self.exact
        ]
        columns = ["institution", "year", "stage", "code", "printed", "rule", "suggestion", "document", "place"]
        return pd.DataFrame(rows, columns=columns).rename_axis("finding")

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.drawing.plain import counts
        from spbe_analysis.presentation.quality import figures, words
        from spbe_analysis.presentation.text.wording import say

        if not self.exact:
            return counts([], [], say("quality.axis_findings", language), language, ax=ax)
        return figures.findings_bars(words.rule_counts(self.exact, language), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.quality.reading import found_sentences

        return found_sentences(self.exact, self.rows, language, [card.regulation for card in self.scorecards])

    def _headline(self) -> str:
        return self._sentences("en")[-1]


def read(
    path: str | Path,
    institution: str = "",
    year: int | None = None,
    *,
    stage: Stage = "final",
    regulation: str = "",
    assessment: str = "",
) -> FileRead:
    """A result report, a national table or a spreadsheet as it is printed. Nothing is stored.

    Parameters
    ----------
    path : str or Path
        PDF, XLSX or text.
    institution, year, stage, regulation, assessment
        What the file does not say of itself.

    Returns
    -------
    FileRead
        ``.to_frame()``: a row a printed value: ``code`` (short), ``value``
        (float64, NaN where illegible), ``printed``, ``place``;
        ``.to_frame("scorecard")``: a row an institution, year and stage.

    Raises
    ------
    EvidenceError
        If the file cannot be read; it names the place, what was expected, what
        was found and what to do, for every fault at once.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.read("docs/examples/scores.csv").to_frame().shape[1]
    7
    """
    remarks = _strangers(institution)
    found = read_file(path, _about(institution, year, stage, regulation, assessment))
    found.doubtful += remarks
    return FileRead(found)


@kept
def check(
    given: str | Path | Iterable[str | Path] | FileRead | None = None,
    *,
    rounding: str | None = None,
    institution: str = "",
    year: int | None = None,
    stage: Stage = "final",
    regulation: str = "",
    slip_cards: Count = SLIP_CARDS,
    seed: int = SLIP_SEED,
) -> Checked:
    """Whether whole levels can produce printed numbers, wholes their parts, and predicates their index.

    Parameters
    ----------
    given : path, several paths, FileRead, optional
        What is checked; the whole collection by default.
    rounding : str, optional
        ``half_up``, ``half_even`` or ``truncate``; the regulation's by default.
    institution, year, stage, regulation
        What the files do not say of themselves.
    slip_cards, seed : int
        Made-up scorecards a row on which ``.figure("slips")`` tries misprints.

    Returns
    -------
    Checked
        ``.to_frame()``: a row a finding with the value that would fit.

    Raises
    ------
    EvidenceError
        If a file cannot be read.
    ParameterError
        If a list holds no file.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> len(spbe.check("docs/examples/scores.csv").exact)
    0
    """
    if given is None:
        from spbe_analysis.evidence.as_printed import collection_cards, collection_means

        return _checked(collection_cards(), collection_means(), rounding, slip_cards, seed)
    if isinstance(given, FileRead):
        read = [given.exact]
    else:
        _strangers(institution)
        about = _about(institution, year, stage, regulation)
        paths = [given] if isinstance(given, (str, Path)) else list(given)
        if not paths:
            raise ParameterError(Message("check.no_file"), advice=Message("check.some_file"))
        read = [read_file(path, about) for path in paths]
    remarks = tuple(text for one in read for text in one.doubtful), tuple(text for one in read for text in one.refused)
    return _checked([card for one in read for card in one.scorecards], [], rounding, slip_cards, seed, *remarks)


def _checked(
    scorecards: list[PrintedScorecard], means: list[PrintedMeans], rounding: str | None, slips: int, seed: int, *remarks
) -> Checked:
    findings = check_cards(scorecards, rounding) + check_means(means, rounding)
    rows = sum(len(card.cells) + len(card.again) + len(card.foreign) for card in scorecards)
    rows += sum(len(texts) for table in means for texts in table.cells.values())
    names, rules = count_tables(scorecards)
    return Checked(tuple(findings), rows, rules, names, tuple(scorecards), tuple(means), slips, seed, *remarks)


def _about(institution: str, year: int | None, stage: str, regulation: str, assessment: str = "") -> About:
    """What was said of a file; a year that no regulation covers is refused once, not in every row."""
    if year is not None:
        framework_for_year(year)
    return About(institution, year, stage, regulation, assessment)


def _strangers(institution: str) -> list[str]:
    """A remark on a name that the register does not have; one that several bodies go by is refused."""
    from spbe_analysis.evidence.register import near_institutions, resolve_institution

    try:
        if institution:
            resolve_institution(institution)
    except InstitutionError as error:
        if getattr(error.summary, "key", "") == "institution.several":
            raise
        near = tuple(body.name for body in near_institutions(institution))
        told = Message("institution.stranger", text=institution)
        return [Message("institution.stranger_near", told=told, names=near) if near else told]
    except EvidenceError:
        return []  # without the project's data nothing is known of names
    return []


def _value(text: str) -> float | None:
    try:
        return float(parse_score(text, max_decimals=None)[0])
    except EvidenceError:
        return None
