"""What each figure on all institutions shows in a sentence, with its unit and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.national.tables import TOTAL, part_name, short_body
from spbe_analysis.presentation.page.heads import head_of, nation_reports, ways
from spbe_analysis.presentation.text.wording import number, say, signed, spanned, whole
from spbe_analysis.regulation import Framework

_ROUNDED = Fraction(2, 100)  # index points that two printed changes can differ by through rounding alone
_TAILS = (0.1, 0.9)  # where whiskers end


def origin(means: pd.DataFrame, change: Fraction, years: Sequence[int], framework: Framework, language: str) -> Head:
    """The domain that gave most of the mean rise, where it is one."""
    parts = {code: means.at[code, "mean"] for code in means.index if code != TOTAL and code in framework.nodes}
    code, most = max(parts.items(), key=lambda part: part[1])
    titles = [say("heads.mean_open", language, change=signed(change, language, 3))]
    if change > 0 and list(parts.values()).count(most) == 1:
        about = {"name": part_name(code, framework, language), "points": signed(most, language, 3)}
        titles.insert(0, say("heads.mean_most", language, change=signed(change, language, 3), **about))
    return _nation(titles, years, "heads.mean_unit", language)


def spread(frame: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """The part whose middle 80 per cent of institutions lie farthest apart."""
    ends = frame.groupby("group", sort=False)["value"].quantile(list(_TAILS)).unstack()
    name = (ends[_TAILS[1]] - ends[_TAILS[0]]).idxmax()
    return _nation([say("heads.spread", language, name=name)], years, "heads.spread_unit", language)


def kinds(means: Mapping[str, Fraction], years: Sequence[int], language: str) -> Head:
    """The kind that rose most in the mean."""
    name, most = max(means.items(), key=lambda group: group[1])
    points = signed(most, language, 3)
    titles = [say("heads.kinds", language, name=name, points=points), say("heads.kinds_short", language, points=points)]
    return _nation(titles, years, "heads.kinds_unit", language)


def kind_parts(frame: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """The part that contributed most, in the direction of the kind's change, in most kinds."""
    firsts = [(row if row.sum() >= 0 else -row).astype(float).idxmax() for _, row in frame.iterrows()]
    name = max(frame.columns, key=firsts.count)
    about = {"name": name, "kinds": firsts.count(name), "count": len(frame)}
    return _nation([say("heads.kind_parts", language, **about)], years, "heads.kind_parts_unit", language)


def tiles(
    values: Mapping[str, Fraction | None], change: bool, years: Sequence[int], language: str, everyone: bool = False
) -> Head:
    """The ends of the provinces' indices, or how many rose and fell."""
    known = {name: value for name, value in values.items() if value is not None}
    whom = say("heads.tiles_whom_all" if everyone else "heads.tiles_whom", language)
    what = say("heads.tiles_unit_change" if change else "heads.tiles_unit_level", language)
    if change:
        counts = ways(known.values())
        titles = [say("heads.tiles_change" if counts["down"] else "heads.tiles_change_none_down", language, **counts)]
    else:
        low, high = min(known.values()), max(known.values())
        best, worst = ([name for name in known if known[name] == end] for end in (high, low))
        ends = {"high": number(high, language), "low": number(low, language)}
        titles = [say("heads.tiles_level_short", language, **ends)]
        if len(best) == len(worst) == 1:
            titles.insert(0, say("heads.tiles_level", language, best=best[0], worst=worst[0], **ends))
    return head_of(titles, whom, years, what, [nation_reports(years, language)], language)


def movers(up: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """Who rose most, where rounding leaves no doubt and the figures can be produced; else how far the first ones rose."""
    changes = list(up["change"])
    ends = spanned(signed(changes[-1], language), signed(changes[0], language), language)
    titles = [say("heads.movers_short", language, count=len(up), points=ends)]
    if bool(up["reproducible"].iloc[0]) and (len(changes) == 1 or changes[0] - changes[1] > _ROUNDED):
        name = short_body(up.index[0])
        titles.insert(0, say("heads.movers", language, name=name, points=signed(changes[0], language)))
    return _nation(titles, years, "heads.movers_unit", language)


def starts(found: Mapping[str, float], years: Sequence[int], language: str) -> Head:
    """Whether those that started higher rose less, as far as the slope's interval says."""
    less, more = found["slope_high"] < 0, found["slope_low"] > 0
    alone = less and found["r_mean_low"] <= 0 <= found["r_mean_high"]  # the slope is not there against the mean of both
    key = "less_alone" if alone else "less" if less else "more" if more else "none"
    title = say(f"heads.starts_{key}", language)
    return _nation([title], years, "heads.starts_unit", language)


def predicates(counts: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """How many rose and fell in predicate."""
    cells = [(j - i, int(n)) for i, row in enumerate(counts.to_numpy()) for j, n in enumerate(row)]
    up, down = (sum(n for step, n in cells if step * way > 0) for way in (1, -1))
    key = "heads.predicates" if down else "heads.predicates_none_down"
    title = say(key, language, up=whole(up, language), down=down)
    return _nation([title], years, "heads.predicates_unit", language)


def shares(frame: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """The part with the largest share of variance, where its interval lies above all others."""
    first = frame["share"].idxmax()
    sure = all(frame.at[first, "low"] > frame.at[name, "high"] for name in frame.index if name != first)
    title = say("heads.shares" if sure else "heads.shares_open", language, name=first)
    return _nation([title], years, "heads.shares_unit", language)


def ranks(frame: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """How many ranks hold under other weights."""
    firm = int((frame["high"] == frame["low"]).sum())
    title, what = say("heads.ranks", language, firm=firm, count=len(frame)), say("heads.ranks_unit", language)
    return head_of([title], say("heads.tiles_whom", language), years, what, [nation_reports(years, language)], language)


def _nation(titles: list[str], years: Sequence[int], unit: str, language: str) -> Head:
    whom, documents = say("heads.whom_all", language), [nation_reports(years, language)]
    return head_of(titles, whom, years, say(unit, language), documents, language)
