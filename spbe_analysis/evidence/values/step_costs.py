"""What a level costs: one unit a level by default, or a table of costs, caps and prerequisites."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from spbe_analysis.regulation import Framework

DEFAULT_COST = Fraction(1)  # a level costs one unit where nothing else is said


class Need(NamedTuple):
    """Reaching `level` of `code` by a step asks for `other` at `other_level` or above."""

    code: str
    level: int
    other: str
    other_level: int


@dataclass(frozen=True)
class StepCosts:
    """Cost of each one-level step, the highest level allowed, and what a step needs first.

    ``step`` maps an indicator to ``{level before the step: cost}``; a step that
    is not listed costs one unit. ``cap`` maps an indicator to the highest level
    a plan may ask for. ``needs`` lists prerequisites; they bind only steps a
    plan takes, not levels an institution already has.
    """

    step: dict[str, dict[int, Fraction]] = field(default_factory=dict)
    cap: dict[str, int] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    source: str = ""

    def cost(self, code: str, level: int) -> Fraction:
        """Cost of raising `code` from `level` to the next one."""
        return self.step.get(code, {}).get(level, DEFAULT_COST)

    def highest(self, code: str, framework: Framework) -> int:
        """Highest level a plan may ask of `code`."""
        return self.cap.get(code, framework.maximum)
