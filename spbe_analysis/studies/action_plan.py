"""An action plan as a file that an office fills in, and that keeps what was filled in when it is made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from spbe_analysis.analysis.plans.actions import RENEW
from spbe_analysis.analysis.plans.lapses import Lapse, lapse_of
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.collection.store import write_files
from spbe_analysis.evidence.readers.filled_table import read_filled
from spbe_analysis.evidence.values.days import read_day
from spbe_analysis.message import Message
from spbe_analysis.regulation.criteria import load_criteria
from spbe_analysis.studies.plan import LevelPlan

SUFFIXES = (".xlsx", ".docx")
_Row = dict[str, object]


@dataclass(frozen=True)
class Written:
    """A file that was written: its lines, how many hold entries of the office, and what its dates of evidence say."""

    path: Path
    lines: int
    kept: int
    lapses: tuple[Lapse, ...] = ()


def save_actions(
    found: LevelPlan, files: Iterable[str | Path], language: str, assessed: Date | None = None
) -> list[Written]:
    """Write the action plan of `found` to XLSX or DOCX files.

    Date of evidence, owner, deadline and status are left to the office. Where
    a file is there already, its entries are kept, and its dates say what
    lapses before the assessment, which then stands first; a line that has entries but is no longer in
    the plan stays at the end and says so. A file that is no action plan is
    left as it is.

    Parameters
    ----------
    found : LevelPlan
        From `spbe.plan`.
    files : paths
        Ending in ``.xlsx`` or ``.docx``. Of several, the first that has an entry gives it.
    language : str
        Of headings and wording, ``id`` or ``en``.
    assessed : date, optional
        Day of the assessment that comes; the last day of the year after the scorecard's by default.

    Raises
    ------
    ParameterError
        If a name ends otherwise or its folder is not there.
    EvidenceError
        If a file that is there is not an action plan, or another institution's.
    """
    from spbe_analysis.presentation.plans import action_files, action_lines

    paths = [Path(file) for file in files]
    faults = [Message("filled.suffix", file=path.name) for path in paths if path.suffix.lower() not in SUFFIXES]
    faults += [
        Message("filled.folder", file=path.name, folder=str(path.parent)) for path in paths if not path.parent.is_dir()
    ]
    if faults:
        raise ParameterError(Message("filled.not_written"), faults, Message("advice.another_file"))
    there, whose = [path for path in paths if path.exists()], found.scorecard.institution
    earlier = [row for path in there for row in read_filled(path, action_lines.headings(), whose, action_lines.LATER)]
    rows = _with_entries(action_lines.rows(found.actions, found.framework, language), earlier, language)
    day = assessed or assessment_day(found)
    for row in rows:
        row |= {name: read_day(str(row[name])) or row[name] for name in action_lines.DAYS}
    lapses = {
        number: lapse_of(one.code, one.limits, row["dated"] if isinstance(row["dated"], Date) else None, day)
        for number, (one, row) in enumerate(zip(found.actions, rows, strict=False), start=1)
        if one.kind == RENEW
    }
    rows = action_lines.by_lapse(rows, lapses, day, language)
    criteria = load_criteria(found.framework.id)
    about = action_lines.about(found.scorecard, found.exact, criteria, found.framework, day, bool(assessed), language)
    about += action_lines.renewals(lapses.values(), day, language)
    about += found.sentences(language)[:1]
    kept = sum(any(row[name] for name in action_lines.FILLED) for row in rows)
    made = {".xlsx": action_files.workbook, ".docx": action_files.word}
    for path in paths:
        write_files(path.parent, {path.name: made[path.suffix.lower()](rows, about, language)})
    dated = tuple(sorted(lapses.values(), key=lambda found: found.order))
    return [Written(path, len(rows), kept, dated) for path in paths]


def assessment_day(found: LevelPlan) -> Date | None:
    """The last day of the index year after the one a plan starts from; the data do not hold the day itself."""
    return Date(found.scorecard.year + 1, 12, 31) if found.scorecard.year else None


def _with_entries(rows: list[_Row], earlier: list[dict[str, str]], language: str) -> list[_Row]:
    """The lines with what the office filled in; lines it filled in that are no longer planned come last."""
    from spbe_analysis.presentation.plans import action_lines
    from spbe_analysis.presentation.text.wording import say

    entries: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in earlier:
        if any(row[name] for name in action_lines.FILLED):
            old = entries.setdefault((action_lines.kind_of(row["kind"]), row["code"], row["target"]), dict(row))
            for name in action_lines.FILLED:
                old[name] = old[name] or row[name]
    for line in rows:
        place = (str(line["code"]), str(line["target"]))
        for kind in (action_lines.kind_of(str(line["kind"])), "kept"):
            filled = entries.pop((kind, *place), {})
            for name in action_lines.FILLED:
                line[name] = line[name] or filled.get(name, "")
    for number, left in enumerate(entries.values(), start=len(rows) + 1):
        levels = {name: int(left[name]) if left[name].isdecimal() else left[name] for name in ("now", "target")}
        rows.append({**left, **levels, "number": number, "kind": say("actions.kind_kept", language), "until": ""})
    return rows
