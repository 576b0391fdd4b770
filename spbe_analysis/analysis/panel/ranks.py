"""Places in the nation and in a kind, with ties and with the places that rounding leaves possible."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.analysis.panel.join import Panel, index_bounds

if TYPE_CHECKING:
    import pandas as pd

NATION, KIND = "nation", "kind"
BEFORE, AFTER, CHANGE = "before", "after", "change"
Bounds = Mapping[str, tuple[Fraction, Fraction]]


def ranks(printed: Mapping[str, Fraction], bounds: Bounds) -> pd.DataFrame:
    """Places by a printed figure, the highest first, and the places exact figures may have.

    Parameters
    ----------
    printed : mapping of str to Fraction
        Printed figure by name.
    bounds : mapping of str to (Fraction, Fraction)
        Least and greatest exact figure behind each.

    Returns
    -------
    DataFrame
        By name: ``rank`` and ``last`` (first and last place of those with the
        same printed figure), ``tied`` (how many they are), ``best`` and
        ``worst`` (places that some exact figures within the bounds give;
        equal exact figures share the better place), ``of`` (how many in all).

    Examples
    --------
    >>> printed = {"A": Fraction("2.9"), "B": Fraction("2.8")}
    >>> bounds = {"A": (Fraction("2.85"), Fraction("2.95")), "B": (Fraction("2.75"), Fraction("2.86"))}
    >>> ranks(printed, bounds)[["rank", "best", "worst"]].values.tolist()
    [[1, 1, 2], [2, 1, 2]]
    """
    import pandas as pd

    order = sorted(printed.values())
    lows = sorted(bounds[name][0] for name in printed)
    highs = sorted(bounds[name][1] for name in printed)
    rows = []
    for name, value in printed.items():
        low, high = bounds[name]
        above, tied = len(order) - bisect_right(order, value), bisect_right(order, value) - bisect_left(order, value)
        surely = len(lows) - bisect_right(lows, high)
        possibly = len(highs) - bisect_right(highs, low) - (high > low)
        rows.append((1 + above, above + tied, tied, 1 + surely, 1 + possibly, len(order)))
    return pd.DataFrame(rows, columns=["rank", "last", "tied", "best", "worst", "of"], index=list(printed))


def panel_ranks(panel: Panel) -> pd.DataFrame:
    """Places of every institution, each year and by change, in the nation and in its kind.

    Places in a year are among all institutions published that year; places by
    change are among the joined ones.

    Returns
    -------
    DataFrame
        One row per institution, measure and scope: ``institution``, ``kind``,
        ``measure`` (``before``, ``after``, ``change``), ``scope`` (``nation``,
        ``kind``), ``value`` (Fraction, as printed) and the columns of `ranks`.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> places = panel_ranks(panel).set_index(["institution", "measure", "scope"])
    >>> name = "Pemerintah Provinsi Kalimantan Timur"
    >>> [int(places.loc[(name, measure, "kind"), "rank"]) for measure in ("before", "after")]
    [22, 15]
    """
    import pandas as pd

    framework = panel.framework
    ends = [index_bounds(scorecards, framework) for scorecards in (panel.before, panel.after)]
    printed = [
        {name: scorecard.values[framework.root].value for name, scorecard in scorecards.items()}
        for scorecards in (panel.before, panel.after)
    ]
    moves = {name: (ends[1][name][0] - ends[0][name][1], ends[1][name][1] - ends[0][name][0]) for name in panel.names}
    measures = [
        (BEFORE, printed[0], ends[0]),
        (AFTER, printed[1], ends[1]),
        (CHANGE, dict(panel.table["change"]), moves),
    ]
    tables = []
    for measure, values, bounds in measures:
        groups: dict[tuple[str, str], list[str]] = {(NATION, ""): list(values)}
        for name in values:
            groups.setdefault((KIND, panel.kinds[name]), []).append(name)
        for (scope, _), names in groups.items():
            own = {name: values[name] for name in names}
            about = {"institution": names, "kind": [panel.kinds[name] for name in names], "measure": measure}
            about |= {"scope": scope, "value": list(own.values())}
            tables.append(pd.DataFrame(about, index=names).join(ranks(own, bounds)))
    return pd.concat(tables, ignore_index=True)
