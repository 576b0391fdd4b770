"""``spbe claims``: what was said, held against the published record."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("institution", nargs="?", help="only claims about this one; all by default")
    parser.add_argument(
        "--file",
        metavar="FILE",
        help="claims of your own (TOML, see docs/adding-a-claim.md; default: data/claims.toml)",
    )


def run(args: argparse.Namespace) -> int:
    """Judge the claims and say what came out, with the rule of each."""
    from spbe_analysis.studies.claims import claims

    found = claims(args.institution, args.file)
    if args.json:
        print_json(_answer(found, args.language))
    else:
        print_lines(_lines(found, args.language))
    return 0


def _answer(found, language: str) -> dict:
    from spbe_analysis.presentation.claims import words
    from spbe_analysis.studies.answer import sources_of

    told = [
        {
            "id": one.claim.id,
            "institution": one.claim.institution,
            "kind": one.claim.kind,
            "year": one.claim.year,
            "words": one.claim.words,
            "quoted": one.claim.quoted,
            "source": one.claim.source_in(language),
            "date": one.claim.date,
            "url": one.claim.url,
            "verdict": one.verdict,
            "why": words.why(one, language),
            "remarks": words.remarks(one, language),
            "rule": words.rule(one, language),
        }
        for one in found.exact
    ]
    return {"claims": told, "sources": sources_of(*found._scorecards())}


def _lines(found, language: str) -> Iterator[str]:
    """Each claim under whom it is about: the verdict in a sentence, what else is known, and the rule."""
    from spbe_analysis.presentation.claims import words

    if not found.exact:
        yield say("claims.none", language, institution=found.institution)
        return
    about = ""
    for one, sentence in zip(found.exact, found.sentences(language), strict=True):
        if one.claim.institution != about:
            about = one.claim.institution
            yield about
        yield f"  {sentence}"
        yield from (f"    {remark}" for remark in words.remarks(one, language))
        yield f"    {say('claims.rule_line', language, rule=words.rule(one, language))}"
    yield say("claims.limit_words", language)
