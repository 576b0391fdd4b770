"""The pages of the exploration: what each shows for the institution, years, figures and levels chosen."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.panel.peers import BAND
from spbe_analysis.analysis.two_years.independent import IndependentPair
from spbe_analysis.errors import SpbeError
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES
from spbe_analysis.explore import figures as explore_figures
from spbe_analysis.explore import level_words as explore_level_words
from spbe_analysis.explore import words as explore_words
from spbe_analysis.explore.state import KINDS, Choice
from spbe_analysis.presentation.drivers import figure_blocks as report_figures
from spbe_analysis.presentation.drivers import sentences
from spbe_analysis.presentation.drivers import tables as driver_tables
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page import error_text as refusals
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.wording import number, say, signed

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.evidence.values.scorecard import Scorecard

PAGES = ("choice", "change", "evidence", "peers", "own", "levels")


def page(at: Choice, name: str) -> list[Block]:
    """The blocks of one of the `PAGES`; a refusal is told in them."""
    make = {"choice": choice, "change": change, "evidence": evidence, "peers": peers, "own": own, "levels": levels}[
        name
    ]
    try:
        return make(at)
    except SpbeError as error:
        return [refusals.refusal(error, at.language)]


def choice(at: Choice) -> list[Block]:
    """Who and which years, and what is published of them."""
    return explore_words.choice(at.body, at.scorecards, at.years, at.language)


def change(at: Choice) -> list[Block]:
    """How much, from where, how sure; the waterfall; the parts in a table."""
    stop = not_comparable(at)
    if stop:
        return stop
    answer = at.answer()
    top = answer.table[answer.table["parent"] == at.framework.root]
    span = {"from_year": at.from_year, "to_year": at.to_year}
    return [
        document.heading(sentences.title(answer, at.language)),
        document.pairs(sentences.answers(answer, at.language)),
        *report_figures.by_part(answer, at.language),
        document.table(
            driver_tables.summary(top, at.framework, at.language), say("drivers.table_domains", at.language, **span)
        ),
    ]


def evidence(at: Choice) -> list[Block]:
    """What the figures shown leave open, beside what all published figures leave open."""
    stop = not_comparable(at) and [explore_words.note(say("explore.see_part_2", at.language))]
    if stop:
        return stop
    framework, published = at.framework, [kind for kind in KINDS if at.figures(kind)]
    shown, everything = (_pair(at, kinds) for kinds in (at.shown, KINDS))
    if shown.empty or everything.empty:
        return [explore_words.note(say("explore.evidence_empty", at.language))]
    rows = _contribution_rows(at, shown, everything)
    kinds = ("indicator",) if at.detail == "indicators" else ("domain", "aspect")
    drawn = rows[rows["kind"].isin(kinds)]
    ends = list(zip(drawn["low"], drawn["high"], strict=True))
    if "index" in at.shown:  # what the index alone leaves is the widest that hiding the rest can lead to
        alone = _pair(at, ("index",))
        ends += [_bounds(alone, code) for code in drawn.index]
    axis = (min(Fraction(0), *(low for low, _ in ends)), max(Fraction(0), *(high for _, high in ends)))
    hidden = [kind for kind in published if kind not in at.shown]
    counts = (shown.before.count, shown.after.count)
    return explore_words.evidence(
        rows, axis, counts, hidden, (at.from_year, at.to_year), framework, at.detail, at.language
    )


def peers(at: Choice) -> list[Block]:
    """The change beside those of institutions of the same kind."""
    stop = not_comparable(at) and [explore_words.note(say("explore.see_part_2", at.language))]
    if stop:
        return stop
    panel, name, lang = at.panel(), at.body.name, at.language
    if panel is None or name not in panel.table.index:
        return [explore_words.note(say("explore.peers_not_joined", lang, institution=name))]
    own = panel.table.loc[name]
    alike = panel.table[panel.table["kind"] == own["kind"]]
    peer = _peers(alike, own, at.rule)
    count = sum(peer) - 1
    if not count:
        return [explore_words.note(say("explore.peers_none", lang))]
    frame = alike.rename(columns={"index_before": "start", "index_after": "end"})[["start", "end", "change"]].assign(
        peer=peer
    )
    listed = frame[frame["peer"]]
    listed = listed.assign(rank=[1 + sum(other > change for other in listed["change"]) for change in listed["change"]])
    listed = listed.loc[sorted(listed.index, key=lambda one: (-listed.at[one, "change"], one))]
    mean = sum((c for one, c in listed["change"].items() if one != name), Fraction(0)) / count
    other = (
        at.other.name if at.other is not None and at.other.name in panel.table.index and at.other.name != name else ""
    )
    lead = explore_words.peers_lead(
        at.rule, {"count": count, "kind": own["kind"], "year": at.from_year, "band": BAND, "institution": name}, lang
    )
    place = say(
        "explore.peers_place",
        lang,
        institution=name,
        change=signed(own["change"], lang),
        rank=listed.at[name, "rank"],
        total=len(listed),
        mean=signed(mean, lang, 3),
    )
    told = [lead, place]
    if other:
        theirs = panel.table.loc[other]
        told.append(
            say(
                "explore.peers_other",
                lang,
                institution=other,
                change=signed(theirs["change"], lang),
                before=number(theirs["index_before"], lang),
                after=number(theirs["index_after"], lang),
            )
        )
    elif at.other is not None and at.other.name != name:
        told.append(say("explore.peers_not_joined", lang, institution=at.other.name))
    drawn = frame if not other or other in frame.index else _with(frame, panel.table.loc[other], other)
    named = [(one, one) for one in (name, other) if one]
    alt = say(
        "explore.peers_alt",
        lang,
        total=len(frame),
        institution=name,
        start=number(own["index_before"], lang),
        change=signed(own["change"], lang),
        count=count,
        mean=signed(mean, lang, 3),
    )
    caption = say("explore.peers_caption", lang, from_year=at.from_year, to_year=at.to_year, institution=name)
    page = explore_figures.peer_changes(drawn, mean, named, lang)
    table, cut = explore_words.peers_table(listed, (name, other), lang)
    return [
        document.paragraphs(*told),
        document.picture(page.svg, "peers", alt, caption),
        *_parts(at, name, other, [one for one in listed.index if one != name]),
        document.table(table, say("explore.peers_table", lang), cut),
    ]


def levels(at: Choice) -> list[Block]:
    """The index of the levels, how far it has moved, and the plan to the next predicate."""
    framework, lang, start = at.levels_framework, at.language, at.start
    stands, before = at.standing(), score_levels(start.levels, framework)[framework.root]
    blocks = explore_level_words.headline(stands.index, before, stands.reading, framework, lang)
    blocks.append(explore_level_words.scale(at.shown_on_scale(), before, stands.index, framework, lang))
    blocks += explore_level_words.moves(start.levels, at.table, framework, lang)
    if stands.plan is not None:
        blocks += explore_level_words.plan(stands.plan, framework, lang)
    elif stands.target is not None:
        blocks += explore_level_words.unreachable(stands.target, lang)
    return [
        *blocks,
        *explore_level_words.provenance(start, lang),
        explore_level_words.levels_file(at.table, framework, lang),
    ]


def own(at: Choice) -> list[Block]:
    """How one's own levels get in, or what has been read of them."""
    framework = at.levels_framework
    if at.own_table is None:
        return explore_level_words.own_intro(framework, MAX_PDF_BYTES, at.language)
    index = score_levels(at.starts["own"].levels, framework)[framework.root]
    return explore_level_words.own_taken(at.own_table, index, framework, at.language)


def not_comparable(at: Choice) -> list[Block]:
    """Why there is no change to show, or nothing."""
    lang, name = at.language, at.body.name
    if len(at.scorecards) < 2:
        years = ", ".join(str(year) for year in at.years)
        return [explore_words.note(say("explore.one_year", lang, institution=name, years=years))]
    first, second = (at.law_of(scorecard) for scorecard in at.scorecards)
    if first is not second:
        return [
            explore_words.note(
                say(
                    "explore.two_regulations",
                    lang,
                    institution=name,
                    from_year=at.from_year,
                    to_year=at.to_year,
                    first=first.number_text,
                    second=second.number_text,
                )
            )
        ]
    return []


def _pair(at: Choice, kinds) -> IndependentPair:
    return IndependentPair(at.framework, *(_only(scorecard, at.framework, kinds) for scorecard in at.scorecards))


def _only(scorecard: Scorecard, framework, kinds) -> Scorecard:
    return scorecard.without(*(code for code in scorecard.values if framework.nodes[code].kind not in kinds))


def _bounds(pair: IndependentPair, code: str) -> tuple[Fraction, Fraction]:
    low, high = pair.change_bounds(code)
    return Fraction(low, pair.framework.denominator), Fraction(high, pair.framework.denominator)


def _contribution_rows(at: Choice, shown: IndependentPair, everything: IndependentPair) -> pd.DataFrame:
    import pandas as pd

    rows = {
        code: (node.kind, *_bounds(shown, code), *_bounds(everything, code))
        for code, node in at.framework.nodes.items()
        if node.parent
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["kind", "low", "high", "least", "most"])


def _peers(alike: pd.DataFrame, own: pd.Series, rule: str) -> list[bool]:
    if rule == "near":
        return [abs(start - own["index_before"]) <= BAND for start in alike["index_before"]]
    if rule == "province":
        return [
            (bool(own["province"]) and province == own["province"]) or name == own.name
            for name, province in alike["province"].items()
        ]
    return [True] * len(alike)


def _with(frame: pd.DataFrame, row: pd.Series, name: str) -> pd.DataFrame:
    import pandas as pd

    more = pd.DataFrame(
        {"start": [row["index_before"]], "end": [row["index_after"]], "change": [row["change"]], "peer": [False]},
        index=[name],
    )
    return pd.concat([frame, more])


def _parts(at: Choice, name: str, other: str, others: list[str]) -> list[Block]:
    """Contributions by domain beside the peers' mean, where every domain is printed."""
    ledger = at.ledger()
    whole = set(ledger.index.get_level_values("institution")) if ledger is not None else set()
    used = [one for one in others if one in whole]
    if name not in whole or not used:
        return []
    change = ledger["change"]
    mean: Mapping[str, Fraction] = {
        code: sum((change[one, code] for one in used), Fraction(0)) / len(used) for code in change[name].index
    }
    beside = {other: dict(change[other])} if other in whole else {}
    table = explore_words.parts_table(dict(change[name]), mean, beside, at.framework, at.language)
    return [
        document.table(
            table, say("explore.parts_table", at.language), say("explore.parts_foot", at.language, count=len(used))
        )
    ]
