"""What the home page says first: three findings from the printed figures, each with a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import mean

from spbe_analysis.presentation.page.document import escape
from spbe_analysis.presentation.text.wording import number, say, signed, whole
from spbe_analysis.reports.site.content import Content, InstitutionRow
from spbe_analysis.studies.falls import Refuted

_WIDTH, _HEIGHT, _ROW = 240, 56, 12  # of a picture; of a bar with the space below it
_PROVINCE = "provinsi"


def findings(content: Content, language: str) -> list[dict[str, str]]:
    """Text and picture of every finding that the years' figures give: the nation, the provinces, the falls within rises."""
    whole_rows = [row for row in content.rows if row.change is not None and row.domains and all(map(all, row.domains))]
    provinces = [row for row in content.rows if row.change is not None and row.kind == _PROVINCE]
    found = [_nation(whole_rows, content, language)] if whole_rows else []
    found += [_provinces(provinces, language)] if provinces else []
    found += [_falls(content.falls, language)] if content.falls and content.falls.of else []
    return [{"text": text, "picture": _picture(marks, text)} for text, marks in found]


def _moves(row: InstitutionRow) -> list[Fraction]:
    return [after.value - before.value for before, after in row.domains if before and after]


def _nation(rows: Sequence[InstitutionRow], content: Content, language: str) -> tuple[str, str]:
    framework = content.framework
    tops = framework.children(framework.root)
    changes = zip(*(_moves(row) for row in rows), strict=True)
    parts = [framework.weight(top) * mean(column) for top, column in zip(tops, changes, strict=True)]
    place = parts.index(max(parts))
    node = framework.nodes[tops[place]]
    before, after = (mean(getattr(row, one).value for row in rows) for one in ("before", "after"))
    text = say(
        "site.finding_nation",
        language,
        count=whole(len(rows), language),
        before=number(before, language),
        after=number(after, language),
        name=node.name_id if language == "id" else node.name_en,
        points=signed(parts[place], language),
        change=signed(after - before, language),
    )
    most = max(map(abs, parts)) or 1
    bars = "".join(
        _bar(0, row * _ROW + 4, abs(part) / most * _WIDTH, "a" if row == place else "z")
        for row, part in enumerate(parts)
    )
    return text, bars


def _provinces(rows: Sequence[InstitutionRow], language: str) -> tuple[str, str]:
    first = max(rows, key=lambda row: row.change or 0)
    text = say(
        "site.finding_provinces",
        language,
        up=sum((row.change or 0) > 0 for row in rows),
        count=len(rows),
        name=first.province,
        change=signed(first.change or 0, language),
    )
    changes = sorted((row.change or Fraction(0) for row in rows), reverse=True)
    most, step = max(map(abs, changes)) or 1, Fraction(_WIDTH, len(changes))
    half = Fraction(_HEIGHT - 8, 2) if changes[-1] < 0 else Fraction(_HEIGHT - 8)
    bars = []
    for place, change in enumerate(changes):
        tall = abs(change) / most * half
        bars.append(
            _bar(place * step, half - tall if change > 0 else half, step * 3 / 4, "a" if change > 0 else "f", tall)
        )
    return text, "".join(bars)


def _falls(falls: Refuted, language: str) -> tuple[str, str]:
    counts = {"fell": falls.count, "count": falls.of, "rose": falls.rose}
    text = say("site.finding_falls", language, **{name: whole(count, language) for name, count in counts.items()})
    ends = [Fraction(count, falls.of) * _WIDTH for count in (falls.rose, falls.count, falls.of)]
    starts = [Fraction(0), *ends]
    return text, "".join(
        _bar(start, 16, end - start, kind, 20) for start, end, kind in zip(starts, ends, ("a", "f", "z"), strict=False)
    )


def _bar(x: Fraction | int, y: Fraction | int, width: Fraction, kind: str, height: Fraction | int = _ROW - 3) -> str:
    places = zip(("x", "y", "width", "height"), (x, y, width, height), strict=True)
    return f'<rect class="{kind}" ' + " ".join(f'{name}="{float(value):.1f}"' for name, value in places) + "/>"


def _picture(marks: str, told: str) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" preserveAspectRatio="none"><title>{escape(told)}</title>{marks}</svg>'
