"""Where the figures of a report come from: law, documents, data, program."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from spbe_analysis import __version__
from spbe_analysis.presentation.page.document import Block, paragraphs, table
from spbe_analysis.presentation.page.tables import frame_of, label, sources, when
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import DASH, as_printed, say, whole
from spbe_analysis.regulation import Framework

_HASH = 16  # characters of a fingerprint that are shown; run.json holds whole ones


def fingerprint(scorecards: Iterable) -> str:
    """The first digits of the SHA-256 over every published value used, in order: year, code, text as used, document, place."""
    digest = hashlib.sha256()
    for scorecard in scorecards:
        for printed in scorecard.values.values():
            row = (str(scorecard.year), printed.code, printed.text, printed.document, printed.place)
            digest.update(("\x1f".join(row) + "\n").encode())
    return digest.hexdigest()[:_HASH]


def provenance(framework, scorecards: Sequence, institution: str, language: str) -> dict[str, str]:
    """Facts about a report by their names, for `document.pairs`."""
    count = sum(len(scorecard.values) for scorecard in scorecards)
    about = {"count": whole(count, language), "hash": fingerprint(scorecards)}
    return {
        say("drivers.provenance_institution", language): institution or DASH,
        say("drivers.provenance_years", language): ", ".join(map(str, when(scorecards, language))),
        say("drivers.provenance_regulation", language): framework.title(language),
        say("drivers.provenance_data", language): say("drivers.provenance_data_text", language, **about),
        say("drivers.provenance_program", language): f"spbe-analysis {__version__}",
    }


def documents(scorecards: Iterable, language: str, foot: str = "") -> Block:
    """The documents that the values used stand in, each with its address, as a table."""
    cards = list(scorecards)
    links = {document_name(p.document, language): p.url for card in cards for p in card.values.values() if p.url}
    return table(sources(cards, language), say("drivers.table_sources", language), foot, links, sources=True)


def others(rows: Iterable[Mapping], scorecards: Iterable, framework: Framework, language: str) -> list[Block]:
    """What other documents print for the same things: those that differ as a table, the rest in a sentence.

    Parameters
    ----------
    rows : iterable of mapping
        Published rows that precedence leaves out, with ``year``, ``stage``,
        ``code``, ``value``, ``printed`` and ``document``.
    """
    rows, used = list(rows), {(card.year, card.stage): card.values for card in scorecards}
    same = [row for row in rows if _agrees(row, used)]
    differ = [row for row in rows if row not in same]
    cells = {
        **_printed_cells(framework, language),
        say("drivers.head_document", language): lambda row: document_name(row["document"], language),
    }
    shown = [table(frame_of(cells, differ), say("drivers.table_others", language))] if differ else []
    documents = ", ".join(dict.fromkeys(document_name(row["document"], language) for row in same))
    told = [say("drivers.others_agree", language, count=len(same), documents=documents)] if same else []
    return [*shown, *map(paragraphs, told)]


def corrections(rows: Iterable[Mapping], framework: Framework, language: str) -> list[Block]:
    """Values used instead of what a source shows, each with the reason; nothing where there is none.

    Parameters
    ----------
    rows : iterable of mapping
        Published rows; those with a correction are shown.
    """
    made = [row for row in rows if row[f"correction_{language}"]]
    cells = {
        **_printed_cells(framework, language),
        say("drivers.head_used", language): lambda row: as_printed(row["value"], language),
        say("drivers.head_document", language): lambda row: document_name(row["document"], language),
        say("drivers.head_reason", language): lambda row: row[f"correction_{language}"],
    }
    return [table(frame_of(cells, made), say("drivers.table_corrections", language))] if made else []


def _printed_cells(framework: Framework, language: str) -> dict[str, Callable]:
    """Columns of year, name and printed value."""
    return {
        say("drivers.head_year", language): lambda row: int(row["year"]),
        say("drivers.head_name", language): lambda row: label(row["code"], framework, language),
        say("drivers.head_printed", language): lambda row: as_printed(row["printed"], language) or DASH,
    }


def _agrees(row: Mapping, used: Mapping[tuple, Mapping]) -> bool:
    value = used[int(row["year"]), row["stage"]].get(row["code"])
    return value is not None and Fraction(row["value"]) == value.value
