"""``spbe institutions``: what a body is called in the register."""

from __future__ import annotations

import argparse
import sys

from spbe_analysis.cli.output import print_json
from spbe_analysis.errors import InstitutionError
from spbe_analysis.presentation.text.wording import say, whole


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="a name or part of it, such as 'Pemprov Kaltim'")
    parser.add_argument(
        "--kind", help="only bodies of this kind, such as kabupaten, kota, provinsi, kementerian, lpnk, lns"
    )
    parser.add_argument("--province", help="only local governments of this province, the provincial one included")


def run(args: argparse.Namespace) -> int:
    """List the bodies that fit; 1 when none does."""
    from spbe_analysis.evidence.published import published_years
    from spbe_analysis.evidence.register import near_institutions
    from spbe_analysis.presentation.text.kinds import kind_name
    from spbe_analysis.studies.scores import matching

    text = " ".join(args.text).strip()
    try:
        found = matching(text, args.kind, args.province)
    except InstitutionError as error:
        print(error.told(args.language), file=sys.stderr)
        found = []
    if args.json:
        print_json(
            {
                "institutions": [
                    {
                        "institution": body.name,
                        "kind": body.kind,
                        "province": body.province,
                        "slug": body.slug,
                        "names": {str(year): name for year, name in body.names.items()},
                        "years": published_years(body.name),
                    }
                    for body in found
                ]
            }
        )
        return 0 if found else 1
    if not found:
        print(say("evidence.none", args.language))
        near = near_institutions(text) if text else []
        if near:
            print(say("evidence.near", args.language, names=", ".join(body.name for body in near)))
        return 1
    print(say("evidence.found", args.language, count=whole(len(found), args.language)))
    for body in found:
        key = "evidence.institution_in" if body.province else "evidence.institution"
        about = {"kind": kind_name(body.kind, args.language), "province": body.province}
        print("  " + say(key, args.language, name=body.name, **about))
    return 0
