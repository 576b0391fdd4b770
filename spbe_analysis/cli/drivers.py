"""``spbe drivers``: where the points of a change in one institution's index came from."""

from __future__ import annotations

import argparse
from pathlib import Path

from spbe_analysis.cli.output import about_scorecard, print_json, print_lines, print_sources
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import exact, number, say, signed
from spbe_analysis.regulation.rounding import fixed


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("institution", nargs="?", help='name, tolerant of case and "Pemprov", "Kab.", "Kota"')
    before, after = (parser.add_mutually_exclusive_group(required=True) for _ in range(2))
    before.add_argument("--from", dest="from_year", type=int, metavar="Y", help="first index year")
    before.add_argument("--from-levels", type=Path, metavar="FILE", help="or levels and scores of your own")
    after.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    after.add_argument("--to-levels", type=Path, metavar="FILE", help="or levels and scores of your own")
    parser.add_argument("--regulation", metavar="R", help="of your own levels, where their number does not decide it")
    parser.add_argument("--from-stage", default="final", choices=STAGES)
    parser.add_argument("--to-stage", default="final", choices=STAGES)
    parser.add_argument("--prior", choices=["uniform", "category", "learned"], default="uniform", help="of the levels")
    parser.add_argument("--change", choices=["uniform", "learned"], default="uniform", help="prior of the change")
    parser.add_argument("--assume", action="append", default=[], metavar="A", help="no-fall or max-step=K; repeatable")


def run(args: argparse.Namespace) -> int:
    """Answer for one institution and two years, or for two tables of one's own."""
    from spbe_analysis.studies.drivers import drivers

    before = args.from_levels if args.from_year is None else args.from_year
    after = args.to_levels if args.to_year is None else args.to_year
    if args.institution is None and not (args.from_levels and args.to_levels):
        raise ParameterError(Message("change.whose"), [Message("report.missing", name="institution")])
    found = drivers(
        args.institution,
        before,
        after,
        prior=args.prior,
        change_prior=args.change,
        assume=args.assume,
        stage=args.from_stage,
        to_stage=args.to_stage,
        regulation=args.regulation,
    )
    if args.json:
        print_json(to_json(found, args.language))
    else:
        _print(found, (args.from_levels, args.to_levels), args.language)
    nothing_fits = any(remark.key == "answer.assumptions_contradicted" for remark in found.exact.remarks)
    return 3 if nothing_fits else 0


def to_json(found, language: str = "en") -> dict:
    """The answer in the shape the command line promises."""
    from spbe_analysis.studies.answer import sources_of

    answer, framework = found.exact, found.exact.framework
    rows = []
    for kind in dict.fromkeys(node.kind for node in framework.nodes.values() if node.parent):
        for row in answer.ranked_records(kind):
            rows.append(
                {
                    "code": row["code"],
                    "kind": kind,
                    "name": row["name_id"],
                    "name_en": row["name_en"],
                    "weight": row["weight"],
                    "before": {"low": row["before_low"], "high": row["before_high"]},
                    "after": {"low": row["after_low"], "high": row["after_high"]},
                    "contribution": {key: _plain(row[key]) for key in ("low", "high", "expected", "p05", "p50", "p95")},
                    "p_positive": _plain(row["p_positive"]),
                    "p_largest": answer.chance(row, "p_largest"),
                    "p_largest_in_direction": answer.chance(row, "p_largest_in_direction"),
                    "verdict": row["verdict"],
                    "direction": row["direction"],
                    "class": list(row["tied_with"]),
                    "wording_moved": sorted({cell.verdict for cell in found.wording_moved.get(row["code"], ())}),
                }
            )
    published = answer.change_published
    return {
        "institution": answer.after.institution,
        "before": about_scorecard(answer.before, framework),
        "after": about_scorecard(answer.after, framework),
        "change": {
            "published": None if published is None else fixed(published, framework.decimals),
            "low": answer.change_low,
            "high": answer.change_high,
        },
        "direction": answer.direction,
        "prior": answer.prior,
        "change_prior": answer.change_prior,
        "trained_on": [
            {"tables": t.tables, "institutions": t.institutions, "left_out": t.left_out} for t in answer.training
        ],
        "assumptions": list(answer.assumptions),
        "count_before": str(answer.count_before),
        "count_after": str(answer.count_after),
        "drivers": rows,
        "disclosure": [
            {"year": card.year, "stage": card.stage, "code": d.code, "kind": d.kind, "bits": d.bits}
            for card, d in found.disclosures(5)
        ],
        "sources": sources_of(answer.before, answer.after),
        "notes": found.notes(language),
    }


def _plain(value):
    return None if value is None or value != value else value


def _print(found, files: tuple[Path | None, Path | None], lang: str) -> None:
    from spbe_analysis.presentation.drivers.sentences import stages
    from spbe_analysis.presentation.page.tables import label, request, verdict_text, when
    from spbe_analysis.presentation.text.findings import prior_name

    answer, framework = found.exact, found.exact.framework
    sides = answer.before, answer.after
    text = [_index(scorecard, framework, lang) for scorecard in sides]
    change: str = ""
    if answer.change_published is not None:
        change = signed(answer.change_published, lang, framework.decimals)
    elif answer.change_low is not None:
        low, high = _points(answer.change_low, lang), _points(answer.change_high, lang)
        change = low if low == high else say("drivers.range", lang, low=low, high=high)
    about = {"institution": answer.after.institution, "before": text[0], "after": text[1], "change": change}
    if any(files) or not change:
        pairs = zip(files, sides, strict=True)
        whose = [file.name if file else f"{side.institution} {side.year}" for file, side in pairs]
        key = "answer.headline_own" if change else "answer.headline_unknown"
        print(say(key, lang, **about, first=whose[0], second=whose[1]))
    elif answer.one_year:
        print(say("answer.headline_stages", lang, **about, **stages(answer, lang)))
    else:
        years = dict(zip(("year_before", "year_after"), when(sides, lang), strict=True))
        print(say("answer.headline", lang, **about, **years))
    if answer.change_low is not None:
        low, high = answer.change_low, answer.change_high
        if low == high:
            print(say("answer.exact_change", lang, change=_points(low, lang)))
        else:
            print(say("answer.exact_change_bounds", lang, low=_points(low, lang), high=_points(high, lang)))
    heads = {"domain": "answer.by_domain", "aspect": "answer.by_aspect", "indicator": "answer.by_indicator"}
    for kind in dict.fromkeys(node.kind for node in framework.nodes.values() if node.parent):
        rows, named = [row for row in answer.ranked_records(kind) if row["low"] is not None], set()
        if not rows:
            continue
        print(f"\n{say(heads[kind], lang, order=_order(answer, rows, lang))}")
        for row in rows:
            if kind != "domain" and len(row["tied_with"]) > 2:
                if row["tied_with"] not in named:
                    named.add(row["tied_with"])
                    names = _named(row["tied_with"], framework, lang)
                    print("  " + say("answer.class_named", lang, interval=_interval(row, lang), codes=names))
                continue
            sure = verdict_text(row["verdict"], row["low"], row["high"], lang)
            print(f"  {_interval(row, lang):>22}  {sure:24} {label(row['code'], framework, lang)}")
    print()
    if answer.assumptions:
        print(say("answer.assumed", lang, assumptions=", ".join(answer.assumptions)))
    if answer.change_low is not None and any(row["verdict"] != "identified" for row in answer.records):
        used = dict.fromkeys(prior_name(prior, lang) for prior in (answer.prior, answer.change_prior))
        print(say("answer.prior", lang, prior=" + ".join(used)))
        for card, ask in found.asks[:1]:
            print(request(ask, card, framework, lang))
    print_lines(f"- {note}" for note in found.notes(lang))
    if found.wording_moved:
        from spbe_analysis.presentation.page.criteria_words import flagged

        print(f"- {flagged(found.wording_moved, answer.framework, lang)}")
    print_sources(lang, answer.before, answer.after)


def _order(answer, rows, lang: str) -> str:
    """What the order of the rows goes by: ranges where they rank all rows, else expected values under the prior."""
    from spbe_analysis.analysis.direction import sure_order
    from spbe_analysis.presentation.text.findings import prior_name

    order = say("answer.loss_first" if answer.falls else "answer.gain_first", lang)
    ranked = sure_order(rows, answer.falls)[1] == len(rows)
    if ranked or not answer.reproducible or answer.change_low is None:
        return order
    return say("answer.order_by_prior", lang, order=order, prior=prior_name(answer.prior, lang))


def _index(scorecard, framework, lang: str) -> str:
    """The index as printed, or what a whole table of levels comes to exactly; else that it is not known."""
    from spbe_analysis.analysis.index import score_levels

    if framework.root in scorecard.values:
        return number(scorecard.values[framework.root].value, lang, framework.decimals)
    levels = scorecard.levels(framework)
    return exact(score_levels(levels, framework)[framework.root], lang) if levels else say("answer.not_known", lang)


def _points(value, lang: str) -> str:
    text = exact(value, lang, 3, 5)
    return f"+{text}" if value > 0 else text


def _interval(row, lang: str) -> str:
    if row["low"] is None:
        return say("answer.not_known", lang)
    low, high = _points(row["low"], lang), _points(row["high"], lang)
    return low if row["low"] == row["high"] else f"{low} .. {high}"


def _named(codes: tuple[str, ...], framework, lang: str) -> str:
    """Indicators by their numbers, other parts by their names."""
    from spbe_analysis.presentation.page.tables import join, label, number_ranges

    if framework.nodes[codes[0]].kind == "indicator":
        return say("meeting.numbers", lang, numbers=number_ranges(codes, framework))
    return join([label(code, framework, lang) for code in codes], lang)
