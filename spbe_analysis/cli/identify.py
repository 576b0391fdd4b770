"""``spbe identify``: what the printed figures of one scorecard fix, bound and leave open."""

from __future__ import annotations

import argparse
import sys

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import as_printed, exact, say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "institution", nargs="?", help="whose published scorecard of --year, or a file, instead of --index and --score"
    )
    parser.add_argument("--regulation", metavar="R", help="for example permenpanrb-59-2020; of a name the year's")
    parser.add_argument("--index", metavar="V", action="append", default=[], help="the index as printed, such as 2,91")
    parser.add_argument(
        "--score",
        action="append",
        default=[],
        metavar="CODE=V",
        help="a printed score, such as D4=3,90 or I07=2; may be repeated",
    )
    parser.add_argument("--prior", choices=["uniform", "category", "learned"], default="uniform")
    parser.add_argument("--kind", help="with --prior category: the institution's kind, such as provinsi")
    parser.add_argument("--year", type=int, help="index year; of figures of your own only with --prior category")
    parser.add_argument("--rounding", choices=["half_up", "half_even", "truncate"], help="the regulation's by default")


def run(args: argparse.Namespace) -> int:
    """Describe the feasible set; exit 3 when it is empty."""
    from spbe_analysis.studies.identify import identify

    scores = _scores(args)
    _require(args, scores)
    answer = identify(
        args.institution or scores,
        args.year,
        regulation=args.regulation,
        prior=args.prior,
        kind=args.kind,
        rounding=args.rounding,
    )
    if args.json:
        print_json(_answer(answer))
    if answer.exact.empty:
        from spbe_analysis.presentation.identification.sentences import near_figures

        lines = [*answer.sentences(args.language), *near_figures(answer.corrections, args.language)]
        print("\n".join(lines), file=sys.stderr)
        return 3
    if not args.json:
        _print(answer.exact, args.language)
    return 0


def _require(args: argparse.Namespace, scores: dict[str, str]) -> None:
    """A published scorecard or figures of one's own, not both; and of the latter under which regulation."""
    fault = None
    if args.institution and scores:
        fault = Message("usage.not_with", name="institution", other="--index, --score")
    elif not args.institution and args.regulation is None and args.year is None:
        fault = Message("usage.required", names=("--regulation",) if scores else ("institution",))
    if fault:
        raise ParameterError(Message("usage.refused"), [fault], Message("usage.help", command="spbe identify"))


def _scores(args: argparse.Namespace) -> dict[str, str]:
    scores: dict[str, str] = {}
    problems: list[str] = []
    for given in [*(f"index={text}" for text in args.index), *args.score]:
        code, mark, value = given.partition("=")
        if not mark or not code.strip() or not value.strip():
            text = given[:60]
            problems.append(Message("score.index_form" if code == "index" else "score.form", text=text))
        elif code.strip() in scores:
            problems.append(Message("levels.twice", code=code.strip()))
        else:
            scores[code.strip()] = value.strip()
    if problems:
        raise ParameterError(Message("score.unreadable"), problems)
    return scores


def _answer(answer) -> dict:
    found, framework = answer.exact, answer.exact.framework
    if found.empty:
        return {
            "regulation": framework.id,
            "count": "0",
            "index": None,
            "nodes": [],
            "siblings": [],
            "corrections": [
                {"codes": list(c.codes), "printed": list(c.printed), "values": list(c.texts)}
                for c in answer.corrections
            ],
        }
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
                "class": list(answer.classes.get(code, ())),
            }
            if node.kind == "indicator":
                chances = found.level_probabilities(code)
                scale = range(framework.minimum, framework.maximum + 1)
                row["levels"] = {str(level): chances.get(level, 0) for level in scale}
                if framework.ticks > 1:
                    row["levels"] = {_text(level): p for level, p in chances.items() if p}
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
        "bits": answer.bits,
        "index": {"low": low, "high": high},
        "nodes": nodes,
        "siblings": siblings,
        "disclosure": [{"code": d.code, "kind": d.kind, "bits": d.bits} for d in answer.disclosures[:10]],
    }


def _text(level) -> str:
    """A level or sum of levels as plain digits; a dash where it is not reckoned."""
    return "-" if level is None else f"{float(level):g}"


def _print(found, lang: str) -> None:
    from spbe_analysis.presentation.identification.sentences import asked, counted

    print_lines(counted(found, lang))
    for code, node in found.framework.nodes.items():
        if not node.parent or (node.kind == "indicator" and code in found.scorecard.values):
            continue
        low, high = found.score_bounds(code)
        sums = found.sum_bounds(code)
        shown = exact(low, lang, 0, 3) if low == high else f"{exact(low, lang, 0, 3)}..{exact(high, lang, 0, 3)}"
        ends = [as_printed(_text(end), lang) for end in sums]
        total = ends[0] if ends[0] == ends[1] else f"{ends[0]}..{ends[1]}"
        print(f"  {code:8} {shown:>16}  {say('identify.sum', lang, sum=f'{total:>8}')}  {node.name(lang)}")
    print_lines(asked(found, lang))
