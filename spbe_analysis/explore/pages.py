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
from spbe_analysis.explore import figures, level_words, tool_bar, weights, words
from spbe_analysis.explore.saved import KINDS
from spbe_analysis.explore.starting_levels import OWN
from spbe_analysis.explore.state import Choice
from spbe_analysis.explore.what_if import what_if as take_away
from spbe_analysis.presentation.drivers import figure_blocks as report_figures
from spbe_analysis.presentation.drivers import sentences
from spbe_analysis.presentation.drivers import tables as driver_tables
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page import error_text as refusals
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.wording import number, say, signed
from spbe_analysis.regulation import load_framework

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.evidence.values.scorecard import Scorecard


def page(state: Choice, name: str) -> list[Block]:
    """The blocks of one of the `PAGES`; a refusal is told in them."""
    try:
        if name in ("change", "evidence", "peers") and (why := not_comparable(state)):
            return [words.note(why if name == "change" else say("explore.see_part_2", state.language))]
        return _MAKERS[name](state)
    except SpbeError as error:
        return [refusals.refusal(error, state.language)]


def choice(state: Choice) -> list[Block]:
    """Who and which years, and what is published of them."""
    return words.choice(state.institution, state.scorecards, state.language)


def change(state: Choice) -> list[Block]:
    """How much, from where, how sure; the waterfall; the parts in a table."""
    answer = state.answer()
    top = answer.table[answer.table["parent"] == state.framework.root]
    span = {"from_year": state.from_year, "to_year": state.to_year}
    return [
        document.heading(sentences.title(answer, state.language)),
        document.pairs(sentences.answers(answer, state.language)),
        *report_figures.by_part(answer, state.language),
        document.table(
            driver_tables.summary(top, state.framework, state.language),
            say("drivers.table_domains", state.language, **span),
        ),
    ]


def evidence(state: Choice) -> list[Block]:
    """What the figures shown leave open, beside what all published figures leave open."""
    framework, published = state.framework, [kind for kind in KINDS if state.figures(kind)]
    shown, everything = (_pair(state, kinds) for kinds in (state.shown, KINDS))
    if shown.empty or everything.empty:
        return [words.note(say("explore.evidence_empty", state.language))]
    rows = _contribution_rows(state, shown, everything)
    kinds = ("indicator",) if state.detail == "indicators" else ("domain", "aspect")
    drawn = rows[rows["kind"].isin(kinds)]
    ends = list(zip(drawn["low"], drawn["high"], strict=True))
    if "index" in state.shown:  # what the index alone leaves is the widest that hiding the rest can lead to
        alone = _pair(state, ("index",))
        ends += [_bounds(alone, code) for code in drawn.index]
    axis = (min(Fraction(0), *(low for low, _ in ends)), max(Fraction(0), *(high for _, high in ends)))
    hidden = [kind for kind in published if kind not in state.shown]
    counts = (shown.before.count, shown.after.count)
    return words.evidence(
        rows, axis, counts, hidden, (state.from_year, state.to_year), framework, state.detail, state.language
    )


def peers(state: Choice) -> list[Block]:
    """The change beside those of institutions of the same kind."""
    panel, name, lang = state.panel(), state.institution.name, state.language
    if panel is None or name not in panel.table.index:
        return [words.note(say("explore.peers_not_joined", lang, institution=name))]
    own = panel.table.loc[name]
    alike = panel.table[panel.table["kind"] == own["kind"]]
    peer = _peers(alike, own, state.rule)
    count = sum(peer) - 1
    if not count:
        return [words.note(say("explore.peers_none", lang))]
    frame = alike.rename(columns={"index_before": "start", "index_after": "end"})[["start", "end", "change"]].assign(
        peer=peer
    )
    listed = frame[frame["peer"]]
    listed = listed.assign(rank=[1 + sum(other > change for other in listed["change"]) for change in listed["change"]])
    listed = listed.loc[sorted(listed.index, key=lambda one: (-listed.at[one, "change"], one))]
    mean = sum((c for one, c in listed["change"].items() if one != name), Fraction(0)) / count
    others = [one for one in state.others if one in panel.table.index and one != name]
    lead = words.peers_lead(
        state.rule,
        {"count": count, "kind": own["kind"], "year": state.from_year, "band": BAND, "institution": name},
        lang,
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
    for one in others:
        theirs = panel.table.loc[one]
        told.append(
            say(
                "explore.peers_other",
                lang,
                institution=one,
                change=signed(theirs["change"], lang),
                before=number(theirs["index_before"], lang),
                after=number(theirs["index_after"], lang),
            )
        )
    absent = [one for one in state.others if one not in panel.table.index]
    told += [say("explore.peers_not_joined", lang, institution=one) for one in absent]
    drawn = frame
    for one in others:
        drawn = drawn if one in drawn.index else _with(drawn, panel.table.loc[one], one)
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
    caption = say("explore.peers_caption", lang, from_year=state.from_year, to_year=state.to_year, institution=name)
    page = figures.peer_changes(drawn, mean, name, others, lang)
    table, cut = words.peers_table(listed, (name, *others), lang)
    return [
        document.paragraphs(*told),
        document.picture(page.svg, page.size, "peers", alt, caption),
        *weights.compared(state),
        *_parts(state, name, others, [one for one in listed.index if one != name]),
        document.table(table, say("explore.peers_table", lang), cut),
    ]


def levels(state: Choice) -> list[Block]:
    """The index of the levels, how far it has moved, and the plan to the next predicate."""
    framework, lang, start = state.levels_framework, state.language, state.start
    stands, before = state.standing(), score_levels(start.levels, framework)[framework.root]
    blocks = level_words.headline(stands.index, before, stands.reading, framework, lang)
    blocks += level_words.provenance(start, lang)  # before anything is read of levels that may not be the real ones
    blocks.append(level_words.scale(state.shown_on_scale(), before, stands.index, framework, lang))
    blocks += level_words.moves(start.levels, state.table, framework, lang)
    if stands.plan is not None:
        blocks += level_words.plan(stands.plan, framework, lang)
    elif stands.target is not None:
        blocks += level_words.unreachable(stands.target, lang)
    return [*blocks, level_words.levels_file(state.table, framework, lang)]


def own(state: Choice) -> list[Block]:
    """How one's own levels get in, or what has been read of them."""
    framework = state.levels_framework
    if state.own_table is None:
        return level_words.own_intro(framework, MAX_PDF_BYTES, state.language)
    index = score_levels(state.starts["own"].levels, framework)[framework.root]
    told = level_words.own_taken(state.own_table, index, framework, state.language)
    if state.start.key != OWN:
        told.append(
            words.note(say("explore.own_set_aside", state.language, start=say("explore.start_label", state.language)))
        )
    return told


def what_if(state: Choice) -> list[Block]:
    """What the files of a what-if are for."""
    return [
        document.paragraphs(say("explore.what_if_for", state.language, save=say("explore.share_file", state.language)))
    ]


def files(state: Choice) -> list[Block]:
    """The what-if to take away, each file a link."""
    return take_away(state, levels(state))


def not_comparable(state: Choice) -> str:
    """Why there is no change to show; empty where there is one."""
    lang, name = state.language, state.institution.name
    if len(state.scorecards) < 2:
        return say("explore.one_year", lang, institution=name, years=", ".join(map(str, state.years)))
    first, second = (load_framework(scorecard.regulation) for scorecard in state.scorecards)
    if first is second:
        return ""
    return say(
        "explore.two_regulations",
        lang,
        institution=name,
        from_year=state.from_year,
        to_year=state.to_year,
        first=first.number_text,
        second=second.number_text,
    )


def _pair(state: Choice, kinds) -> IndependentPair:
    return IndependentPair(
        state.framework, *(_only(scorecard, state.framework, kinds) for scorecard in state.scorecards)
    )


def _only(scorecard: Scorecard, framework, kinds) -> Scorecard:
    return scorecard.without(*(code for code in scorecard.values if framework.nodes[code].kind not in kinds))


def _bounds(pair: IndependentPair, code: str) -> tuple[Fraction, Fraction]:
    low, high = pair.change_bounds(code)
    return Fraction(low, pair.framework.denominator), Fraction(high, pair.framework.denominator)


def _contribution_rows(state: Choice, shown: IndependentPair, everything: IndependentPair) -> pd.DataFrame:
    import pandas as pd

    rows = {
        code: (node.kind, *_bounds(shown, code), *_bounds(everything, code))
        for code, node in state.framework.nodes.items()
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


def _parts(state: Choice, name: str, beside: list[str], others: list[str]) -> list[Block]:
    """Contributions by domain beside the peers' mean, where every domain is printed."""
    ledger = state.ledger()
    whole = set(ledger.index.get_level_values("institution")) if ledger is not None else set()
    used = [one for one in others if one in whole]
    if name not in whole or not used:
        return []
    change = ledger["change"]
    mean: Mapping[str, Fraction] = {
        code: sum((change[one, code] for one in used), Fraction(0)) / len(used) for code in change[name].index
    }
    theirs = {one: dict(change[one]) for one in beside if one in whole}
    table = words.parts_table(dict(change[name]), mean, theirs, state.framework, state.language)
    return [
        document.table(
            table,
            say("explore.parts_table", state.language),
            say("explore.parts_foot", state.language, count=len(used)),
        )
    ]


_MAKERS = {make.__name__: make for make in (choice, change, evidence, peers, own, levels)}
_MAKERS |= {"ranks": weights.ranks, "what_if": what_if, "share": tool_bar.share, "elsewhere": tool_bar.elsewhere}
PAGES = tuple(_MAKERS)
