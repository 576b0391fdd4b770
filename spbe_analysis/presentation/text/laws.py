"""Which regulation holds after the one that a page is about, in words."""

from __future__ import annotations

from fractions import Fraction

from spbe_analysis.presentation.text.wording import number, say
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.lineage_table import lineage_pairs, load_lineage


def index_name(framework: Framework, language: str) -> str:
    """Name of a regulation's index inside a sentence, such as "indeks Pemerintah Digital"."""
    name = framework.nodes[framework.root].name(language)
    return name if language == "en" else name[:1].lower() + name[1:]


def evaluation_name(framework: Framework, language: str) -> str:
    """What a regulation's index is of, such as "SPBE" or "Digital Government"."""
    name = framework.nodes[framework.root].name(language)
    return name.removeprefix("Indeks ").removesuffix(" index")


def law_before(framework: Framework) -> Framework | None:
    """The regulation before this one, where its index is not continued by this one's; None where none is known."""
    for before, after in lineage_pairs():
        if after == framework.id and not load_lineage(before, after).comparable:
            return load_framework(before)
    return None


def law_after(framework: Framework) -> Framework | None:
    """The regulation after this one, where its index does not continue this one's; None where none is known."""
    for before, after in lineage_pairs():
        if before == framework.id and not load_lineage(before, after).comparable:
            return load_framework(after)
    return None


def lasts(framework: Framework, language: str) -> list[str]:
    """Until when a target under this regulation can be met, where another index follows that does not continue it."""
    after = law_after(framework)
    if after is None:
        return []
    year, name = min(after.index_years), after.nodes[after.root].name(language)
    return [say("meeting.lasts", language, last=year - 1, year=year, name=name, law=after.number_text)]


def superseded(framework: Framework, year: int | None, language: str) -> list[str]:
    """Which regulation holds after an index year that is the last of its own; nothing where the year is not.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> superseded(load_framework("permenpanrb-59-2020"), 2024, "en")
    []
    """
    after = next((load_framework(second) for first, second in lineage_pairs() if first == framework.id), None)
    if after is None or year is None or year < max(framework.index_years):
        return []
    laws = {"old": framework.number_text, "law": after.number_text}
    told = [say("drivers.last_year", language, last=year, year=min(after.index_years), **laws)]
    name = after.nodes[after.root].name(language)
    return told if law_after(framework) is None else [*told, say("drivers.other_index", language, name=name)]


def disputed_predicate(framework: Framework, index: Fraction, language: str) -> list[str]:
    """What a printed index would be called by the other reading of the bounds, where sources dispute them.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> disputed_predicate(load_framework("permenpanrb-59-2020"), Fraction(2), "en")
    []
    """
    rows = framework.meta["predicates"]
    other = [(row[language], Fraction(row["other_from"])) for row in rows if "other_from" in row]
    if not other:
        return []
    bounds = "; ".join(number(bound, language, 2) for _, bound in other)
    name = next((name for name, bound in other if index >= bound), framework.predicates[-1].name(language))
    return [say("index.disputed", language, bounds=bounds, predicate=name)]


def with_next_law(question: str, framework: Framework, language: str) -> str:
    """A page's question, followed by the regulation that holds next where its index does not continue this one.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> with_next_law("How?", load_framework("permenpanrb-59-2020"), "en")
    'How? From 2026: Digital Government index (PermenPANRB 8/2026), not a continuation of this one.'
    """
    law = law_after(framework)
    if law is None:
        return question
    about = {"year": min(law.index_years), "law": law.number_text, "name": law.nodes[law.root].name(language)}
    return f"{question} {say('answer.next_law', language, **about)}"
