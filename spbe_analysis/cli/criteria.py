"""``spbe criteria``: what each level of an indicator asks, and which evidence counts."""

from __future__ import annotations

import argparse

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("indicator", nargs="*", help="such as I21 or 21; all by default")
    parser.add_argument("--level", type=int, help="one level, 1 to 5; all by default")
    parser.add_argument("--pdf", metavar="FILE", help="your copy of the guideline, whose text is then shown")
    parser.add_argument("--changes", action="store_true", help="compare with the earlier wording, cell by cell")


def run(args: argparse.Namespace) -> int:
    """Print the criteria."""
    from spbe_analysis.studies.criteria import criteria

    found = criteria(args.indicator or None, args.level, pdf=args.pdf)
    if args.json:
        print_json(_answer(found, args.language))
    else:
        print_lines(_lines(found, args))
    return 0


def _answer(found, language: str) -> dict:
    from spbe_analysis.presentation.page import criteria_words

    law, meta = found.framework, found.criteria.meta
    return {
        "regulation": law.id,
        "guideline": {name: meta[name] for name in ("number", "title_id", "title_en", "url", "accessed", "status")},
        "criteria": [
            {
                "code": row.code,
                "name": law.nodes[row.code].name(language),
                "level": row.level,
                "must": row.must(language),
                "evidence": row.evidence(language),
                "limits": [vars(one) for one in row.limits],
                "builds_on": row.builds_on,
                "page": row.page,
                "evidence_page": row.evidence_page,
            }
            for row in found.exact
        ],
        "earlier": {**found.changes.earlier, "note": criteria_words.earlier(found.changes, language)},
        "changes": [
            {
                **{name: getattr(cell, name) for name in ("code", "level", "part", "verdict")},
                "judgements": [cell.first, cell.second],
                "reason": cell.reason or None,
                "page": cell.page,
            }
            for cell in found.cells
        ],
        "text": [
            {"code": code, "level": level, "part": part, "text": text, "page": page}
            for (code, level, part), (text, page) in found.own_copy.items()
        ],
        "text_differs": [list(key) for key in found.different],
    }


def _lines(found, args: argparse.Namespace) -> list[str]:
    from spbe_analysis.presentation.page import criteria_words

    language, law = args.language, found.framework
    if args.changes:
        number, moved = found.criteria.meta["number"], [cell for cell in found.cells if cell.verdict != "same"]
        told = [criteria_words.cell_change(cell, found.changes, number, law, language) for cell in moved]
        return [*told, *found.yardstick(language)]
    if not found.own_copy:
        return found.sentences(language)
    if found.different:
        cells = criteria_words.cells_named(found.different, law, language)
        told = [say("criteria.text_other", language, count=len(found.different), cells=cells)]
    else:
        told = [say("criteria.text_whole", language, found=len(found.own_copy), wanted=len(found.own_copy))]
    if not args.indicator:
        return told
    shown = []
    for (code, level, part), (text, page) in found.own_copy.items():
        where = {"code": law.short(code), "level": level, "part": say(f"criteria.part_{part}", language), "page": page}
        shown.append(say("criteria.text", language, text=text, **where))
    return [*shown, *told]
