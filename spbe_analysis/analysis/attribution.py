"""The exact ledger: one part per indicator, aspect and domain, adding up to the change in the index."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from spbe_analysis.errors import BridgeError, CoverageError
from spbe_analysis.evidence.values.scorecard import Scorecard, check_levels
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year

if TYPE_CHECKING:
    import pandas as pd


def contributions(before: pd.Series, after: pd.Series, framework: Framework) -> pd.DataFrame:
    """Split a change in the index into one part per indicator.

    The index is a weighted sum, so each indicator's part is its weight times
    its own change, and the parts add up to the change in the index. This is
    bookkeeping: it says where the points came from, not why they came.

    Parameters
    ----------
    before, after : Series of int
        Level of every scored item, indexed by whole code, for one institution
        in two years, both scored under `framework`. Across a change of
        regulation use `spbe_analysis.analysis.bridge.bridge`.
    framework : Framework
        The regulation in force, from `load_framework`.

    Returns
    -------
    DataFrame
        One row per scored item in the regulation's order, indexed by code:
        ``aspect``, ``domain`` (codes), ``weight`` (Fraction of the index),
        ``before``, ``after``, ``change`` (levels), ``contribution`` (Fraction,
        index points).

    Raises
    ------
    CoverageError
        If a year lacks an indicator, has a foreign or repeated one, or holds a
        level off the scale. All problems of both years are listed at once.

    Examples
    --------
    >>> import pandas as pd
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before = pd.Series(1, index=framework.indicators)
    >>> after = before.copy()
    >>> after["P59-I15"] = 3
    >>> table = contributions(before, after, framework)
    >>> table["contribution"].sum(), table.loc["P59-I15", "contribution"]
    (Fraction(1, 20), Fraction(1, 20))
    """
    import pandas as pd

    first, second = _both_years(before, after, framework)
    rows = [
        {
            "code": code,
            "aspect": framework.ancestor(code, "aspect"),
            "domain": framework.ancestor(code, "domain"),
            "weight": framework.weight(code),
            "before": first[code],
            "after": second[code],
            "change": second[code] - first[code],
            "contribution": framework.weight(code) * (second[code] - first[code]),
        }
        for code in framework.indicators
    ]
    return pd.DataFrame(rows).set_index("code")


def path_contributions(levels: Mapping[int, pd.Series], framework: Framework) -> pd.DataFrame:
    """Contributions of each yearly step of a path, which add up to the whole.

    Parameters
    ----------
    levels : mapping of int to Series of int
        Levels by whole code for each year, in any order; at least two years.

    Returns
    -------
    DataFrame
        One row per scored item, one column per step named ``2021-2022`` and so
        on, and ``total`` (Fraction, index points). The steps of a row add up to
        its total and the totals add up to the change in the index.

    Raises
    ------
    CoverageError
        If fewer than two years are given or any table is not whole.

    Examples
    --------
    >>> import pandas as pd
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> level = pd.Series(1, index=framework.indicators)
    >>> steps = path_contributions({2021: level, 2022: level + 1, 2023: level + 3}, framework)
    >>> steps[["2021-2022", "2022-2023", "total"]].sum().tolist()
    [Fraction(1, 1), Fraction(2, 1), Fraction(3, 1)]
    """
    import pandas as pd

    years = sorted(levels)
    if len(years) < 2:
        raise CoverageError(Message("path.two_years"), [Message("path.given", years=tuple(years) or "-")])
    steps = {
        f"{start}-{end}": contributions(levels[start], levels[end], framework)["contribution"]
        for start, end in pairwise(years)
    }
    table = pd.DataFrame(steps)
    table["total"] = [sum(row, Fraction(0)) for row in table.itertuples(index=False)]
    return table


def printed_contributions(
    before: Scorecard, after: Scorecard, framework: Framework
) -> dict[str, tuple[Fraction, Fraction] | None]:
    """What the printed scores alone say of each node's contribution.

    A node's printed score fixes its sum of levels where its scored items share
    one weight and the digits suffice; then its contribution is exact.
    Elsewhere the printed digits leave an interval. A node that is not printed
    in both years is None: missing, not zero.

    Returns
    -------
    dict of str to (Fraction, Fraction) or None
        Lowest and highest contribution [index points] by code. Ends that
        rounding excludes are counted in, so the interval is never too narrow.

    Raises
    ------
    BridgeError
        If the two years lie under different regulations.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> printed_contributions(before, after, framework)["P59-D1"]
    (Fraction(13, 1000), Fraction(13, 1000))
    """
    require_one_regulation(before, after, framework)
    found: dict[str, tuple[Fraction, Fraction] | None] = {}
    for code in framework.nodes:
        first, second = (_printed_score(code, scorecard, framework) for scorecard in (before, after))
        found[code] = None
        if first is not None and second is not None:
            weight = framework.weight(code)
            found[code] = weight * (second[0] - first[1]), weight * (second[1] - first[0])
    return found


def require_one_law(first: int, last: int) -> None:
    """Refuse two index years under different regulations.

    Examples
    --------
    >>> require_one_law(2025, 2026)
    Traceback (most recent call last):
        ...
    spbe_analysis.errors.BridgeError: ...
    """
    law, other = framework_for_year(first), framework_for_year(last)
    require_one_regulation(Scorecard(law.id, {}, year=first), Scorecard(other.id, {}, year=last), law)


def require_one_regulation(before: Scorecard, after: Scorecard, framework: Framework) -> None:
    """Refuse two years under different regulations; the bridge is the only way across.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> require_one_regulation(Scorecard("permenpanrb-5-2018", {}), Scorecard(framework.id, {}), framework)
    Traceback (most recent call last):
        ...
    spbe_analysis.errors.BridgeError: ...
    """
    if {before.regulation, after.regulation} != {framework.id}:
        raise BridgeError(
            Message(
                "published.two_laws",
                first=before.year or Message("published.first_table"),
                first_law=before.regulation,
                last=after.year or Message("published.second_table"),
                last_law=after.regulation,
            ),
            [Message("published.no_yardstick")],
            Message("advice.bridge"),
        )


def _printed_score(code: str, scorecard: Scorecard, framework: Framework) -> tuple[Fraction, Fraction] | None:
    printed = scorecard.values.get(code)
    if printed is None:
        return None
    if framework.nodes[code].kind == "indicator":
        return printed.value, printed.value
    interval = printed.interval(framework.rounding)
    leaves = framework.leaves(code)
    if len({framework.weight(leaf) for leaf in leaves}) == 1:
        first, last = interval.integers(len(leaves))
        if first <= last:
            return Fraction(first, len(leaves)), Fraction(last, len(leaves))
    return interval.low, interval.high


def _both_years(before: pd.Series, after: pd.Series, framework: Framework) -> tuple[dict, dict]:
    tables, problems = [], []
    for name, series in ((Message("when.before"), before), (Message("when.after"), after)):
        problems += [
            Message("place.at", where=name, fault=Message("levels.twice", code=code))
            for code in series.index[series.index.duplicated()].unique()
        ]
        try:
            tables.append(check_levels(series[~series.index.duplicated()].to_dict(), framework))
        except CoverageError as error:
            problems += [Message("place.at", where=name, fault=problem) for problem in error.problems]
    if problems:
        raise CoverageError(
            Message("levels.two_years", law=framework.id),
            problems,
            Message("advice.complete"),
        )
    return tables[0], tables[1]
