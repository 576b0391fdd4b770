"""Where the figures of a report come from: law, documents, data, program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from spbe_analysis import __version__
from spbe_analysis.presentation.wording import say, whole

_HASH = 16  # characters of a fingerprint that are shown; run.json holds whole ones


def fingerprint(cards: Iterable) -> str:
    """SHA-256 over every published value used, in order: year, code, text as used, document, place."""
    digest = hashlib.sha256()
    for card in cards:
        for printed in card.values.values():
            row = (str(card.year), printed.code, printed.text, printed.document, printed.place)
            digest.update(("\x1f".join(row) + "\n").encode())
    return digest.hexdigest()


def provenance(framework, cards: Mapping[int, object], institution: str, language: str) -> dict[str, str]:
    """Facts about a report by their names, for `document.pairs`."""
    count = sum(len(card.values) for card in cards.values())
    data = say(
        "drivers.provenance_data_text", language, count=whole(count, language), hash=fingerprint(cards.values())[:_HASH]
    )
    return {
        say("drivers.provenance_institution", language): institution,
        say("drivers.provenance_years", language): ", ".join(str(year) for year in cards),
        say("drivers.provenance_regulation", language): framework.title(language),
        say("drivers.provenance_data", language): data,
        say("drivers.provenance_program", language): f"spbe-analysis {__version__}",
    }


def addresses(cards: Iterable) -> dict[str, str]:
    """Web address by document."""
    return {printed.document: printed.url for card in cards for printed in card.values.values() if printed.url}
