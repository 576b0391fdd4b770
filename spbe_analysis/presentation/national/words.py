"""Sentences and alternative texts of the page on the nation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis import __version__
from spbe_analysis.presentation.drawing.tile_map import province_tiles
from spbe_analysis.presentation.national.tables import part_name, real, short_body, weight_text
from spbe_analysis.presentation.page.provenance import fingerprint
from spbe_analysis.presentation.page.tables import join, label
from spbe_analysis.presentation.text.wording import DASH, number, percent, say, signed, whole

if TYPE_CHECKING:
    import pandas as pd

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
    told = [
        say(
            "national.lead",
            language,
            count=whole(len(panel.table), language),
            change=signed(panel.drift, language, 3),
            before=before,
            after=after,
            risen=int(spread["risen"]),
            unchanged=int(spread["unchanged"]),
            fallen=int(spread["fallen"]),
            median=signed(spread["p50"], language),
        )
    ]
    if panel.drift:
        parts = means.loc[list(framework.of_kind("domain"))]
        beyond = {code: share / framework.weight(code) for code, share in parts["share"].items()}
        first, over, under = max(parts["share"].items(), key=lambda item: item[1])[0], *_ends(beyond)
        shown = {
            f"{name}share": percent(parts.at[code, "share"], language, 1)
            for name, code in (("", first), ("over_", over), ("under_", under))
        }
        shown |= {
            f"{name}weight": weight_text(framework.weight(code), language)
            for name, code in (("", first), ("over_", over), ("under_", under))
        }
        told.append(
            say(
                "national.lead_driver",
                language,
                name=label(first, framework, language),
                over=label(over, framework, language),
                under=label(under, framework, language),
                points=signed(parts.at[first, "mean"], language, 3),
                **shown,
            )
        )
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
        if framework.round(gap.mean) == gap.printed:
            told.append(
                say("national.national_equal", language, year=year, printed=about["printed"], rows=about["rows"])
            )
        else:
            told.append(say("national.national_below" if gap.gap > 0 else "national.national_above", language, **about))
        if gap.fewest is not None and gap.fewest <= gap.most:
            count = _range(gap.fewest, gap.most, language)
            bodies.append(say("national.bodies_of_year", language, year=year, count=count))
    if bodies:
        lowest = number(framework.minimum, language)
        told.append(say("national.national_bodies", language, minimum=lowest, list=join(bodies, language)))
    return [*told, say("national.national_use", language)]


def ledger_alt(ends: tuple[Fraction, Fraction], means: pd.DataFrame, framework: Framework, language: str) -> str:
    """The waterfall of the mean in words."""
    before, after = (number(end, language, 3) for end in ends)
    parts = [
        say(
            "national.part_points",
            language,
            name=part_name(code, framework, language),
            points=signed(value, language, 3),
        )
        for code, value in means["mean"].items()
    ]
    return say("national.waterfall_alt", language, before=before, after=after, parts=join(parts, language))


def spread_sentences(frame: pd.DataFrame, means: Mapping[str, Fraction], language: str) -> str:
    """Mean, range and number below zero of every group of a figure of spreads."""
    told = []
    for name, mean in means.items():
        values = frame.loc[frame["group"] == name, "value"]
        told.append(
            say(
                "national.spread_of",
                language,
                name=name,
                mean=signed(mean, language, 3),
                fallen=int((values < 0).sum()),
                least=signed(real(values.min()), language),
                most=signed(real(values.max()), language),
            )
        )
    return " ".join(told)


def kind_parts_alt(frame: pd.DataFrame, totals: Mapping[str, Fraction], language: str) -> str:
    """Every cell of the table of kinds and domains in words."""
    told = []
    for name, row in frame.iterrows():
        parts = [
            say("national.part_points", language, name=part, points=signed(value, language, 3))
            for part, value in row.items()
        ]
        told.append(
            say(
                "national.kind_parts_of",
                language,
                name=name,
                parts=join(parts, language),
                total=signed(totals[name], language, 3),
            )
        )
    return say("national.kind_parts_alt", language, parts=" ".join(told))


def tiles_alt(values: Mapping[str, Fraction], what: str, change: bool, language: str) -> str:
    """The highest and lowest tiles of a map in words."""
    write: Callable = signed if change else number
    order = sorted((name for name in values if values[name] is not None), key=lambda name: (-values[name], name))
    shown = [
        join(
            [say("national.place_value", language, name=name, value=write(values[name], language)) for name in names],
            language,
        )
        for names in (order[:_ENDS], order[::-1][:_ENDS])
    ]
    return say(
        "national.tiles_alt", language, count=len(province_tiles()), what=what, highest=shown[0], lowest=shown[1]
    )


def movers_alt(up: pd.DataFrame, down: pd.DataFrame, language: str) -> str:
    """Those who moved most, in words."""
    shown = [
        join(
            [
                say("national.place_value", language, name=short_body(name), value=signed(value, language))
                for name, value in list(table["change"].items())[:_ENDS]
            ],
            language,
        )
        for table in (up, down)
    ]
    return say("national.movers_alt", language, count=len(up) + len(down), up=shown[0], down=shown[1])


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
    return say(
        "national.joiners_text",
        language,
        joiners=len(panel.joiners),
        leavers=len(panel.leavers),
        from_year=panel.years[0],
        to_year=panel.years[1],
        all_change=signed(means["all"][1] - means["all"][0], language, 3),
        **shown,
    )


def _range(low: int, high: int, language: str) -> str:
    return whole(low, language) if low == high else f"{whole(low, language)}{DASH}{whole(high, language)}"


def _ends(values: Mapping[str, Fraction]) -> tuple[str, str]:
    return max(values, key=values.get), min(values, key=values.get)


def facts(framework: Framework, scorecards: Mapping[int, Sequence], language: str) -> dict[str, str]:
    """Regulation, documents, data and program behind the page, for `document.pairs`."""
    every = [scorecard for year in scorecards.values() for scorecard in year]
    documents = dict.fromkeys(p.document for scorecard in every for p in scorecard.values.values())
    count = sum(len(scorecard.values) for scorecard in every)
    data = say("national.facts_data_text", language, count=whole(count, language), hash=fingerprint(every)[:16])
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
    return say(
        "national.finding",
        language,
        count=whole(len(panel.table), language),
        change=signed(panel.drift, language, 3),
        from_year=panel.years[0],
        to_year=panel.years[1],
        name=label(first, panel.framework, language),
        share=percent(parts[first] / panel.drift if panel.drift else Fraction(0), language),
        weight=weight_text(panel.framework.weight(first), language),
    )
