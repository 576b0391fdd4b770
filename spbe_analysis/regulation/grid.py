"""The values an indicator can take, as data of the regulation: whole levels, decimals, or another body's index."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from spbe_analysis.regulation.rounding import printed_interval

WHOLE_LEVELS, DECIMAL, ROUNDED, OTHER_INDEX = KINDS = ("whole", "decimal", "rounded", "other_index")


@dataclass(frozen=True)
class Grid:
    """Values from the lowest level up, a step apart, and what a printed value says of the one behind it.

    ``whole`` levels and ``decimal`` values are printed as they are. A
    ``rounded`` value and that of another body's index (``other_index``) were
    rounded when they were printed, so each printed value stands for all that
    round to it. Where ``known`` is False nobody has said which values there
    can be: ``step`` is then assumed, and answers that count on it say so.

    Examples
    --------
    >>> half = Grid("half", "decimal", Fraction(1, 2))
    >>> tuple(half.values(1, 5, 4)[:3]), half.behind(Fraction("1.5"), 1, "half_up", 1, 5, 4)
    ((4, 6, 8), (6,))
    >>> Grid("sixths", "rounded", Fraction(1, 6)).behind(Fraction("1.17"), 2, "half_up", 1, 5, 6)
    (7,)
    """

    id: str = WHOLE_LEVELS
    kind: str = WHOLE_LEVELS
    step: Fraction = Fraction(1)
    known: bool = True
    finer: Fraction | None = None
    basis_id: str = ""
    basis_en: str = ""

    @property
    def printed_step(self) -> Fraction:
        """Distance between the values that a printed one may stand for [levels]."""
        return self.finer or self.step

    @property
    def exact(self) -> bool:
        """Whether a printed value is the value itself."""
        return self.kind in (WHOLE_LEVELS, DECIMAL)

    def values(self, minimum: int, maximum: int, ticks: int) -> range:
        """Every value from `minimum` to `maximum`, in whole ticks of which `ticks` make a level."""
        return range(minimum * ticks, maximum * ticks + 1, int(self.step * ticks))

    def behind(
        self, printed: Fraction, decimals: int, rounding: str, minimum: int, maximum: int, ticks: int
    ) -> tuple[int, ...]:
        """Values [ticks] that are printed as `printed` with `decimals` decimals; empty when there is none.

        On a grid of rounded values a whole number without decimals is read as
        that level.
        """
        every = self.values(minimum, maximum, ticks)
        if self.exact or decimals == 0:
            tick = printed * ticks
            return (int(tick),) if tick.denominator == 1 and int(tick) in every else ()
        fine = range(every.start, every.stop, int(self.printed_step * ticks))
        first, last = printed_interval(printed, decimals, rounding).integers(ticks)
        return tuple(
            tick
            for tick in fine[max(0, (first - fine.start) // fine.step) :][: last - first + 1]
            if first <= tick <= last
        )


WHOLE = Grid()
