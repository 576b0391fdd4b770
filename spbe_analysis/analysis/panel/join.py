"""All institutions of two years side by side: the change of each, against the nation and its own kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import printed_contributions
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.errors import BridgeError, CoverageError
from spbe_analysis.evidence.values.institution import Institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = "rounding"  # the line of a domain ledger that printed digits leave over


@dataclass(frozen=True)
class Panel:
    """The institutions with a printed index in both years, and those in one only.

    ``table`` has one row per joined institution, by name: ``kind``,
    ``province``, ``index_before``, ``index_after``, ``change`` and its three
    parts ``drift``, ``category``, ``own`` (Fraction, index points, as printed),
    ``predicate_before``, ``predicate_after`` (as printed). ``before`` and
    ``after`` hold every institution's evidence of the year, joined or not.
    """

    framework: Framework
    years: tuple[int | None, int | None]
    before: dict[str, Scorecard] = field(repr=False)
    after: dict[str, Scorecard] = field(repr=False)
    kinds: dict[str, str] = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    joiners: tuple[str, ...] = ()
    leavers: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the joined institutions."""
        return list(self.table.index)

    @property
    def drift(self) -> Fraction:
        """Mean change of all joined institutions [index points]."""
        return self.table["drift"].iloc[0]


def join_years(
    before: Mapping[str, Scorecard],
    after: Mapping[str, Scorecard],
    institutions: Iterable[Institution],
    framework: Framework,
) -> Panel:
    """Join two years of evidence and split every change into drift, category and own part.

    The ledger stands on printed index values and adds up exactly: ``drift`` is
    the mean change of the joined institutions, ``category`` the mean change of
    the joined institutions of the same kind less the drift, ``own`` the rest. A
    part says how a change compares with others, not what brought it about;
    printed category means are not used.

    Parameters
    ----------
    before, after : mapping of str to Scorecard
        Evidence by canonical name, for example from `all_evidence`.
    institutions : iterable of Institution
        The register: name, kind and province of each.

    Returns
    -------
    Panel
        ``joiners`` are in the later year only, ``leavers`` in the earlier only.

    Raises
    ------
    BridgeError
        If a scorecard lies under another regulation.
    CoverageError
        If an institution is not in the register or none is in both years.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> towns = [Institution(name, "kota", "Riau") for name in ("A", "B")]
    >>> before = {"A": Scorecard.of(framework, {"index": "2.00"}), "B": Scorecard.of(framework, {"index": "2.60"})}
    >>> after = {"A": Scorecard.of(framework, {"index": "3.00"}), "B": Scorecard.of(framework, {"index": "2.80"})}
    >>> panel = join_years(before, after, towns, framework)
    >>> panel.table.loc["A", ["change", "drift", "own"]].tolist()
    [Fraction(1, 1), Fraction(3, 5), Fraction(2, 5)]
    """
    import pandas as pd

    about = {institution.name: institution for institution in institutions}
    scorecards = [
        {name: scorecard for name, scorecard in sorted(year.items()) if framework.root in scorecard.values}
        for year in (before, after)
    ]
    foreign = [
        f"{name} {scorecard.year}: {scorecard.regulation}"
        for year in scorecards
        for name, scorecard in year.items()
        if scorecard.regulation != framework.id
    ]
    if foreign:
        raise BridgeError(Message("panel.other_law", law=framework.id), foreign, Message("advice.needs_bridge"))
    unknown = [name for name in {**scorecards[0], **scorecards[1]} if name not in about]
    joined = [name for name in scorecards[0] if name in scorecards[1]]
    if unknown or not joined:
        raise CoverageError(
            Message("panel.not_joined"),
            [Message("panel.unknown", name=name) for name in unknown] or [Message("panel.nobody")],
        )
    index = [{name: year[name].values[framework.root].value for name in joined} for year in scorecards]
    change = {name: index[1][name] - index[0][name] for name in joined}
    kinds = {name: about[name].kind for name in {**scorecards[0], **scorecards[1]}}
    table = pd.DataFrame(
        {
            "kind": [kinds[name] for name in joined],
            "province": [about[name].province for name in joined],
            "index_before": list(index[0].values()),
            "index_after": list(index[1].values()),
            **three_way(change, kinds).to_dict("list"),
            "predicate_before": [scorecards[0][name].predicate for name in joined],
            "predicate_after": [scorecards[1][name].predicate for name in joined],
        },
        index=pd.Index(joined, name="institution"),
    )
    return Panel(
        framework,
        (next(iter(scorecards[0].values())).year, next(iter(scorecards[1].values())).year),
        scorecards[0],
        scorecards[1],
        kinds,
        table,
        tuple(name for name in scorecards[1] if name not in scorecards[0]),
        tuple(name for name in scorecards[0] if name not in scorecards[1]),
    )


def three_way(change: Mapping[str, Fraction], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Split changes into the mean of all, the mean of the kind beyond it, and the rest.

    Returns
    -------
    DataFrame of Fraction
        By name: ``change``, ``drift``, ``category``, ``own``; the last three add
        up to the first exactly. Over all names ``category`` and ``own`` sum to
        zero, over one kind ``own`` does.

    Examples
    --------
    >>> parts = three_way({"A": Fraction(1), "B": Fraction(0), "C": Fraction(2)}, {"A": "kota", "B": "kota", "C": "provinsi"})
    >>> parts.loc["A"].tolist()
    [Fraction(1, 1), Fraction(1, 1), Fraction(-1, 2), Fraction(1, 2)]
    """
    import pandas as pd

    groups: dict[str, list[Fraction]] = {}
    for name, value in change.items():
        groups.setdefault(kinds[name], []).append(value)
    drift = sum(change.values(), Fraction(0)) / len(change)
    means = {kind: sum(values, Fraction(0)) / len(values) for kind, values in groups.items()}
    rows = [(value, drift, means[kinds[name]] - drift, value - means[kinds[name]]) for name, value in change.items()]
    return pd.DataFrame(rows, columns=["change", "drift", "category", "own"], index=list(change), dtype=object)


def domain_ledger(panel: Panel) -> pd.DataFrame:
    """The three-way ledger of every domain as printed, and what rounding leaves over.

    Contributions are weight times printed change. Their sum misses the printed
    change of the index by rounding; that is its own line, so the ledger adds up
    exactly. Institutions that lack a part in either year are left out.

    Returns
    -------
    DataFrame of Fraction
        By (institution, code): ``change``, ``drift``, ``category``, ``own``; the
        code ``rounding`` is the remainder.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> parts = domain_ledger(panel).loc[("Pemerintah Provinsi Kalimantan Timur", "P59-D1"), ["change", "drift", "own"]]
    >>> [f"{float(part):.3f}" for part in parts]
    ['0.091', '0.062', '0.033']
    """
    import pandas as pd

    framework, codes = panel.framework, panel.framework.of_kind("domain")
    whole = [
        name
        for name in panel.names
        if all(c in panel.before[name].values and c in panel.after[name].values for c in codes)
    ]

    def points(code: str, name: str) -> Fraction:
        first, second = (year[name].values[code].value for year in (panel.before, panel.after))
        return framework.weight(code) * (second - first)

    parts = {code: {name: points(code, name) for name in whole} for code in codes}
    parts[ROUNDING] = {
        name: panel.table.at[name, "change"] - sum(part[name] for part in parts.values()) for name in whole
    }
    ledgers = {code: three_way(part, panel.kinds) for code, part in parts.items()} if whole else {}
    if not ledgers:
        raise CoverageError(Message("panel.no_parts", kind="domain"))
    table = pd.concat(ledgers, names=["code", "institution"]).swaplevel()
    return table.loc[[(name, code) for name in whole for code in ledgers]]


def contribution_bounds(panel: Panel, kinds: Iterable[str] = ("domain", "aspect")) -> pd.DataFrame:
    """What the printed figures fix and bound of every joined institution's contributions.

    Returns
    -------
    DataFrame
        One row per institution and node: ``institution``, ``code``, ``kind``,
        ``low``, ``high`` (Fraction, index points), ``identified`` and
        ``reproducible`` (False where no whole levels give the printed figures:
        then the bounds are what printed digits alone allow, None if unprinted).

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> bounds = contribution_bounds(panel, ["domain"]).set_index(["institution", "code"])
    >>> bounds.loc[("Pemerintah Provinsi Kalimantan Timur", "P59-D1"), ["low", "high"]].tolist()
    [Fraction(91, 1000), Fraction(91, 1000)]
    """
    import pandas as pd

    framework = panel.framework
    codes = [code for code, node in framework.nodes.items() if node.kind in set(kinds)]
    rows = []
    ends: tuple[Fraction | None, Fraction | None]
    for name in panel.names:
        first, second = (FeasibleSet(framework, year[name]) for year in (panel.before, panel.after))
        fits = not (first.empty or second.empty)
        printed = {} if fits else printed_contributions(panel.before[name], panel.after[name], framework)
        for code in codes:
            if fits:
                (a, b), (c, d) = first.score_bounds(code), second.score_bounds(code)
                ends = framework.weight(code) * (c - b), framework.weight(code) * (d - a)
            else:
                ends = printed[code] or (None, None)
            rows.append((name, code, framework.nodes[code].kind, *ends, fits and ends[0] == ends[1], fits))
    columns = ["institution", "code", "kind", "low", "high", "identified", "reproducible"]
    return pd.DataFrame(rows, columns=columns)


def index_bounds(scorecards: Mapping[str, Scorecard], framework: Framework) -> dict[str, tuple[Fraction, Fraction]]:
    """Least and greatest exact index of every scorecard, by what its printed figures allow.

    Where no whole levels give the figures, the ends are those of the printed
    digits.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> index_bounds({"A": Scorecard.of(framework, {"index": "2.98"})}, framework)
    {'A': (Fraction(119, 40), Fraction(5969, 2000))}
    """
    bounds = {}
    for name, scorecard in scorecards.items():
        found = FeasibleSet(framework, scorecard)
        printed = scorecard.values.get(framework.root)
        if not found.empty:
            bounds[name] = found.score_bounds(framework.root)
        elif printed is not None:
            interval = printed.interval(framework.rounding)
            bounds[name] = (interval.low, interval.high)
    return bounds
