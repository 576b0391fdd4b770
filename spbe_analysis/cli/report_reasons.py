"""Why a report is made, or why there is none, in the reader's language."""

from __future__ import annotations

import re

_WHOLE = {
    "new": "factory.reason_new",
    "asked for": "factory.reason_asked",
    "its record cannot be read": "factory.reason_record",
    "its files are not as they were published": "factory.reason_files",
    "nothing is published": "factory.reason_nothing",
}
_PARTS = {
    "notebook": "factory.part_notebook",
    "package": "factory.part_package",
    "data": "factory.part_data",
    "nation": "factory.part_nation",
    "parameters": "factory.part_parameters",
}


def told(reason: str, language: str) -> str:
    """A reason of `reports.cache` or `reports.tasks` in words; one that is not known stays as it is."""
    from spbe_analysis.presentation.text.wording import say

    if reason in _WHOLE:
        return say(_WHOLE[reason], language)
    if reason.startswith("changed: "):
        parts = [_part(part, language) for part in reason.removeprefix("changed: ").split(", ")]
        return say("factory.reason_changed", language, parts=", ".join(parts))
    if found := re.fullmatch(r"published: (.+)", reason):
        return say("factory.reason_years", language, years=found[1])
    if found := re.match(r"(\d{4}) and (\d{4}) lie under different regulations", reason):
        return say("factory.reason_regulations", language, first=found[1], last=found[2])
    return reason


def _part(part: str, language: str) -> str:
    from spbe_analysis.presentation.text.wording import say

    if part.startswith("version of "):
        return say("factory.part_version", language, name=part.removeprefix("version of "))
    return say(_PARTS[part], language) if part in _PARTS else part
