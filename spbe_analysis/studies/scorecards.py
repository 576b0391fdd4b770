"""Whose figures: a name and a year, or levels and scores of one's own, to a scorecard and its regulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard, check_levels
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework, regulation_ids
from spbe_analysis.regulation.rounding import fixed
from spbe_analysis.studies.arguments import bare, written

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.evidence.values.printed import PrintedScorecard

    Figures: TypeAlias = str | Path | Mapping[Any, Any] | Sequence[Any] | pd.Series | pd.DataFrame | Scorecard

_RIGHT_CALL = 'spbe.score([3, 2, ...], regulation="permenpanrb-59-2020")'
_SHAPES = (
    "a list in the regulation's order, a dict or Series by I01 or 1, a table with a column of codes and one of levels, "
    "or a file (a table, a workbook or a result report)"
)
_ENDINGS = (".csv", ".tsv", ".txt", ".md", ".xlsx", ".xls", ".ods", ".json", ".html", ".htm", ".pdf")


def scorecard_of(
    given: Figures, year: int | None = None, stage: str = "final", regulation: str | None = None
) -> tuple[Scorecard, Framework]:
    """The scorecard behind a name and a year, or behind figures of one's own, with its regulation.

    Parameters
    ----------
    given : str, dict, list, Series, DataFrame, Path or Scorecard
        The name of an institution (then `year` is needed), or figures: levels
        of every indicator, or any mix of printed scores by code such as
        ``{"index": "3,79", "D1": "3,70"}``. A text that ends like a file
        (``.csv``, ``.xlsx``, ``.pdf`` ...) is one, in any shape `read` knows.
    year : int, optional
        Index year; for figures of one's own it decides the regulation.
    stage : str
        ``final``, ``interim`` or ``self_assessment``, of published figures.
    regulation : str, optional
        Such as ``permenpanrb-59-2020``; by default the year's, or the only one
        with as many indicators as levels are given.

    Raises
    ------
    ParameterError
        If the figures have no known shape, the regulation is not clear, or a
        published year lies under another.
    SpbeError
        If the name, the codes or the levels are not in order.
    """
    if regulation is not None:
        load_framework(regulation)  # refuses one that there is not, also where the year decides
    if isinstance(given, Scorecard):
        return given, load_framework(given.regulation)
    if isinstance(given, str) and not _is_file(given):
        from spbe_analysis.evidence.published import scorecard_for

        if year is None:
            raise ParameterError(Message("answer.which_year", given=given), advice=Message("advice.index_year"))
        scorecard = scorecard_for(given, year, stage)
        if regulation is not None and load_framework(regulation).id != scorecard.regulation:
            about = {"year": year, "law": scorecard.regulation, "given": regulation}
            raise ParameterError(Message("answer.other_regulation", **about))
        return scorecard, load_framework(scorecard.regulation)
    if isinstance(given, (str, Path)):
        from spbe_analysis.evidence.readers.levels_file import as_scorecard

        scorecard = as_scorecard(_card(given, year, stage, regulation))
        return scorecard, load_framework(scorecard.regulation)
    texts = _by_code(given)
    if not texts and regulation is None and year is None:
        raise ParameterError(
            Message("levels.nothing"), advice=Message("advice.shapes", shapes=_SHAPES, call=_RIGHT_CALL)
        )
    framework = _regulation(regulation, year, len(texts))
    if not all(isinstance(key, str) for key in texts) and _is_list(given):
        if len(texts) != len(framework.indicators):
            raise ParameterError(
                Message("levels.list_count", law=framework.id, count=len(framework.indicators), found=len(texts)),
                advice=Message("advice.list_call", call=_RIGHT_CALL),
            )
        texts = dict(zip(framework.indicators, texts.values(), strict=True))
    return Scorecard.of(framework, {str(code): _text(value) for code, value in texts.items()}, year=year), framework


def levels_of(
    given: Figures, regulation: str | None = None, year: int | None = None
) -> tuple[dict[str, int | Fraction], Framework]:
    """Every level of a whole table in any shape people hold it in, by whole code, with its regulation.

    Raises
    ------
    CoverageError
        If levels are missing, foreign, repeated or off the scale; all of it at once.
    """
    if isinstance(given, Path) or (isinstance(given, str) and _is_file(given)):
        from spbe_analysis.evidence.readers.levels_file import whole_levels

        card = _card(given, year, "final", regulation)
        return whole_levels(card, Path(given).name), load_framework(card.regulation)
    scorecard, framework = scorecard_of(given, year, regulation=regulation)
    return check_levels({code: printed.value for code, printed in scorecard.values.items()}, framework), framework


def _is_file(text: str) -> bool:
    """Whether a text is a path: no institution's name ends like a file."""
    return text.lower().endswith(_ENDINGS)


def _card(path: str | Path, year: int | None, stage: str, regulation: str | None) -> PrintedScorecard:
    from spbe_analysis.evidence.readers.imported import About
    from spbe_analysis.evidence.readers.levels_file import read_scorecard

    if regulation is not None:
        load_framework(regulation)
    return read_scorecard(path, About(year=year, stage=stage, regulation=regulation or ""))


def _regulation(regulation: str | None, year: int | None, count: int | None) -> Framework:
    if regulation is not None:
        return load_framework(regulation)
    if year is not None:
        return framework_for_year(year)
    fits = [framework for framework in map(load_framework, regulation_ids()) if len(framework.indicators) == count]
    if len(fits) == 1:
        return fits[0]
    counts = tuple(
        Message("levels.law_count", count=len(load_framework(name).indicators), law=name) for name in regulation_ids()
    )
    raise ParameterError(
        Message("levels.no_law_of", count=count or "", counts=counts),
        advice=Message("advice.regulation_call", known=", regulation=".join(map(repr, regulation_ids()))),
    )


def _by_code(given: Any) -> dict[Any, object]:
    """Figures by what stands beside them: codes, numbers, or places in a list."""
    if isinstance(given, Mapping):
        return dict(given)
    if hasattr(given, "columns"):
        if len(given.columns) == 1:
            return _by_code(given.iloc[:, 0])
        if len(given.columns) == 2:
            codes, levels = given.columns
            repeated = given[codes][given[codes].duplicated()]
            if len(repeated):
                raise ParameterError(Message("levels.column_twice", codes=tuple(dict.fromkeys(repeated)), column=codes))
            return dict(zip(given[codes].astype(str), given[levels], strict=True))
        raise ParameterError(Message("levels.columns", count=len(given.columns)), advice=Message("advice.columns_call"))
    if hasattr(given, "index") and hasattr(given, "items") and not callable(given.index):
        if given.index.has_duplicates:
            twice = given.index[given.index.duplicated()]
            raise ParameterError(Message("levels.index_twice", codes=tuple(dict.fromkeys(twice))))
        starts_at_zero = list(given.index) == list(range(len(given)))
        return dict(enumerate(given)) if starts_at_zero else {str(code): value for code, value in given.items()}
    if _is_list(given):
        return dict(enumerate(given))
    raise ParameterError(
        Message("levels.cannot_read", name=type(given).__name__),
        advice=Message("advice.shapes", shapes=_SHAPES, call=_RIGHT_CALL),
    )


def _is_list(given: Any) -> bool:
    return (
        hasattr(given, "__len__")
        and hasattr(given, "__iter__")
        and not isinstance(given, (str, bytes, Mapping, set))
        and getattr(given, "ndim", 1) == 1
    )


def _text(value: object) -> str:
    """A figure as it would be printed: whole levels without a point, floats with the digits they show."""
    if isinstance(value, str):
        return value.strip()
    number = bare(value)
    if isinstance(number, Fraction):
        return fixed(number, 6).rstrip("0").rstrip(".")
    return written(int(number) if isinstance(number, float) and number.is_integer() else number)
