"""Do printed means of a category agree with each other and with the printed rows?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.regulation import Framework

TOLERANCE = Fraction(1, 100)  # one printed unit: parts and whole are each rounded
Means = Mapping[str, Mapping[str, PrintedValue]]


def means_against_parts(means: Means, framework: Framework) -> pd.DataFrame:
    """Printed means of wholes against the weighted printed means of their parts.

    Means are means over institutions, so they need not come from whole levels;
    but a weighted sum of means is the mean of weighted sums.

    Parameters
    ----------
    means : mapping of str to mapping of str to PrintedValue
        Printed means by category and code.

    Returns
    -------
    DataFrame
        One row per category and node with all children printed: ``category``,
        ``code``, ``printed``, ``rebuilt``, ``difference`` (rebuilt less printed,
        Fraction), ``agrees`` (within one printed unit).

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> texts = {"P59-INDEX": "2.60", **dict.fromkeys(framework.of_kind("domain"), "2.50")}
    >>> means = {"kota": {code: PrintedValue.read(code, text) for code, text in texts.items()}}
    >>> means_against_parts(means, framework)[["code", "rebuilt", "agrees"]].values.tolist()
    [['P59-INDEX', Fraction(5, 2), False]]
    """
    rows = []
    for category, printed in means.items():
        for code in framework.nodes:
            below = framework.children(code)
            if below and code in printed and all(child in printed for child in below):
                rebuilt = sum(framework.weight(c) * printed[c].value for c in below) / framework.weight(code)
                rows.append((category, code, printed[code].value, rebuilt))
    return _compared(pd.DataFrame(rows, columns=["category", "code", "printed", "rebuilt"]))


def means_against_rows(
    means: Means, scorecards: Mapping[str, Scorecard], category: Mapping[str, str], framework: Framework
) -> pd.DataFrame:
    """Printed means of a category against the means of its institutions' printed scores.

    Parameters
    ----------
    means : mapping of str to mapping of str to PrintedValue
        Printed means by category and code.
    scorecards : mapping of str to Scorecard
        Evidence by institution, corrections applied.
    category : mapping of str to str
        Category of each institution.

    Returns
    -------
    DataFrame
        One row per category and node: the columns of `means_against_parts` with
        ``rebuilt`` the mean of the rows, ``n`` (institutions) and ``missing``
        (institutions of the category without that score; then ``agrees`` is
        None, for the two need not agree).

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> means = {"kota": {"P59-INDEX": PrintedValue.read("P59-INDEX", "2.50")}}
    >>> rows = {"A": Scorecard.of(framework, {"index": "2.00"}), "B": Scorecard.of(framework, {"index": "3.00"})}
    >>> means_against_rows(means, rows, {"A": "kota", "B": "kota"}, framework)["agrees"].tolist()
    [True]
    """
    rows = []
    for group, printed in means.items():
        members = [scorecard for name, scorecard in scorecards.items() if category.get(name) == group]
        for code in framework.nodes:
            scores = [scorecard.values[code].value for scorecard in members if code in scorecard.values]
            if code in printed and scores:
                mean = sum(scores, Fraction(0)) / len(scores)
                rows.append((group, code, printed[code].value, mean, len(scores), len(members) - len(scores)))
    table = _compared(pd.DataFrame(rows, columns=["category", "code", "printed", "rebuilt", "n", "missing"]))
    whole = table["missing"] == 0
    return table.assign(agrees=[bool(a) if w else None for a, w in zip(table["agrees"], whole, strict=True)])


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    difference = table["rebuilt"] - table["printed"]
    return table.assign(difference=difference, agrees=[abs(x) <= TOLERANCE for x in difference])
