"""The contributions that printed scores alone allow, where a year cannot be reproduced from whole levels."""

from __future__ import annotations

from spbe_analysis.analysis.attribution import printed_contributions
from spbe_analysis.analysis.direction import direction
from spbe_analysis.analysis.drivers.answer import NOT_REPRODUCIBLE, QUANTILES
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework


def printed_ledger(
    framework: Framework, before: Scorecard, after: Scorecard, verdict: str = NOT_REPRODUCIBLE
) -> list[dict]:
    """The rows of `DriversAnswer.records` with what printed scores say and no probabilities.

    Parameters
    ----------
    verdict : str
        Why no more is said: no whole levels give the figures, or none that go
        with what was assumed.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> first = printed_ledger(framework, before, after)[0]
    >>> first["code"], first["low"], first["high"], first["verdict"]
    ('P59-D1', Fraction(13, 1000), Fraction(13, 1000), 'not reproducible')
    """
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
                "verdict": verdict,
                "direction": direction(low, high),
                "tied_with": (),
            }
        )
    return rows


def about_node(framework: Framework, code: str) -> dict:
    """The first columns of a row: what the regulation says of a node."""
    columns = ("code", "kind", "parent", "name_id", "name_en", "weight")
    return {name: getattr(framework.nodes[code], name) for name in columns}
