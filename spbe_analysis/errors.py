"""Named errors, each carrying every problem found at once."""

from __future__ import annotations

from collections.abc import Iterable


class SpbeError(Exception):
    """A refusal a researcher can act on: a summary and every problem behind it.

    Parameters
    ----------
    summary : str
        One sentence: what was refused.
    problems : iterable of str
        Every fault found, each saying where, what was expected and what was found.
    advice : str
        What to do about it.
    """

    def __init__(self, summary: str, problems: Iterable[str] = (), advice: str = "") -> None:
        self.summary = summary
        self.problems = list(problems)
        self.advice = advice
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [self.summary]
        lines += [f"  - {problem}" for problem in self.problems]
        if self.advice:
            lines.append(self.advice)
        return "\n".join(lines)

    def __reduce__(self):
        return (type(self), (self.summary, self.problems, self.advice))


class RegulationError(SpbeError):
    """A regulation's data do not add up or cannot be read."""


class UnknownCodeError(SpbeError):
    """A code that the regulation does not have."""


class CoverageError(SpbeError):
    """Levels are missing, foreign, repeated or off the scale."""


class EvidenceError(SpbeError):
    """A file or a printed value cannot be taken as evidence."""


class InstitutionError(SpbeError):
    """No institution, or more than one, fits a name."""


class InfeasibleError(SpbeError):
    """No whole levels reproduce the printed figures."""


class BridgeError(SpbeError):
    """Two years lie under different regulations."""


class ParameterError(SpbeError):
    """A parameter is unknown, ill-typed or out of range."""


class ReportError(SpbeError):
    """A report could not be made, or failed its own checks."""
