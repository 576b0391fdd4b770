"""Peers of an institution, distributions by kind and movement between predicates."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.analysis.panel.join import Panel
from spbe_analysis.errors import InstitutionError
from spbe_analysis.message import Message

if TYPE_CHECKING:
    import pandas as pd

BAND = Fraction(1, 4)  # peers start within a quarter of a point, about a tenth of the range that institutions span
SHARES = {f"p{percent}": Fraction(percent, 100) for percent in (10, 25, 50, 75, 90)}
UNSTATED = ""


@dataclass(frozen=True)
class Peers:
    """Institutions that a change may fairly be held against, and the rule that picked them.

    ``table`` is sorted by change, the largest first, the institution itself
    included: ``province``, ``same_province``, ``index_before``,
    ``index_after``, ``change``, ``distance`` (of the start from the
    institution's own, Fraction), ``is_self``, ``rank``. ``mean_change`` leaves
    the institution itself out; None without peers.
    """

    institution: str
    kind: str
    band: Fraction
    table: pd.DataFrame = field(repr=False)

    @property
    def count(self) -> int:
        """Number of peers, the institution itself not counted."""
        return len(self.table) - 1

    @property
    def mean_change(self) -> Fraction | None:
        """Mean change of the peers [index points]."""
        others = self.table.loc[~self.table["is_self"], "change"]
        return sum(others, Fraction(0)) / len(others) if len(others) else None


def peers(panel: Panel, institution: str, band: Fraction = BAND) -> Peers:
    """Joined institutions of the same kind that started within `band` of an institution's index.

    Parameters
    ----------
    institution : str
        Canonical name.
    band : Fraction
        Largest distance of the printed start index [index points].

    Raises
    ------
    InstitutionError
        If the institution is not in both years.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> name = "Pemerintah Provinsi Kalimantan Timur"
    >>> peers(panel, name).count, peers(panel, name, band=Fraction(3, 5)).count
    (10, 18)
    """
    if institution not in panel.table.index:
        raise InstitutionError(
            Message("panel.no_peer", institution=institution, first=panel.years[0], last=panel.years[1]),
            advice=Message("advice.peers"),
        )
    own = panel.table.loc[institution]
    table = panel.table[panel.table["kind"] == own["kind"]]
    distance = table["index_before"].map(lambda start: abs(start - own["index_before"]))
    near = table[distance <= band]
    rising = sorted(near["change"])
    found = near[["province", "index_before", "index_after", "change"]].assign(
        same_province=(near["province"] == own["province"]) & (own["province"] != ""),
        distance=distance[near.index],
        is_self=near.index == institution,
        rank=[1 + len(rising) - bisect_right(rising, change) for change in near["change"]],
    )
    order = sorted(found.index, key=lambda name: (-found.at[name, "change"], name))
    return Peers(institution, own["kind"], band, found.loc[order])


def distribution(panel: Panel) -> pd.DataFrame:
    """Number, mean and spread of start, end and change, by kind and for all.

    Returns
    -------
    DataFrame
        By (kind, measure), the kind '' standing for all: ``n``, ``mean``
        (Fraction), ``p10`` to ``p90`` (the least printed value that at least that
        percentage does not exceed), ``least``, ``greatest`` (Fraction), ``risen``, ``unchanged``, ``fallen`` (counts, for the
        change).

    Examples
    --------
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.analysis.panel.join import join_years
    >>> from spbe_analysis.evidence.values.institution import Institution
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> towns = [Institution(name, "kota", "Riau") for name in ("A", "B")]
    >>> before = {"A": Scorecard.of(framework, {"index": "2.00"}), "B": Scorecard.of(framework, {"index": "2.60"})}
    >>> after = {"A": Scorecard.of(framework, {"index": "3.00"}), "B": Scorecard.of(framework, {"index": "2.80"})}
    >>> panel = join_years(before, after, towns, framework)
    >>> distribution(panel).loc[("kota", "change"), ["mean", "least", "greatest"]].tolist()
    [Fraction(3, 5), Fraction(1, 5), Fraction(1, 1)]
    """
    import pandas as pd

    rows = []
    kinds = ["", *sorted(set(panel.table["kind"]))]
    for kind in kinds:
        part = panel.table if not kind else panel.table[panel.table["kind"] == kind]
        for measure in ("index_before", "index_after", "change"):
            values = sorted(part[measure])
            n = len(values)
            row = {"kind": kind, "measure": measure, "n": n, "mean": sum(values, Fraction(0)) / n}
            row |= {name: values[-(-share.numerator * n // share.denominator) - 1] for name, share in SHARES.items()}
            row |= {"least": values[0], "greatest": values[-1]}
            if measure == "change":
                row |= {
                    "risen": sum(v > 0 for v in values),
                    "unchanged": values.count(0),
                    "fallen": sum(v < 0 for v in values),
                }
            rows.append(row)
    counts = ["risen", "unchanged", "fallen"]
    return pd.DataFrame(rows).astype(dict.fromkeys(counts, "Int64")).set_index(["kind", "measure"])


def movement(panel: Panel, kind: str | None = None) -> pd.DataFrame:
    """Number of joined institutions by printed predicate, from one year (rows) to the other (columns).

    Predicates run from the lowest up, named in Indonesian; '' collects those
    that no document states.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> int(movement(panel).to_numpy().sum()) == len(panel.names)
    True
    """
    import pandas as pd

    framework = panel.framework
    names = [p.name_id for p in reversed(framework.predicates)]
    part = panel.table if kind is None else panel.table[panel.table["kind"] == kind]

    def named(text: str) -> str:
        return p.name_id if (p := framework.find_predicate(text)) else UNSTATED

    ends = part["predicate_before"].map(named), part["predicate_after"].map(named)
    found = pd.crosstab(*ends, rownames=["before"], colnames=["after"])
    found = found.reindex(index=[*names, UNSTATED], columns=[*names, UNSTATED], fill_value=0)
    stated = [name for name in found.index if name or found.loc[UNSTATED].any() or found[UNSTATED].any()]
    return found.loc[stated, stated]
