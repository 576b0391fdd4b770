"""The contributions that printed scores alone allow, where a year cannot be reproduced from whole levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import printed_contributions
from spbe_analysis.analysis.direction import direction
from spbe_analysis.analysis.drivers.answer import NOT_REPRODUCIBLE, QUANTILES
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd


def printed_ledger(framework: Framework, before: Scorecard, after: Scorecard) -> pd.DataFrame:
    """The columns of `DriversAnswer.table` with what printed scores say and no probabilities.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> printed_ledger(framework, before, after).loc["P59-D1", ["low", "high", "verdict"]].tolist()
    [Fraction(13, 1000), Fraction(13, 1000), 'not reproducible']
    """
    import pandas as pd

    parts = printed_contributions(before, after, framework)
    chances = dict.fromkeys(("expected", *QUANTILES, "p_positive", "p_largest", "p_largest_in_direction"))
    rows = []
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        first, second = (printed and printed.value for printed in (before.values.get(code), after.values.get(code)))
        low, high = parts[code] or (None, None)
        rows.append(
            {
                **about_node(framework, code),
                "before_low": first,
                "before_high": first,
                "after_low": second,
                "after_high": second,
                "low": low,
                "high": high,
                **chances,
                "verdict": NOT_REPRODUCIBLE,
                "direction": direction(low, high),
                "tied_with": (),
            }
        )
    return pd.DataFrame(rows).set_index("code", drop=False)


def about_node(framework: Framework, code: str) -> dict:
    """The first columns of a row: what the regulation says of a node."""
    columns = ("code", "kind", "parent", "name_id", "name_en", "weight")
    return {name: getattr(framework.nodes[code], name) for name in columns}
