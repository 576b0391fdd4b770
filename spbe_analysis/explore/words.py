"""What the exploration says of a choice, of hidden and revealed figures, and of peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.explore import figures
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.tables import PART_DECIMALS, frame_of, join, label, number_ranges
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.wording import number, say, signed, whole
from spbe_analysis.regulation import load_framework

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

_EXACT_COUNT = 10**6  # larger counts are told by their size
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHOWN = 12  # rows of a list of peers
_FIGURES = {
    "domain": "explore.figures_domain",
    "aspect": "explore.figures_aspect",
    "indicator": "explore.figures_indicator",
}
_KINDS = {
    "index": "explore.evidence_kind_index",
    "domain": "explore.evidence_kind_domain",
    "aspect": "explore.evidence_kind_aspect",
    "indicator": "explore.evidence_kind_indicator",
}


def choice(institution, scorecards: Sequence, language: str) -> list[Block]:
    """Who has been picked and what is published of the chosen years."""
    about = {"name": institution.name, "kind": kind_name(institution.kind, language), "province": institution.province}
    key = "evidence.institution_in" if institution.province else "evidence.institution"
    told = [published(scorecard, language) for scorecard in scorecards]
    return [document.paragraphs(say(key, language, **about), lead=True), document.bullets(told)]


def published(scorecard, language: str) -> str:
    """What is published of one year, in one sentence."""
    framework = load_framework(scorecard.regulation)
    counts = figures_by_kind(scorecard)
    told = []
    if framework.root in scorecard.values:
        index = number(scorecard.values[framework.root].value, language, framework.decimals)
        told.append(say("explore.figures_index", language, index=index))
    told += [say(key, language, count=counts[kind]) for kind, key in _FIGURES.items() if counts.get(kind)]
    return say(
        "explore.published_year",
        language,
        year=scorecard.year,
        regulation=framework.number_text,
        figures=join(told, language),
    )


def figures_by_kind(scorecard) -> dict[str, int]:
    """Number of printed figures of every kind."""
    framework = load_framework(scorecard.regulation)
    kinds = [framework.nodes[code].kind for code in scorecard.values]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def which(text: str, found: Sequence, several: bool, language: str) -> Block:
    """A name that fits no institution, or several; they are offered in a list."""
    if several:
        return note(say("explore.which_several", language, text=text, count=len(found)))
    return note(say("explore.which_none" if found else "explore.which_nothing", language, text=text))


def note(text: str) -> Block:
    """A remark that stands apart."""
    return Block(lambda told: told("p", text, class_="note"), text)


# -- evidence ------------------------------------------------------------------


def evidence(
    rows: pd.DataFrame,
    ends: tuple[Fraction, Fraction],
    counts: Sequence[int],
    hidden: Sequence[str],
    years: Sequence[int],
    framework: Framework,
    detail: str,
    language: str,
) -> list[Block]:
    """What the figures shown leave open, beside what all published figures leave open.

    Parameters
    ----------
    rows : DataFrame
        By code: ``kind``, ``low``, ``high`` [index points] from the figures
        shown, ``least``, ``most`` from all of them.
    ends : (Fraction, Fraction)
        Ends of the figure's axis.
    counts : sequence of int
        Tables of levels that fit the figures shown, of both years.
    hidden : sequence of str
        Kinds of figures that are hidden.
    detail : str
        ``parts`` or ``indicators``.
    """
    first = (
        say("explore.evidence_hidden", language, names=join([say(_KINDS[kind], language) for kind in hidden], language))
        if hidden
        else say("explore.evidence_all", language)
    )
    count = say(
        "explore.evidence_count",
        language,
        before=about_count(counts[0], language),
        from_year=years[0],
        after=about_count(counts[1], language),
        to_year=years[1],
    )
    drawn = drawn_rows(rows, framework, detail, language)
    seen = rows[rows["kind"] == "indicator"] if detail == "indicators" else rows[rows["kind"] != "indicator"]
    certain, directed, widest = _summary(seen, "low", "high")
    alt = say(
        "explore.evidence_alt",
        language,
        count=len(seen),
        identified=certain,
        direction=directed,
        widest=number(widest, language, PART_DECIMALS),
    )
    caption = [say("explore.evidence_caption", language, from_year=years[0], to_year=years[1])]
    caption += [] if "index" in hidden else [say("explore.evidence_axis", language)]
    page = figures.widening(drawn, ends, language)
    return [
        document.paragraphs(first, count),
        document.picture(page.svg, page.size, "widening", alt, " ".join(caption), called=caption[0]),
        document.table(certainty(rows, language), say("explore.evidence_table", language)),
    ]


def drawn_rows(rows: pd.DataFrame, framework: Framework, detail: str, language: str) -> pd.DataFrame:
    """Rows of the figure: domains over their aspects, or indicators, those of one range in an aspect together."""
    import pandas as pd

    found = []
    if detail == "indicators":
        for aspect in dict.fromkeys(framework.nodes[code].parent for code in framework.indicators):
            groups: dict[tuple, list[str]] = {}
            for code in framework.children(aspect):
                groups.setdefault(tuple(_ends(rows, code).values()), []).append(code)
            found += [
                {**_ends(rows, codes[0]), "label": _group(codes, framework, language), "heavy": False}
                for codes in groups.values()
            ]
    else:
        for head in framework.children(framework.root):
            found.append({**_ends(rows, head), "label": label(head, framework, language), "heavy": True})
            below = [code for code in framework.children(head) if framework.nodes[code].kind != "indicator"]
            if len(below) > 1:
                found += [
                    {**_ends(rows, code), "label": label(code, framework, language), "heavy": False} for code in below
                ]
    return pd.DataFrame(found, dtype=object)


def certainty(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """How many contributions of every kind are certain in value or direction, and the widest range, as texts."""
    found = []
    for kind in dict.fromkeys(rows["kind"]):
        part = rows[rows["kind"] == kind]
        found.append((kind, len(part), *_summary(part, "low", "high"), _summary(part, "least", "most")[2]))
    cells = {
        say("explore.head_kind", language): lambda row: say(_KINDS[row[0]], language),
        say("explore.head_identified", language): lambda row: say("explore.of", language, count=row[2], total=row[1]),
        say("explore.head_direction", language): lambda row: say("explore.of", language, count=row[3], total=row[1]),
        say("explore.head_widest", language): lambda row: number(row[4], language, PART_DECIMALS),
        say("explore.head_widest_all", language): lambda row: number(row[5], language, PART_DECIMALS),
    }
    return frame_of(cells, found)


def about_count(count: int, language: str) -> str:
    """A count in full, or by its size where the digits say nothing: about 2.7 × 10²²."""
    if count < _EXACT_COUNT:
        return whole(count, language)
    power = len(str(count)) - 1
    digits = number(Fraction(count, 10**power), language, 1)
    if digits.startswith("10"):  # 9.96 rounds to ten of the next power
        power, digits = power + 1, number(1, language, 1)
    return say("explore.about_power", language, digits=digits, power=str(power).translate(_RAISED))


def _summary(rows: pd.DataFrame, low: str, high: str) -> tuple[int, int, Fraction]:
    pairs = list(zip(rows[low], rows[high], strict=True))
    certain = sum(a == b for a, b in pairs)
    directed = sum(a == b or a > 0 or b < 0 for a, b in pairs)
    return certain, directed, max((b - a for a, b in pairs), default=Fraction(0))


def _ends(rows: pd.DataFrame, code: str) -> dict[str, Fraction]:
    return {column: rows.at[code, column] for column in ("low", "high", "least", "most")}


def _group(codes: Sequence[str], framework: Framework, language: str) -> str:
    if len(codes) == 1:
        return label(codes[0], framework, language)
    whole_name = framework.nodes[framework.nodes[codes[0]].parent].name(language)
    return say("explore.class_row", language, name=whole_name, numbers=number_ranges(codes, framework))


# -- peers ---------------------------------------------------------------------


def peers_lead(rule: str, about: Mapping, language: str) -> str:
    """Which institutions are held beside the one that is looked at."""
    values = {**about, "kind": kind_name(about["kind"], language), "band": number(about["band"], language)}
    keys = {"near": "explore.peers_near", "kind": "explore.peers_kind", "province": "explore.peers_province"}
    return say(keys[rule], language, **values)


def peers_table(rows: pd.DataFrame, wanted: Sequence[str], language: str) -> tuple[pd.DataFrame, str]:
    """Peers by change as texts, those wanted always among them, and a remark where the list is cut.

    Parameters
    ----------
    rows : DataFrame
        Sorted by change: ``rank``, ``start``, ``end``, ``change`` (Fraction).
    """
    kept = [name for i, name in enumerate(rows.index) if i < _SHOWN or name in wanted]
    cells = {
        say("explore.head_institution", language): lambda name: name,
        say("explore.head_place", language): lambda name: whole(rows.at[name, "rank"], language),
        say("explore.head_from", language): lambda name: number(rows.at[name, "start"], language),
        say("explore.head_to", language): lambda name: number(rows.at[name, "end"], language),
        say("explore.head_change", language): lambda name: signed(rows.at[name, "change"], language),
    }
    cut = say("explore.peers_cut", language, shown=len(kept), total=len(rows)) if len(kept) < len(rows) else ""
    return frame_of(cells, kept), cut


def parts_table(
    own: Mapping[str, Fraction],
    mean: Mapping[str, Fraction],
    others: Mapping[str, Mapping[str, Fraction]],
    framework: Framework,
    language: str,
) -> pd.DataFrame:
    """Contribution of every domain beside the peers' mean and other institutions', as texts; ``rounding`` is the rest."""

    def part(parts: Mapping[str, Fraction]):
        return lambda code: signed(parts[code], language, PART_DECIMALS)

    def name(code: str) -> str:
        return label(code, framework, language) if code in framework.nodes else say("explore.row_rounding", language)

    cells = {
        say("drivers.head_name", language): name,
        say("drivers.head_part", language): part(own),
        say("explore.head_peers", language): part(mean),
        say("explore.head_rest", language): part({code: own[code] - mean[code] for code in own}),
        **{other: part(parts) for other, parts in others.items()},
    }
    return frame_of(cells, own)
