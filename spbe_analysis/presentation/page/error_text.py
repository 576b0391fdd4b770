"""Refusals in the reader's language.

The rooms below speak English. What they say as a `Message` is said in the
reader's words; a plain text is shown as it is, under a heading that says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from spbe_analysis.errors import InstitutionError, SpbeError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.language_marks import Teller
from spbe_analysis.presentation.page.tables import label
from spbe_analysis.presentation.text.wording import check_language, say, whole
from spbe_analysis.regulation import load_framework, regulation_ids

_SHOWN = 12  # problems told one by one; a table that lacks every indicator is told sooner


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
    lines = [first, *listed, *([advice] if advice else [])]
    if given:
        frame = say("explore.problem_as_given", language)
        lines += [frame, *given]

    def make(told: Teller) -> str:
        markup = [told("p", first), _list(listed, told), told("p", advice) if advice else ""]
        if given:
            markup += [told("p", frame), _list(given, told, ' lang="en"')]
        return f'<div class="problem" role="alert">{"".join(markup)}</div>'

    return Block(make, "\n".join(lines))


def remarks(texts: Sequence[str], language: str) -> list[str]:
    """Remarks on what was read, in the reader's language where they are known in it."""
    return [retell(text, language) or text for text in texts]


def retell(text: str, language: str) -> str:
    """A message in the reader's language, or an empty text where it is a plain text."""
    check_language(language)
    if not isinstance(text, Message):
        return ""
    return text.told(language, on_page=True, value=lambda name, field: _value(name, field, language))


def _value(name: str, field: object, language: str) -> object:
    """What stands at a place: a node of a regulation by its name, a regulation by its number."""
    if name == "law" and field in regulation_ids():
        return load_framework(str(field)).number_text
    if name == "code":
        law = next((law for law in map(load_framework, regulation_ids()) if field in law.nodes), None)
        return label(str(field), law, language) if law else field
    return field


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _list(texts: Sequence[str], told: Teller, about: str = "") -> str:
    return f"<ul{about}>{''.join(told('li', text) for text in texts)}</ul>" if texts else ""
