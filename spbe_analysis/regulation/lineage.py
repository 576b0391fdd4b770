"""Which indicators live on across a change of regulation: reviewed rows, never a conversion of scores."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.regulation.framework import Framework

LINKS = ("carried_over", "split", "merged", "repeated_service")
RELATIONS = (*LINKS, "new", "dropped")
CONFIDENCES = ("low", "medium", "high")
_TURNED = {"split": "merged", "merged": "split", "new": "dropped", "dropped": "new"}


@dataclass(frozen=True)
class LineageRow:
    """One reviewed statement: an indicator lives on, is new, or is dropped, with its basis.

    Examples
    --------
    >>> LineageRow("P5-I01", "", "dropped", "high", "annex").turned().relation
    'new'
    """

    before: str
    after: str
    relation: str
    confidence: str
    basis: str
    scope_changed: bool = False
    share_before: Fraction | None = None
    share_after: Fraction | None = None
    note: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the row joins an indicator of each regulation."""
        return self.relation in LINKS

    def turned(self) -> LineageRow:
        """The same statement read backwards in time."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            share_before=self.share_after,
            share_after=self.share_before,
            relation=_TURNED.get(self.relation, self.relation),
        )


@dataclass(frozen=True)
class Flow:
    """A link with the weight of the index that runs over it in each regulation."""

    row: LineageRow
    weight_before: Fraction
    weight_after: Fraction


@dataclass(frozen=True)
class Group:
    """Indicators of both regulations that the links tie together, directly or by way of others."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    rows: tuple[LineageRow, ...]


@dataclass(frozen=True)
class Lineage:
    """Every indicator of two regulations accounted for: linked, new or dropped.

    It says which indicators live on. It does not convert scores: criteria
    differ even where a name stands.

    Examples
    --------
    >>> from spbe_analysis.regulation.lineage_table import load_lineage
    >>> lineage = load_lineage("permenpanrb-5-2018", "permenpanrb-59-2020")
    >>> len(lineage.links), len(lineage.new), lineage.reversed().before
    (31, 22, 'permenpanrb-59-2020')
    """

    before: str
    after: str
    rows: tuple[LineageRow, ...]
    meta: dict = field(repr=False, compare=False, hash=False, default_factory=dict)

    @property
    def status(self) -> str:
        """Where the table comes from: secondary, proposal, given (by the user) or identity."""
        return self.meta.get("status", "given")

    @property
    def comparable(self) -> bool:
        """Whether results of the two regulations may be bridged at all."""
        return self.meta.get("comparable", True)

    def title(self, language: str = "id") -> str:
        """What the table is, in Indonesian (``id``) or English (``en``)."""
        return self.meta.get(f"title_{language}", f"{self.before} - {self.after}")

    def reason(self, language: str = "id") -> str:
        """Why results may not be bridged, or ''."""
        return self.meta.get(f"reason_{language}", "")

    @cached_property
    def links(self) -> tuple[LineageRow, ...]:
        """Rows that join an indicator of each regulation."""
        return tuple(row for row in self.rows if row.is_link)

    @property
    def new(self) -> tuple[str, ...]:
        """Indicators of the later regulation without an ancestor."""
        return tuple(row.after for row in self.rows if row.relation == "new")

    @property
    def dropped(self) -> tuple[str, ...]:
        """Indicators of the earlier regulation without a successor."""
        return tuple(row.before for row in self.rows if row.relation == "dropped")

    def reversed(self) -> Lineage:
        """The same lineage read from the later regulation back to the earlier one."""
        return Lineage(self.after, self.before, tuple(row.turned() for row in self.rows), self.meta)

    def without_scope_changes(self) -> Lineage:
        """The lineage with links whose subject moved cut: what they joined counts as dropped and new."""
        return self._keeping([row for row in self.links if not row.scope_changed])

    def at_least(self, confidence: str) -> Lineage:
        """The lineage with links below a confidence (low, medium, high) cut.

        Raises
        ------
        ParameterError
            If there is no such confidence.
        """
        if confidence not in CONFIDENCES:
            raise ParameterError(
                Message("bridge.confidence", text=confidence), advice=Message("advice.one_of", known=CONFIDENCES)
            )
        least = CONFIDENCES.index(confidence)
        return self._keeping([row for row in self.links if CONFIDENCES.index(row.confidence) >= least])

    def standing_as(self, other: Lineage) -> Lineage:
        """These rows, with what `other` says on whether the two regulations may be bridged."""
        stands = {key: other.meta[key] for key in ("comparable", "reason_id", "reason_en") if key in other.meta}
        return replace(self, meta=self.meta | stands)

    def _keeping(self, kept: list[LineageRow]) -> Lineage:
        left, right = {row.before for row in kept}, {row.after for row in kept}
        ends = [row for row in self.rows if not row.is_link]
        cut = [row for row in self.links if row not in kept]
        lost = dict.fromkeys(row.before for row in cut if row.before not in left)
        gained = dict.fromkeys(row.after for row in cut if row.after not in right)
        why = {row.before: row for row in cut} | {row.after: row for row in cut}
        ends += [replace(why[code], after="", relation="dropped", share_before=None, share_after=None) for code in lost]
        ends += [replace(why[code], before="", relation="new", share_before=None, share_after=None) for code in gained]
        return Lineage(self.before, self.after, tuple(kept + ends), self.meta)

    def flows(self, framework_before: Framework, framework_after: Framework) -> list[Flow]:
        """Weight of the index that each link carries in each regulation.

        An indicator with one link sends its whole weight over it. With several,
        the weight is split as the partners are weighted, unless the table
        states shares; stated shares that add up to less than one leave the
        rest without a link, as new or dropped.

        Returns
        -------
        list of Flow
            One per link, weights as exact fractions of the index.
        """
        partners_before, partners_after = self._partners(framework_before, framework_after)
        return [
            Flow(
                row,
                framework_before.weight(row.before)
                * _share(row.share_before, framework_after.weight(row.after), partners_after[row.before]),
                framework_after.weight(row.after)
                * _share(row.share_after, framework_before.weight(row.before), partners_before[row.after]),
            )
            for row in self.links
        ]

    def _partners(self, framework_before: Framework, framework_after: Framework) -> tuple[dict, dict]:
        behind: dict[str, Fraction] = {}
        ahead: dict[str, Fraction] = {}
        for row in self.links:
            behind[row.after] = behind.get(row.after, Fraction(0)) + framework_before.weight(row.before)
            ahead[row.before] = ahead.get(row.before, Fraction(0)) + framework_after.weight(row.after)
        return behind, ahead

    def groups(self) -> list[Group]:
        """Links gathered into the smallest sets of indicators that hang together, in the table's order."""
        gathered: list[list[LineageRow]] = []
        for row in self.links:
            touching = [g for g in gathered if any(row.before == r.before or row.after == r.after for r in g)]
            joined = [r for g in touching for r in g] + [row]
            gathered = [joined if touching and g is touching[0] else g for g in gathered if g not in touching[1:]]
            if not touching:
                gathered.append(joined)
        return [
            Group(tuple(dict.fromkeys(row.before for row in g)), tuple(dict.fromkeys(row.after for row in g)), tuple(g))
            for g in gathered
        ]


def identity_lineage(framework: Framework) -> Lineage:
    """The lineage of a regulation with itself: every indicator carried over.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> len(identity_lineage(framework).links)
    47
    """
    rows = tuple(LineageRow(code, code, "carried_over", "high", framework.id) for code in framework.indicators)
    return Lineage(framework.id, framework.id, rows, {"status": "identity", "comparable": True})


def _share(stated: Fraction | None, partner: Fraction, partners: Fraction) -> Fraction:
    return partner / partners if stated is None else stated
