"""Named errors, each carrying every problem found at once."""

from __future__ import annotations

from collections.abc import Iterable

from spbe_analysis.message import Message, said

MAX_LINE, MAX_PROBLEMS = 2_000, 200  # what a file or an argument echoes back is cut; what people wrote fits


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

    Each is a `Message` where it can be said in Indonesian too, else a text.
    """

    def __init__(self, summary: str, problems: Iterable[str] = (), advice: str = "") -> None:
        self.summary = summary
        self.problems = list(problems)
        self.advice = advice
        super().__init__(str(self))

    def __str__(self) -> str:
        """The refusal as the command line tells it, in English; `told` speaks both languages."""
        return self.told("en")

    def told(self, language: str) -> str:
        """Summary, problems and advice, a line each, in a language as far as they can be said in it."""

        told = self.problems[:MAX_PROBLEMS]
        if len(self.problems) > MAX_PROBLEMS:
            told.append(Message("file.more", count=len(self.problems) - MAX_PROBLEMS))
        summary, *problems, advice = (said(text, language) for text in (self.summary, *told, self.advice))
        lines = [summary, *(f"  - {problem}" for problem in problems), *filter(None, [advice])]
        return "\n".join(line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} ..." for line in lines)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of a refusal: its sentences in the notebook's language, without the way they came."""
        import spbe_analysis

        return self.told(spbe_analysis.language).split("\n")

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
