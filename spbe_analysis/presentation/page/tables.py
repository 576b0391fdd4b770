"""What tables and sentences of every page are made of: names of nodes, lists, contributions and their ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.analysis.direction import NO_CHANGE, OPEN, SURE_FALL, SURE_RISE, direction
from spbe_analysis.analysis.drivers.answer import CONTRADICTED, IDENTIFIED, NOT_REPRODUCIBLE
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.laws import evaluation_name
from spbe_analysis.presentation.text.source_names import document_name, note_text, place_in
from spbe_analysis.presentation.text.wording import DASH, Said, as_percent, dashed, exact, number, say, spanned, whole
from spbe_analysis.regulation import Framework, Node

if TYPE_CHECKING:
    import pandas as pd

ARROW = "\N{RIGHTWARDS ARROW}"
PART_DECIMALS = 3  # index points: a level of the lightest indicator is worth 0.013
_DIRECTIONS = {
    SURE_RISE: "answer.sure_rise",
    SURE_FALL: "answer.sure_fall",
    NO_CHANGE: "answer.no_change",
    OPEN: "answer.direction_open",
}


def short_name(node: Node, framework: Framework, language: str) -> str:
    """A node's name without the words that all names of its kind begin with."""
    names = [framework.nodes[code].name(language).split() for code in framework.of_kind(node.kind)]
    shared = 0
    while len(names) > 1 and all(len(words) > shared + 1 and words[shared] == names[0][shared] for words in names):
        shared += 1
    return " ".join(node.name(language).split()[shared:])


def label(code: str, framework: Framework, language: str) -> str:
    """Number and short name of an indicator, or the name of what lies above it."""
    node = framework.nodes[code]
    name = short_name(node, framework, language)
    return f"{node.number}. {name}" if node.kind == "indicator" else name


def short_label(code: str, framework: Framework, language: str) -> str:
    """As `label`, for figures: without the words that many names end with, such as whose it is."""
    name, many = label(code, framework, language), 8
    endings = Counter(
        ending
        for other in framework.of_kind(framework.nodes[code].kind)
        for ending in _endings(framework.nodes[other].name(language))
    )
    shared = next((ending for ending in _endings(name) if endings[ending] >= many), "")
    return name.removesuffix(shared).rstrip() or name


def _endings(name: str, least: int = 3) -> list[str]:
    """Ends of a name of at least some words, the longest first, all but the whole name."""
    words = name.split()
    return [" ".join(words[start:]) for start in range(1, len(words) - least + 1)]


def short_body(name: str) -> str:
    """A body's name without the word for government that most names begin with."""
    return name.removeprefix("Pemerintah ")


def number_ranges(codes: Iterable[str], framework: Framework) -> str:
    """Numbers of indicators as ranges: ``1-10, 12``."""
    order = {code: place for place, code in enumerate(framework.of_kind("indicator"))}
    runs: list[list[str]] = []
    for code in sorted(codes, key=order.__getitem__):
        if runs and order[code] == order[runs[-1][-1]] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    ends = [(framework.nodes[run[0]].number, framework.nodes[run[-1]].number) for run in runs]
    return ", ".join(dashed(first, last) for first, last in ends)


def join(texts: Sequence[str], language: str) -> str:
    """Texts as a list in a sentence; a comma divides two of which one holds an "and" itself.

    Examples
    --------
    >>> join(["a", "b"], "en"), join(["a", "b", "c"], "en"), join(["from 1 and 2", "b"], "en")
    ('a and b', 'a, b, and c', 'from 1 and 2, and b')
    """
    if len(texts) < 2:
        return "".join(texts)
    both = say("drivers.list_two", language, first="", last="")
    plain = len(texts) == 2 and not any(both in text for text in texts)
    key = "drivers.list_two" if plain else "drivers.list_more"
    return say(key, language, first=", ".join(texts[:-1]), last=texts[-1])


def when(scorecards: Sequence, language: str) -> list[object]:
    """Year of each scorecard; with its stage where that is not final, or where another is of the same year.

    Figures of the reader's own have no year: of two the first and the second are told apart.
    """
    years = Counter(card.year for card in scorecards)
    own = iter(["answer.table_own"] if years[None] == 1 else ["answer.table_first", "answer.table_second"])
    return [
        say(next(own), language)
        if card.year is None
        else f"{card.year} ({Message(f'stage.{card.stage}').told(language)})"
        if card.stage != "final" or years[card.year] > 1
        else card.year
        for card in scorecards
    ]


def owner(scorecard, language: str) -> str:
    """Whose a scorecard is: an institution's, or the reader's own figures."""
    return scorecard.institution or say("answer.own", language)


def scorecard_notes(scorecard, framework: Framework, language: str) -> list[str]:
    """What is remarked on a scorecard's figures, each called by its name and not by its code."""
    return [note_text(note, language, lambda code: label(code, framework, language)) for note in scorecard.notes]


def request(ask, scorecard, framework: Framework, language: str, key: str = "answer.ask") -> str:
    """The number whose publication would narrow an answer most, with a request that can be sent."""
    (year,) = when([scorecard], language)
    about = {"year": year, "institution": scorecard.institution, "index": evaluation_name(framework, language)}
    name, bits = label(ask.code, framework, language), number(Fraction(ask.bits), language, 1)
    return say(key, language, name=name, bits=bits, **about)


def frame_of(cells: Mapping[str, Callable], rows: Iterable) -> pd.DataFrame:
    """A frame with a column for each head, which makes of every row what stands in its cell."""
    import pandas as pd

    rows = list(rows)
    return pd.DataFrame({head: [cell(row) for row in rows] for head, cell in cells.items()}, dtype=object)


def sources(scorecards: Iterable, language: str) -> pd.DataFrame:
    """Documents that the values used stand in, with the place and how many values each gives, as texts."""
    found = Counter(
        (scorecard.year or DASH, document_name(p.document, language), place_in(p.place, language) or DASH)
        for scorecard in scorecards
        for p in scorecard.values.values()
    )
    cells = {
        say("drivers.head_year", language): lambda row: row[0],
        say("drivers.head_document", language): lambda row: row[1],
        say("drivers.head_place", language): lambda row: row[2],
        say("drivers.head_values", language): lambda row: whole(found[row], language),
    }
    return frame_of(cells, found)


def points(value: Fraction | float, language: str) -> str:
    """A contribution [index points] with its sign, exact where few decimals show it."""
    if value == 0:
        return number(0, language, PART_DECIMALS)
    is_short = (Fraction(value) * 10 ** (PART_DECIMALS + 2)).denominator == 1
    text = exact(value, language, PART_DECIMALS, PART_DECIMALS + (2 if is_short else 0))
    return Said(f"+{text}", text.value) if value > 0 else text


def span(low: Fraction | None, high: Fraction | None, language: str) -> str:
    """A contribution or the ends between which it lies; a dash where nothing is known."""
    if known(low) is None:
        return DASH
    return spanned(points(low, language), points(high, language), language)


def verdict_text(verdict: str, low: Fraction | None, high: Fraction | None, language: str) -> str:
    """How sure a contribution is, in a word: identified, or which way its range surely goes, or that this is open."""
    if verdict == NOT_REPRODUCIBLE:
        return say("answer.verdict_not_reproducible", language)
    if verdict == CONTRADICTED:
        return say("answer.verdict_contradicted", language)
    if verdict == IDENTIFIED:
        return say("answer.identified", language)
    return say(_DIRECTIONS[direction(low, high) or OPEN], language)


def weight_text(weight: Fraction, language: str) -> str:
    """A weight as a percentage with as few decimals as show it."""
    return as_percent(exact(weight * 100, language, 0, 2))


def known(value):
    """None for what a frame holds where nothing is known."""
    return None if value is None or value != value else value
