"""Refusals in the reader's language.

The rooms below speak English alone and know nothing of readers. A sentence of
theirs is found again by its shape in ``data/refusals.toml`` and said in the
reader's words; one that is not there is shown as it is, under a heading that
says so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from string import Formatter

from spbe_analysis.errors import InstitutionError, SpbeError
from spbe_analysis.presentation.page.document import Block, escape
from spbe_analysis.presentation.page.tables import label
from spbe_analysis.presentation.text.wording import check_language, say, whole
from spbe_analysis.regulation import load_framework, regulation_ids

SENTENCES = Path(__file__).parents[1] / "data" / "refusals.toml"
_SHOWN = 12  # problems told one by one; a table that lacks every indicator is told sooner
_SENTENCES_WITHIN = {"where", "what", "found", "fault"}
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)


def refusal(error: SpbeError, language: str) -> Block:
    """What was refused, everything that was found, and what to do."""
    shown = error.problems[:_SHOWN]
    said = (error.summary, *shown, error.advice)
    told = [_ended(retell(text, language)) for text in said]
    if isinstance(error, InstitutionError):  # its problems are names, the same in every language
        told[1:-1] = [words or text for text, words in zip(shown, told[1:-1], strict=True)]
    given = [text for text, words in zip(said, told, strict=True) if text and not words]
    summary, *problems, advice = told
    head = say("explore.problem", language)
    first = f"{head} {summary}" if summary else head
    listed = [text for text in problems if text]
    if len(error.problems) > len(shown):
        listed.append(say("explore.problems_more", language, count=whole(len(error.problems) - len(shown), language)))
    markup = [f"<p>{escape(first)}</p>", _list(listed), f"<p>{escape(advice)}</p>" if advice else ""]
    lines = [first, *listed, *([advice] if advice else [])]
    if given:
        frame = say("explore.problem_as_given", language)
        markup += [f"<p>{escape(frame)}</p>", _list(given, ' lang="en"')]
        lines += [frame, *given]
    return Block(f'<div class="problem" role="alert">{"".join(markup)}</div>', "\n".join(lines))


def remarks(texts: Sequence[str], language: str) -> list[str]:
    """Remarks on what was read, in the reader's language where they are known in it."""
    return [retell(text, language) or text for text in texts]


def retell(text: str, language: str) -> str:
    """A sentence in the reader's language, or an empty text where it is not known in it."""
    check_language(language)
    for pattern, words in _sentences():
        found = pattern.fullmatch(text)
        if found:
            values = {name: _value(name, value, language) for name, value in found.groupdict().items()}
            return words[language].format(**values)
    return ""


@cache
def _sentences() -> list[tuple[re.Pattern, dict[str, str]]]:
    entries = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))["refusal"]
    entries.sort(key=lambda one: -sum(len(fixed) for fixed, *_ in Formatter().parse(one["said"])))
    return [(_shape(one["said"]), {"id": one["id"], "en": one.get("en", one["said"])}) for one in entries]


def _shape(said: str) -> re.Pattern:
    parts = [
        re.escape(fixed) + (f"(?P<{place}>.+?)" if place else "") for fixed, place, _, _ in Formatter().parse(said)
    ]
    return re.compile("".join(parts), re.DOTALL)


def _value(name: str, text: str, language: str) -> str:
    """What stands at a place: a sentence of its own, an indicator by its name, a regulation by its number, a count."""
    if name in _SENTENCES_WITHIN and (told := retell(text, language)):
        return told
    if name == "law" and text in regulation_ids():
        return load_framework(text).number_text
    if name == "code":
        law = next((law for law in map(load_framework, regulation_ids()) if text in law.nodes), None)
        return label(text, law, language) if law else text
    if language == "id" and _THOUSANDS.fullmatch(text):
        return text.replace(",", ".")
    return text


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _list(texts: Sequence[str], about: str = "") -> str:
    return f"<ul{about}>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>" if texts else ""
