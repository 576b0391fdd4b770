"""Sentences and alternative texts of the page on the nation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis import __version__
from spbe_analysis.presentation.drawing.tile_map import province_tiles
from spbe_analysis.presentation.national.tables import part_name, short_body
from spbe_analysis.presentation.page.provenance import fingerprint
from spbe_analysis.presentation.page.tables import join, label, weight_text
from spbe_analysis.presentation.text.wording import dashed, number, percent, real, say, signed, whole
from spbe_analysis.regulation import Framework

_ENDS = 3  # names told at each end in an alternative text


def headlines(
    panel, ends: tuple[Fraction, Fraction], spread: pd.Series, means: pd.DataFrame, language: str
) -> list[str]:
    """What the mean did, and which domain contributed most, by itself and for its weight.

    Parameters
    ----------
    ends : (Fraction, Fraction)
        Mean index of the joined institutions in both years.
    spread : Series
        Row of `panel_groups.distribution` for the change of all.
    means : DataFrame
        From `national.mean_contributions`.
    """
    framework, (before, after) = panel.framework, (number(end, language, 3) for end in ends)
    counts = {name: int(spread[name]) for name in ("risen", "unchanged", "fallen")}
    moved = {"change": signed(panel.drift, language, 3), "median": signed(spread["p50"], language)}
    count = whole(len(panel.table), language)
    told = [say("national.lead", language, count=count, before=before, after=after, **moved, **counts)]
    if panel.drift:
        parts = means.loc[list(framework.of_kind("domain"))]
        beyond = {code: share / framework.weight(code) for code, share in parts["share"].items()}
        first = max(parts["share"].items(), key=lambda item: item[1])[0]
        over, under = max(beyond, key=beyond.get), min(beyond, key=beyond.get)
        about = {"points": signed(parts.at[first, "mean"], language, 3)}
        for prefix, code in (("", first), ("over_", over), ("under_", under)):
            about[prefix.rstrip("_") or "name"] = label(code, framework, language)
            about[f"{prefix}share"] = percent(parts.at[code, "share"], language, 1)
            about[f"{prefix}weight"] = weight_text(framework.weight(code), language)
        told.append(say("national.lead_driver", language, **about))
    return told


def sturdiness(row: pd.Series, draws: int, margin: Fraction, framework: Framework, language: str) -> list[str]:
    """How the first domain's place holds under other weights; nothing when no domain is first."""
    if not row["code"]:
        return []
    about = {
        "name": label(row["code"], framework, language),
        "draws": whole(draws, language),
        "margin": percent(margin, language),
        "dirichlet": percent(real(row["dirichlet"]), language),
        "spread": percent(real(row["spread"]), language),
    }
    if row["radius_low"] is None:
        return [say("national.lead_sturdy_always", language, **about)]
    return [say("national.lead_sturdy", language, radius=percent(row["radius_low"], language), **about)]


def printed_nation(gaps: Mapping[int, object], framework: Framework, language: str) -> list[str]:
    """Each year's printed national index beside the mean of its rows, and what would close the gap."""
    told, bodies = [], []
    for year, gap in gaps.items():
        if gap is None:
            told.append(say("national.national_none", language, year=year))
            continue
        about = {
            "year": year,
            "printed": number(gap.printed, language),
            "rows": whole(gap.rows, language),
            "mean": number(gap.mean, language, 3),
            "gap": number(abs(gap.gap), language, 3),
        }
        key = "national.national_below" if gap.gap > 0 else "national.national_above"
        is_equal = framework.round(gap.mean) == gap.printed
        told.append(say("national.national_equal" if is_equal else key, language, **about))
        if gap.fewest is not None and gap.fewest <= gap.most:
            count = dashed(whole(gap.fewest, language), whole(gap.most, language))
            bodies.append(say("national.bodies_of_year", language, year=year, count=count))
    if bodies:
        lowest = number(framework.minimum, language)
        told.append(say("national.national_bodies", language, minimum=lowest, list=join(bodies, language)))
    return [*told, say("national.national_use", language)]


def ledger_alt(ends: tuple[Fraction, Fraction], means: pd.DataFrame, framework: Framework, language: str) -> str:
    """The waterfall of the mean in words."""
    before, after = (number(end, language, 3) for end in ends)
    parts = {part_name(code, framework, language): value for code, value in means["mean"].items()}
    return say("national.waterfall_alt", language, before=before, after=after, parts=_points(parts, language))


def spread_sentences(frame: pd.DataFrame, means: Mapping[str, Fraction], language: str) -> str:
    """Mean, range and number below zero of every group of a figure of spreads."""
    told = []
    for name, mean in means.items():
        values = frame.loc[frame["group"] == name, "value"]
        least, most = (signed(real(end), language) for end in (values.min(), values.max()))
        about = {"mean": signed(mean, language, 3), "count": int((values < 0).sum()), "least": least, "most": most}
        told.append(say("national.spread_of", language, name=name, **about))
    return " ".join(told)


def kind_parts_alt(frame: pd.DataFrame, totals: Mapping[str, Fraction], language: str) -> str:
    """Every cell of the table of kinds and domains in words."""
    told = []
    for name, row in frame.iterrows():
        about = {"parts": _points(row, language), "total": signed(totals[name], language, 3)}
        told.append(say("national.kind_parts_of", language, name=name, **about))
    return say("national.kind_parts_alt", language, parts=" ".join(told))


def _points(parts: Mapping[str, Fraction], language: str) -> str:
    """Names and points of parts, as a list in a sentence."""
    told = {name: signed(value, language, 3) for name, value in parts.items()}
    return join([say("national.part_points", language, name=n, points=text) for n, text in told.items()], language)


def tiles_alt(values: Mapping[str, Fraction], what: str, change: bool, language: str) -> str:
    """The highest and lowest tiles of a map in words."""
    write: Callable = signed if change else number
    order = sorted((name for name in values if values[name] is not None), key=lambda name: (-values[name], name))
    highest, lowest = (
        _values({name: write(values[name], language) for name in names}, language)
        for names in (_with_ties(order, values), _with_ties(order[::-1], values))
    )
    return say("national.tiles_alt", language, count=len(province_tiles()), what=what, highest=highest, lowest=lowest)


def movers_alt(up: pd.DataFrame, down: pd.DataFrame, language: str) -> str:
    """Those who moved most, in words."""
    shown = {}
    for way, table in (("up", up), ("down", down)):
        moved = table["change"]
        names = _with_ties(list(moved.index), moved)
        shown[way] = _values({short_body(name): signed(moved[name], language) for name in names}, language)
    return say("national.movers_alt", language, count=len(up) + len(down), **shown)


def _with_ties(order: list[str], values: Mapping[str, Fraction]) -> list[str]:
    """The first few, with all that tie with the last of them."""
    first = order[:_ENDS]
    return [name for name in order if name in first or values[name] == values[first[-1]]]


def _values(texts: Mapping[str, str], language: str) -> str:
    return join([say("national.place_value", language, name=n, value=text) for n, text in texts.items()], language)


def unsound(tables: Iterable[pd.DataFrame], language: str) -> list[str]:
    """Which of those who moved most stand on figures that no whole levels produce."""
    names = [short_body(name) for table in tables for name in table.index[~table["reproducible"].astype(bool)]]
    return [say("national.not_reproducible", language, names=join(names, language))] if names else []


def joiners(panel, means: Mapping[str, tuple[Fraction, Fraction]], language: str) -> str:
    """How many came and went, and what that does to means of all rows (from `national.year_means`)."""
    shown = {
        f"{year}_{who}": number(value, language, 3)
        for who, pair in means.items()
        for year, value in zip(("before", "after"), pair, strict=True)
    }
    about = {"joiners": len(panel.joiners), "leavers": len(panel.leavers)}
    about |= {"from_year": panel.years[0], "to_year": panel.years[1]}
    change = signed(means["all"][1] - means["all"][0], language, 3)
    return say("national.joiners_text", language, all_change=change, **shown, **about)


def facts(framework: Framework, scorecards: Mapping[int, Sequence], language: str) -> dict[str, str]:
    """Regulation, documents, data and program behind the page, for `document.pairs`."""
    every = [scorecard for year in scorecards.values() for scorecard in year]
    documents = dict.fromkeys(p.document for scorecard in every for p in scorecard.values.values())
    count = sum(len(scorecard.values) for scorecard in every)
    data = say("national.facts_data_text", language, count=whole(count, language), hash=fingerprint(every))
    return {
        say("national.facts_regulation", language): framework.title(language),
        say("national.facts_documents", language): "; ".join(documents),
        say("national.facts_data", language): data,
        say("national.facts_program", language): f"spbe-analysis {__version__}",
    }


def finding(panel, means: pd.DataFrame, language: str) -> str:
    """One sentence for the list of reports: the mean change, and the domain that contributed most."""
    parts = means.loc[list(panel.framework.of_kind("domain")), "mean"]
    first = max(parts.index, key=lambda code: parts[code] if panel.drift >= 0 else -parts[code])
    about = {"from_year": panel.years[0], "to_year": panel.years[1], "name": label(first, panel.framework, language)}
    about |= {"count": whole(len(panel.table), language), "change": signed(panel.drift, language, 3)}
    share = percent(parts[first] / panel.drift if panel.drift else Fraction(0), language, 1)
    weight = weight_text(panel.framework.weight(first), language)
    return say("national.finding", language, share=share, weight=weight, **about)
