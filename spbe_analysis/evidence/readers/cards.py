"""Cards of all tables of one file: what titles and sheets' names say, put together and held against each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from spbe_analysis.errors import EvidenceError, RegulationError
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.grid import Cell, Grid, at, shown
from spbe_analysis.evidence.readers.header import Header, Titles, find_header, set_apart, titles_of
from spbe_analysis.evidence.readers.headings import code_in, read_heading, stage_of, year_in
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.readers.lines import carry_figures, cut_lines, refuse_prose
from spbe_analysis.evidence.readers.node_names import frameworks, part_told
from spbe_analysis.evidence.readers.stacked import tables_of
from spbe_analysis.evidence.readers.table import Reading, holds_figures, read_table
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework

_TOLD = 10  # codes listed in one remark
_STRAY = 4  # one figure in so many may have the other decimal mark: a slip, not two sources


def cards_of(grids: list[Grid], file: str, about: About) -> Imported:
    """Cards of every table of levels or scores in a file.

    Raises
    ------
    EvidenceError
        If no table holds one, if what was said of the file is not what the
        file says itself, or if decimal commas and points are mixed.
    """
    book, imported = NameBook(), Imported(file, "spreadsheet")
    strange: list[str] = []
    kinds: list[str] = []
    heads: dict[int, Message] = {}  # where the table of a card has its headings
    bodies: set[str] = set()
    years: set[int] = set()
    numbered = _numbered_sheets(grids)
    for grid, header, titles in (table for sheet in grids for table in _tables(sheet, numbered)):
        reading, where, found = _read(grid, header, titles, about, book, numbered)
        if reading is None or not (reading.scorecards or reading.refused) or not holds_figures(reading):
            strange += grid.faults_in() or [_why_not(grid, reading, where, found)]
            continue
        kinds.append("national_table" if _is_national(reading) else "spreadsheet")
        bodies |= reading.bodies
        years |= reading.years
        imported.refused += reading.refused
        imported.doubtful += reading.doubtful
        heads |= {id(card): where for card in reading.scorecards}
        _take(imported, reading, grid)
    if not imported.scorecards:
        refuse(file, imported.refused, Message("advice.correct_file"))
        faults = strange or [Message("table.empty", file=file)]
        keys = {fault.key for fault in faults if isinstance(fault, Message)}
        advices = {"table.not_figures": "advice.figures", "table.foreign": "advice.year_or_law"}
        advice = Message(next((told for key, told in advices.items() if key in keys), "advice.name_columns"))
        refuse(file, faults, advice, Message("file.no_table", file=file))
    refuse(file, _said_otherwise(file, about, bodies, years, book), Message("advice.as_the_file_says"))
    imported.doubtful += [*_partly(imported.scorecards, heads), *strange]
    _marks(imported)
    imported.kind = kinds[0] if kinds else "spreadsheet"
    return imported


def _tables(grid: Grid, numbered: bool) -> list[tuple[Grid, Header | None, Titles]]:
    """The tables of a sheet with their headers and titles; a sheet of one node is one table."""
    if not _node_of_sheet(grid.name, numbered):
        return tables_of(grid)
    header = find_header(grid.rows, grid)
    return [(grid, header, titles_of(grid.rows[: header.top if header else 0]))]


def _read(
    grid: Grid, header: Header | None, titles: Titles, about: About, book: NameBook, numbered: bool
) -> tuple[Reading | None, Message, str]:
    """The cards of one table with what its titles and its sheet's name say; else where it fails and what was found."""
    body = book.canonical(grid.name) if grid.name else ""
    node = _node_of_sheet(grid.name, numbered)
    context = _context(grid, about, titles, body, book)
    where = grid.where(header.line if header else grid.rows[0][0] if grid.rows else 1)
    if isinstance(context, Reading):
        return context, where, ""
    refused: list[str] = []
    if grid.undivided:
        header, refused = cut_lines(grid, _law_of_lines(grid, context), book)
    elif node and (header is None or not header.columns("value", "node")):
        header = _lying_down(grid)
    if header is None or header.columns("scope"):
        return None, where, Message("table.means") if header else _found(grid)
    of_bodies = header.columns("institution", "name", "province") and not header.columns("code")
    apart = titles.apart or set_apart(grid.name)
    if apart and of_bodies:
        return None, where, Message("table.apart", text=apart[:80])
    whole = node if node[:1] in ("D", "A") else "" if node else part_told(grid.name) or titles.node
    if whole and of_bodies:
        told = {header.headings[i].node for i in header.columns("node")}
        if told == {"index"}:
            text = f"{whole.removeprefix('name:')!r}, {header.headings[header.columns('node')[0]].text!r}"
            return Reading(refused=[Message("table.two_parts", where=where, text=text)]), where, ""
        node = node or ("" if told else whole)
    reading = read_table(grid, header, context, book, node)
    if reading is None:
        return None, where, _found(grid)
    reading.refused = [*refused, *reading.refused]
    reading.bodies |= {context.institution} if context.institution != about.institution else set()
    reading.years |= {context.year} if context.year and context.year != about.year else set()
    return reading, where, ""


def _why_not(grid: Grid, reading: Reading | None, where: Message, found: str) -> Message:
    """Why nothing was read from a table: what its columns of figures hold, or that it has none."""
    texts = [text for card in reading.scorecards for text in card.cells.values() if text] if reading else []
    foreign = [name for card in reading.scorecards for name, _ in card.foreign] if reading else []
    if reading and 2 * len(foreign) > len(texts):
        told = ", ".join(map(repr, foreign[:3]))
        return Message("table.foreign", where=where, text=told, law=reading.scorecards[0].regulation)
    if texts:
        return Message("table.not_figures", where=where, text=", ".join(map(repr, texts[:3])))
    what = Message("table.header_words")
    return Message("table.expected", where=where, what=what, found=found or _found(grid))


def _context(grid: Grid, about: About, titles: Titles, body: str, book: NameBook) -> About | Reading:
    """What is known of a table before it is read: its titles, then its sheet's name, then what was said."""
    year = year_in(grid.name)
    institution = book.canonical(titles.institution) or titles.institution
    years = {one for one in (year, *titles.years) if one}
    faults: list[str] = []
    if year and titles.years and year not in titles.years:
        told = ", ".join(map(str, sorted(years)))
        faults.append(Message("table.two_years", where=grid.where(1), text=told))
    if body and institution and body != institution:
        faults.append(Message("table.two_names", where=grid.where(1), text=f"{body!r}, {institution!r}"))
    if faults:
        return Reading(refused=faults)
    stage = stage_of(grid.name)[0] or titles.stage.removeprefix("final")  # a title names what is not the final result
    return replace(
        about,
        institution=institution or body or about.institution,
        year=year or titles.year or about.year,
        stage=stage or about.stage,
    )


def _law_of_lines(grid: Grid, context: About) -> Framework:
    """The regulation by which lines of text are cut: they name no columns that it could be told by."""
    refuse(grid.file, grid.faults_in(), Message("advice.correct_file"))
    if context.regulation:
        return load_framework(context.regulation)
    if context.year:
        try:
            return framework_for_year(context.year)
        except RegulationError as error:
            refuse(grid.file, [error.summary], Message("advice.year_example"))
    if not carry_figures(grid):
        refuse_prose(grid)
    summary = Message("table.file_no_law", file=grid.file)
    raise EvidenceError(summary, [Message("table.no_year", file=grid.file)], Message("advice.year_example"))


def _node_of_sheet(name: str, numbered: bool) -> str:
    """The indicator a sheet is named after: by word or letter, by number alone where all sheets are numbered so."""
    code = code_in(name) if name else ""
    if code[:1].isdigit():
        return code if numbered else ""
    return code if code[:1] in ("I", "D", "A") else ""


def _numbered_sheets(grids: list[Grid]) -> bool:
    numbers = {code_in(grid.name) for grid in grids} - {""}
    return any({framework.nodes[code].number for code in framework.indicators} <= numbers for framework in frameworks())


def _lying_down(grid: Grid) -> Header | None:
    """A sheet of labels and what they say as a table of one row: ``Tingkat Kematangan | 3``."""
    found: list[tuple[str, Cell]] = []
    unsafe: dict[tuple[int, int], str] = {}
    first = grid.rows[0][0]
    for line, cells in grid.rows:
        label = next((i for i, cell in enumerate(cells) if cell != ""), 0)
        if read_heading(shown(at(cells, label))).role in ("value", "institution", "year"):
            said = next((i for i in range(label + 1, len(cells)) if cells[i] != "" or (line, i) in grid.unsafe), None)
            if said is not None:
                unsafe |= {(first, len(found)): fault for fault in [grid.unsafe.get((line, said))] if fault}
                found.append((shown(cells[label]), cells[said]))
    headings = tuple(read_heading(label) for label, _ in found)
    if not any(heading.role == "value" for heading in headings):
        return None
    grid.rows, grid.unsafe = [(first, [cell for _, cell in found])], unsafe
    return Header(first, headings, 0)


def _take(imported: Imported, reading: Reading, grid: Grid) -> None:
    """Add cards; one of the same body, year and stage in another table is the same card, if nothing differs."""
    there = {_key(card): card for card in imported.scorecards}
    for card in reading.scorecards:
        first = there.get(_key(card))
        if first is None:
            imported.scorecards.append(card)
            continue
        differing = [code for code, text in card.cells.items() if first.cells.get(code, text) != text]
        if differing:
            whose = f"{card.institution} {card.year or ''} {card.stage}".strip()
            fields = {"whose": whose, "first": first.place, "codes": ", ".join(differing[:10])}
            imported.refused.append(Message("table.card_again", where=grid.where(grid.rows[0][0]), **fields))
            imported.scorecards = [one for one in imported.scorecards if one is not first]
            continue
        first.cells |= {code: text for code, text in card.cells.items() if code not in first.cells}
        first.places |= {code: place for code, place in card.places.items() if code not in first.places}
        first.predicate = first.predicate or card.predicate
        first.again += card.again
        first.foreign += card.foreign


def _key(card: PrintedScorecard) -> tuple:
    return card.institution, card.year, card.stage, card.regulation, card.document, card.url


def _said_otherwise(file: str, about: About, bodies: set[str], years: set[int], book: NameBook) -> list[str]:
    """What was said of the file and the file itself does not say: another body, another year."""
    faults: list[str] = []
    told = book.canonical(about.institution) or about.institution
    if told and bodies and told not in bodies:
        text = "; ".join(sorted(bodies)[:10])
        faults.append(Message("table.other_body", file=file, said=told, text=text))
    if about.year and years and about.year not in years:
        text = ", ".join(map(str, sorted(years)))
        faults.append(Message("table.other_year", file=file, said=about.year, text=text))
    return faults


def _is_national(reading: Reading) -> bool:
    return len(reading.scorecards) > 1 and not any(
        code in load_framework(card.regulation).indicators for card in reading.scorecards for code in card.cells
    )


def _partly(cards: list[PrintedScorecard], heads: dict[int, Message]) -> list[Message]:
    """Remarks on cards with some but not all indicators, those that lack the same ones together."""
    missing: dict[tuple[str, ...], list[PrintedScorecard]] = defaultdict(list)
    for card in cards:
        indicators = load_framework(card.regulation).indicators
        gone = tuple(code for code in indicators if code not in card.cells)
        if gone and any(card.cells.get(code) for code in indicators):
            missing[gone].append(card)
    told = []
    for codes, lacking in missing.items():
        count = len(load_framework(lacking[0].regulation).indicators)
        fields = {"found": count - len(codes), "count": count, "cards": len(lacking)}
        named = ", ".join(codes[:_TOLD]) + ("" if len(codes) <= _TOLD else ", ...")
        told.append(Message("table.part", where=heads[id(lacking[0])], codes=named, **fields))
    return told


def _marks(imported: Imported) -> None:
    """Tell of a stray decimal point among commas or a comma among points; refuse a file that mixes them."""
    found: dict[str, list[str]] = {",": [], ".": []}
    for card in imported.scorecards:
        for code, text in card.cells.items():
            for mark in found:
                if mark in text and text[:1].isdigit():
                    found[mark].append(f"{card.places.get(code, card.place)}: {text!r}")
    few, many = sorted(found.values(), key=len)
    if not few:
        return
    if _STRAY * len(few) > len(few) + len(many):
        faults = [Message("table.mixed_marks", file=imported.file), few[0], many[0]]
        refuse(imported.file, faults, Message("advice.one_mark"))
    told = "; ".join(few[:10])
    imported.doubtful.append(Message("table.stray_marks", file=imported.file, count=len(few), text=told))


def _found(grid: Grid) -> str:
    cells = next((cells for _, cells in grid.rows if any(cell != "" for cell in cells)), [])
    return repr(", ".join(shown(cell) for cell in cells if cell != "")[:80]) if cells else Message("table.nothing")
