"""``spbe identify``: what the printed figures of one scorecard fix, bound and leave open."""

from __future__ import annotations

import argparse
import sys


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--regulation", required=True, metavar="R", help="for example permenpanrb-59-2020")
    parser.add_argument("--index", metavar="V", help="the index as printed, such as 2,91")
    parser.add_argument(
        "--score",
        action="append",
        default=[],
        metavar="CODE=V",
        help="a printed score, such as D4=3,90 or I07=2; may be repeated",
    )
    parser.add_argument("--prior", choices=["uniform", "category"], default="uniform")
    parser.add_argument("--kind", help="with --prior category: the institution's kind, such as provinsi")
    parser.add_argument("--year", type=int, help="with --prior category: the index year")
    parser.add_argument("--rounding", choices=["half_up", "half_even", "truncate"], help="the regulation's by default")
    parser.add_argument("--language", choices=["id", "en"], default="en")


def run(args: argparse.Namespace) -> int:
    """Describe the feasible set; exit 3 when it is empty."""
    from spbe_analysis.analysis.consistency.nearest_figures import nearest_corrections
    from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    from spbe_analysis.analysis.prior import UNIFORM
    from spbe_analysis.cli.output import print_json
    from spbe_analysis.evidence.values.scorecard import Scorecard
    from spbe_analysis.presentation.text.findings import rounding_name
    from spbe_analysis.presentation.text.wording import say
    from spbe_analysis.regulation import load_framework

    framework = load_framework(args.regulation)
    scorecard = Scorecard.of(framework, _scores(args))
    prior = UNIFORM
    if args.prior == "category":
        from spbe_analysis.studies.priors import category_prior_for

        prior = category_prior_for(framework, args.kind, args.year)
    found = FeasibleSet(framework, scorecard, prior, args.rounding)
    if found.empty:
        corrections = nearest_corrections(framework, scorecard, rounding=args.rounding)
        answer = {
            "regulation": framework.id,
            "count": "0",
            "index": None,
            "nodes": [],
            "siblings": [],
            "corrections": [
                {"codes": list(c.codes), "printed": list(c.printed), "values": list(c.texts)} for c in corrections
            ],
        }
        if args.json:
            print_json(answer)
        print(
            say(
                "identify.impossible",
                args.language,
                regulation=framework.number_text,
                rounding=rounding_name(framework, found.rounding, args.language),
            ),
            file=sys.stderr,
        )
        for (codes, printed), near in _by_cell(corrections, args.language).items():
            print(
                say(
                    "identify.cell",
                    args.language,
                    codes=", ".join(codes),
                    printed=", ".join(printed),
                    values="; ".join(near),
                ),
                file=sys.stderr,
            )
        return 3
    if args.json:
        print_json(_answer(found))
    else:
        _print(found, args.language)
    return 0


def _by_cell(corrections, language: str) -> dict[tuple, list[str]]:
    from spbe_analysis.presentation.text.findings import mark

    cells: dict[tuple, list[str]] = {}
    for c in corrections:
        printed = tuple(mark(text, language) for text in c.printed)
        cells.setdefault((c.codes, printed), []).append(" + ".join(mark(text, language) for text in c.texts))
    return cells


def _scores(args: argparse.Namespace) -> dict[str, str]:
    from spbe_analysis.errors import ParameterError

    scores, problems = {}, []
    for given in [*([f"index={args.index}"] if args.index else []), *args.score]:
        code, mark, value = given.partition("=")
        if not mark or not code.strip() or not value.strip():
            problems.append(f"--score {given!r}, expected CODE=VALUE such as D4=3,90")
        elif code.strip() in scores:
            problems.append(f"{code.strip()} is given twice")
        else:
            scores[code.strip()] = value.strip()
    if problems:
        raise ParameterError("these scores cannot be read", problems)
    return scores


def _answer(found) -> dict:
    from spbe_analysis.analysis.feasible.disclosure import disclosures, entropy_of_levels
    from spbe_analysis.analysis.feasible.exchangeable import exchangeable_classes

    framework = found.framework
    classes = exchangeable_classes(framework, found)
    low, high = found.score_bounds(framework.root)
    nodes, siblings = [], []
    for code, node in framework.nodes.items():
        if node.parent:
            sums, scores = found.sum_bounds(code), found.score_bounds(code)
            row = {
                "code": code,
                "kind": node.kind,
                "name": node.name_id,
                "sum": {"low": sums[0], "high": sums[1]},
                "score": {"low": scores[0], "high": scores[1]},
                "expected": found.expected(code),
                "class": list(classes.get(code, ())),
            }
            if node.kind == "indicator":
                row["levels"] = {str(level): p for level, p in found.level_probabilities(code).items()}
            nodes.append(row)
        joint = found.candidates(code) if framework.children(code) else None
        if joint:
            siblings.append(
                {
                    "parent": code,
                    "codes": list(framework.children(code)),
                    "candidates": [{"sums": list(sums), "probability": p} for sums, p in joint],
                }
            )
    return {
        "regulation": framework.id,
        "rounding": found.rounding,
        "prior": found.prior.name,
        "count": str(found.count),
        "bits": entropy_of_levels(found),
        "index": {"low": low, "high": high},
        "nodes": nodes,
        "siblings": siblings,
        "disclosure": [{"code": d.code, "kind": d.kind, "bits": d.bits} for d in disclosures(found)[:10]],
    }


def _print(found, lang: str) -> None:
    from spbe_analysis.analysis.feasible.disclosure import disclosures
    from spbe_analysis.presentation.text.findings import prior_name, rounding_name
    from spbe_analysis.presentation.text.wording import exact, number, say, whole

    framework = found.framework
    print(
        say(
            "identify.count",
            lang,
            count=whole(found.count, lang),
            regulation=framework.number_text,
            rounding=rounding_name(framework, found.rounding, lang),
        )
    )
    low, high = found.score_bounds(framework.root)
    print(say("identify.index", lang, low=exact(low, lang, most=4), high=exact(high, lang, most=4)))
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        if node.kind == "indicator" and code in found.scorecard.values:
            continue
        low, high = found.score_bounds(code)
        sums = found.sum_bounds(code)
        shown = exact(low, lang, 0, 3) if low == high else f"{exact(low, lang, 0, 3)}..{exact(high, lang, 0, 3)}"
        total = f"{sums[0]}" if sums[0] == sums[1] else f"{sums[0]}..{sums[1]}"
        print(f"  {code:8} {shown:>16}  {say('identify.sum', lang, sum=f'{total:>8}')}  {node.name(lang)}")
    best = disclosures(found)[:1]
    if best and best[0].bits:
        print(
            say(
                "identify.ask",
                lang,
                name=framework.nodes[best[0].code].name(lang),
                code=best[0].code,
                bits=number(_fraction(best[0].bits), lang, 1),
            )
        )
    print(say("identify.prior", lang, prior=prior_name(found.prior.name, lang)))


def _fraction(value: float):
    from fractions import Fraction

    return Fraction(value)
