"""Sentences on a set of institutions and its mean."""

from __future__ import annotations

from spbe_analysis.analysis.direction import sure_order
from spbe_analysis.presentation.page.tables import join, known, label, span
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.wording import number, say, signed, whole, years_of


def whom(found, language: str) -> str:
    """Who is compared, with how many they are."""
    about = {"count": whole(len(found.rows), language), "province": found.province}
    if not found.kind:
        return say("compare.whom_province" if found.province else "compare.whom", language, **about)
    about["kind"] = kind_name(found.kind, language)
    return say("compare.whom_both" if found.province else "compare.whom_kind", language, **about)


def title(found, language: str) -> str:
    """Who is compared, and in which years."""
    about = {"name": found.rows.index[0], "years": years_of(found.years[0], found.years[-1])}
    key = "compare.title_alone" if len(found.rows) == 1 else "compare.title"
    return say(key, language, whom=whom(found, language), **about)


def headlines(found, language: str) -> list[str]:
    """The mean, the highest and the lowest, the largest contribution to its change, and who is corrected or left out."""
    told = [_mean(found, language)]
    if len(found.rows) > 1:
        told.append(_ends(found, language))
    if len(found.years) > 1 and len(found.rows) > 1 and found.mean["change"]:
        told.append(_part(found, language))
    return [*told, *remarks(found, language)]


def remarks(found, language: str) -> list[str]:
    """Which means are not given, whose figures are corrected, and who is left out; nothing where that is nobody."""
    lacking = [
        label(code, found.framework, language)
        for code in found.framework.children(found.framework.root)
        if known(found.mean[f"{found.framework.short(code)}_after"]) is None
    ]
    told = [say("compare.no_mean", language, names=join(lacking, language))] if lacking else []
    if found.not_reproducible:
        told.append(say("compare.not_reproducible", language, names=join(found.not_reproducible, language)))
    for key, names in (("compare.corrected", found.corrected), ("compare.left_out", found.left_out)):
        if names:
            told.append(say(key, language, names=_with_years(names, language)))
    return told


def _with_years(names, language: str) -> str:
    texts = [
        say("compare.named_years", language, name=name, years=join([str(year) for year in years], language))
        for name, years in names.items()
    ]
    return join(texts, language)


def _mean(found, language: str) -> str:
    mean, alone = found.mean, len(found.rows) == 1 and len(found.years) > 1
    about = {
        "whom": whom(found, language),
        "name": found.rows.index[0],
        "after": number(mean["index_after"], language),
        "to_year": found.years[-1],
    }
    if len(found.years) == 1:
        return say("compare.mean_one", language, **about)
    about |= {"before": number(mean["index_before"], language), "from_year": found.years[0]}
    change = signed(mean["change"], language)
    return say("compare.alone_two" if alone else "compare.mean_two", language, change=change, **about)


def _ends(found, language: str) -> str:
    values, mean = found.rows["index_after"], found.mean["index_after"]
    high, low = max(values), min(values)
    if high == low:
        return say("compare.all_level", language, year=found.years[-1], value=number(high, language))
    about = {}
    for end, value in (("high", high), ("low", low)):
        about[end] = few([name for name in values.index if values[name] == value], language)
        about[f"{end}_value"] = number(value, language)
        about[f"{end}_difference"] = signed(value - mean, language)
    return say("compare.ends", language, year=found.years[-1], **about)


def few(names, language: str) -> str:
    """Names that share a place: all of a few, else the first and how many more."""
    if len(names) > 3:
        return say("compare.figure_many", language, name=names[0], count=whole(len(names) - 1, language))
    return join(names, language)


def _part(found, language: str) -> str:
    framework, mean = found.framework, found.mean
    rows = []
    for code in framework.children(framework.root):
        low, high = (known(mean[f"{framework.short(code)}_{end}"]) for end in ("low", "high"))
        rows.append({"code": code, "low": low, "high": high})
    order, ranked = sure_order(rows, mean["change"] < 0)
    if not ranked or any(row["low"] is None for row in rows):
        return say("compare.part_open", language)
    points = span(order[0]["low"], order[0]["high"], language)
    return say("compare.part", language, name=label(order[0]["code"], framework, language), points=points)
