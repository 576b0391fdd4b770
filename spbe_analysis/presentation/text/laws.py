"""Which regulation holds after the one that a page is about, in words."""

from __future__ import annotations

from spbe_analysis.presentation.text.wording import say
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.lineage_table import lineage_pairs, load_lineage


def with_next_law(question: str, framework: Framework, language: str) -> str:
    """A page's question, followed by the regulation that holds next where its index does not continue this one.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> with_next_law("How?", load_framework("permenpanrb-59-2020"), "en")
    'How? From 2026: Digital Government index (PermenPANRB 8/2026), not a continuation of this one.'
    """
    for before, after in lineage_pairs():
        if before == framework.id and not load_lineage(before, after).comparable:
            law = load_framework(after)
            about = {"year": min(law.index_years), "law": law.number_text, "name": law.nodes[law.root].name(language)}
            return f"{question} {say('answer.next_law', language, **about)}"
    return question
