"""The values of one table: every cell of a column of figures with its body, year, stage and node."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from spbe_analysis.errors import RegulationError
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.columns import Columns, choose_columns, row_label, row_number, unread_columns
from spbe_analysis.evidence.readers.grid import Cell, Grid, Row, at, figure, shown
from spbe_analysis.evidence.readers.header import Header, numbers_columns, same_row
from spbe_analysis.evidence.readers.headings import Heading, read_heading, stage_of
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.laws import Laws
from spbe_analysis.evidence.readers.node_names import frameworks
from spbe_analysis.evidence.readers.whose import names_by_line
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.numbers import is_score
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.grid import WHOLE

_TOLD = 10  # names, columns or codes listed in one remark
_LONGEST = 6  # characters of a score; a slip may add one or two
_SUMMARY = re.compile(
    r"^(rata\W*rata|rerata|mean|average|jumlah|total|median|std|standar deviasi|(nilai )?(maks|min|tertinggi|terendah)\w*)\b",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"^\d[.,](\d{1,2})$", re.ASCII)
_PREDICATE = re.compile(r"predi[kc]at", re.I)
_UNIT = re.compile(r"^(?:\(.*|[a-z])$")  # "(poin)" or "a" below a heading
_LEVEL = re.compile(r"^\d([.,]0+)?$", re.ASCII)


@dataclass
class Reading:
    """Cards of one table, what was doubtful or refused about it, and whose and which years it says it is of."""

    scorecards: list[PrintedScorecard] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    bodies: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)


def read_table(grid: Grid, header: Header, about: About, book: NameBook, node: str = "") -> Reading | None:
    """Cards of a table, whichever way round it lies; None where it is no table of levels or scores.

    Header rows that come again are passed over, names broken over lines are
    put together, a cell that is blank where most rows are filled stays as a
    blank. What cannot be told for sure is refused with its place.

    Parameters
    ----------
    about : About
        What titles, the sheet's name and whoever hands in the file say.
    node : str
        The node of the whole table, where its sheet is named after one.
    """
    table = _Table(grid, header, about, book, node)
    return table.read() if table.columns.shape else None


class _Table:
    """A table while it is read."""

    def __init__(self, grid: Grid, header: Header, about: About, book: NameBook, node: str) -> None:
        self.grid, self.header, self.about, self.book, self.node = grid, header, about, book, node
        self.reading = Reading()
        self.own = {role: header.columns(role) for role in ("year", "stage", "predicate", "document", "url")}
        self.rows = self._body()
        self.columns: Columns = choose_columns(grid, header, self.rows, about.stage, node)
        self.of_rows = self.columns.shape == "rows"
        self.labels = {line: row_label(grid, header, self.columns, line, cells) for line, cells in self.rows}
        if node[:1] in ("D", "A") and 2 * sum(map(bool, self.labels.values())) > len(self.labels):
            self.node = ""  # a sheet of one domain whose rows are its indicators
        self.laws = Laws(about, self._nodes())
        self.decimals = any(
            isinstance(cell, Decimal) and cell != cell.to_integral_value()
            for _, cells in self.rows
            for cell in (at(cells, i) for i in self.columns.figures)
        )
        self.only_year = None if about.year else self._only_year()
        self.predicates = self._of_predicates()
        self.cards: dict[tuple, PrintedScorecard] = {}
        self.first: dict[tuple, int] = {}
        self.clashes: set[tuple[int, int]] = set()
        self._numbered: dict[str, bool] = {}

    def read(self) -> Reading:
        grid, columns, reading = self.grid, self.columns, self.reading
        about = self.header.columns(*self.own)
        faults = grid.faults_in({*columns.figures, *columns.names, *columns.labels, *columns.numbers, *about})
        if columns.clashes or faults:
            reading.refused = [*columns.clashes, *faults]
            return reading
        broken = not self.of_rows
        names, alone, refused = names_by_line(grid, self.header, columns.names, self.rows, self.book, broken)
        reading.doubtful += alone
        reading.refused += refused
        filled = Counter(i for _, cells in self.rows for i in columns.figures if at(cells, i) != "")
        dated = any(shown(self._own(cells, "year")) for _, cells in self.rows)
        blank: list[str] = []
        for line, cells in self.rows:
            if columns.names and line not in names:
                continue
            wanted = [i for i in columns.figures if at(cells, i) != "" or 2 * filled[i] > len(self.rows)]
            keyed = self.of_rows and (self.node or self.labels[line] or row_number(columns, cells))
            if keyed or any(at(cells, i) != "" for i in wanted):
                self._read_row(line, cells, wanted, names, dated)
            elif not self.of_rows and self.book.canonical(names.get(line, "")):
                blank.append(names[line])
        for pair in sorted(self.clashes):
            texts = ", ".join(repr(self.header.headings[i].text) for i in pair)
            reading.refused.append(Message("table.clash", where=grid.where(self.header.line), text=texts))
        if self.clashes:
            return reading
        if self.of_rows:
            self._leave_out_sections()
        reading.scorecards = [
            card for card in self.cards.values() if any(card.cells.values()) or (self.of_rows and card.foreign)
        ]
        told = {card.institution for card in reading.scorecards}
        blank = [name for name in dict.fromkeys(blank) if name not in told]
        if blank and told:
            self._tell("table.no_figures", blank, "; ")
        self._look_over()
        return reading

    def _leave_out_sections(self) -> None:
        """Rows of domains or aspects, none of which has a figure, are headings of what stands below them."""
        for card in self.cards.values():
            nodes = load_framework(card.regulation).nodes
            for kind in ("domain", "aspect"):
                codes = [code for code in card.cells if nodes[code].kind == kind]
                if not any(card.cells[code] for code in codes):
                    card.cells = {code: text for code, text in card.cells.items() if code not in codes}

    def _read_row(self, line: int, cells: list[Cell], wanted: list[int], names: dict[int, str], dated: bool) -> None:
        grid, reading = self.grid, self.reading
        name = names.get(line, "")
        if not name and any(names.values()):
            reading.refused.append(Message("table.no_name", where=grid.where(line)))
            return
        if name:
            reading.bodies.add(name)
        year_text, stage_text = shown(self._own(cells, "year")), shown(self._own(cells, "stage"))
        own_year, own_stage = _year_of(year_text), stage_text if stage_text in STAGES else stage_of(stage_text)[0]
        if year_text and own_year is None:
            reading.refused.append(Message("table.not_year", where=grid.where(line, "year"), text=year_text))
            return
        if stage_text and not own_stage:
            reading.refused.append(Message("table.not_stage", where=grid.where(line, "stage"), text=stage_text))
            return
        given = self.labels.get(line, [])
        number = row_number(self.columns, cells)
        labels = [shown(at(cells, i)) for i in self.columns.labels] if self.of_rows and not given else []
        of_predicates = any(read_heading(text).role == "predicate" for text in labels if text)
        if self.of_rows and not self.node and not given and not number and not of_predicates:
            reading.refused.append(Message("table.no_node", where=grid.where(line), text=_some(cells)))
            return
        taken: dict[tuple, int] = {}
        for i in wanted:
            heading, cell = self.header.headings[i], at(cells, i)
            year = heading.year or own_year or (None if dated else self.about.year or self.only_year)
            if heading.year or own_year:
                reading.years.add(heading.year or own_year or 0)
            if year is None and dated:
                reading.refused.append(Message("table.not_year", where=grid.where(line, "year"), text=year_text))
                return
            try:
                framework = self.laws.of(year)
            except RegulationError:
                reading.refused.append(Message("table.no_law_of", where=grid.where(line, heading.text), year=year))
                continue
            card, key = self._card(line, cells, name, year, heading.stage or own_stage or self.about.stage, framework)
            if of_predicates:
                card.predicate = card.predicate or shown(cell)
                continue
            if not self.of_rows and self.first.setdefault(key, line) != line:
                self._again(card, key, line, framework, heading, cell)
                return
            nodes = self._node(framework, given, number) if self.of_rows else [heading.node or "index"]
            codes = {node: self.laws.code(framework, node) for node in nodes}
            if len(set(codes.values())) > 1:
                text = ", ".join(map(repr, (node.removeprefix("name:") for node in nodes)))
                reading.refused.append(Message("table.two_nodes", where=grid.where(line), text=text))
                return
            node, code = next(iter(codes.items()))
            if code and (key, code) in taken:
                self.clashes.add((taken[key, code], i))
                continue
            taken[key, code] = i
            if (line, i) in grid.merged:
                reading.refused.append(Message("table.merged", where=grid.where(line, heading.text)))
                continue
            self._put(card, line, code, node, cell, framework)
            self._predicate(card, cells, heading, code == framework.root or not self.of_rows)

    def _put(self, card: PrintedScorecard, line: int, code: str, node: str, cell: Cell, framework: Framework) -> None:
        if code and code in card.cells:
            card.again.append((code, figure(cell, framework, code, self.decimals)))
        elif code:
            card.cells[code] = figure(cell, framework, code, self.decimals)
            card.places[code] = self.grid.place(line)
        elif (self.of_rows or not node.startswith("name:")) and cell != "":
            card.foreign.append((node.removeprefix("name:"), shown(cell)))

    def _again(
        self, card: PrintedScorecard, key: tuple, line: int, framework: Framework, heading: Heading, cell: Cell
    ) -> None:
        """A second row of the same body, year and stage: nothing of it is taken."""
        code = self.laws.code(framework, heading.node or "index")
        if code in card.cells:
            card.again.append((code, figure(cell, framework, code, self.decimals)))
        whose = f"{card.institution} {card.year or ''}".strip()
        self.reading.refused.append(
            Message("levels.again_at", where=self.grid.where(line), code=whose, first=self.first[key])
        )

    def _card(
        self, line: int, cells: list[Cell], name: str, year: int | None, stage: str, framework: Framework
    ) -> tuple[PrintedScorecard, tuple]:
        document, url = shown(self._own(cells, "document")) or self.grid.file, shown(self._own(cells, "url"))
        said = self.about.institution
        body = name or self.book.canonical(said) or said
        key = body, year, stage, document, url
        if key not in self.cards:
            self.cards[key] = PrintedScorecard(
                body,
                year,
                stage,
                framework.id,
                assessment=self.about.assessment,
                document=document,
                url=url,
                place=self.grid.place(line),
            )
        return self.cards[key], key

    def _predicate(self, card: PrintedScorecard, cells: list[Cell], heading: Heading, of_index: bool) -> None:
        for i, whose in self.predicates.items() if of_index else ():
            if whose == (heading.year, heading.stage) and at(cells, i) != "":
                card.predicate = shown(at(cells, i))

    def _only_year(self) -> int | None:
        """The one year that headings say, where columns of other nodes stand beside it without a year."""
        figures = [self.header.headings[i] for i in self.columns.figures]
        years = {one.year for one in figures if one.year}
        bare = {one.node for one in figures if not one.year}
        alike = bare & {one.node for one in figures if one.year}
        return next(iter(years)) if len(years) == 1 and bare and not alike else None

    def _of_predicates(self) -> dict[int, tuple[int | None, str]]:
        """Year and stage, as headings say them, of the index that each column of predicates belongs to.

        A column that says neither belongs to the only index there is; of
        several to the one that says neither too, else to none for sure.
        """
        headings = self.header.headings
        figures = [headings[i] for i in self.columns.figures]
        of_index = [one for one in figures if one.node in ("", "index")] or figures
        there = {(one.year, one.stage) for one in of_index}
        found = {}
        for i in filter(self._holds_predicates, self.own["predicate"]):
            year, stage = headings[i].year, headings[i].stage
            fitting = {one for one in there if year in (None, one[0]) and stage in ("", one[1])}
            fitting = {(year, stage)} if (year, stage) in there else fitting
            if len(fitting) == 1:
                found[i] = fitting.pop()
        return found

    def _holds_predicates(self, column: int) -> bool:
        """Whether a column under a word such as ``Kategori``, which may name kinds of bodies, holds predicates."""
        if _PREDICATE.search(self.header.headings[column].text):
            return True
        texts = [text for _, cells in self.rows if (text := shown(at(cells, column)))]
        known = sum(any(framework.find_predicate(text) for framework in frameworks()) for text in texts)
        return 2 * known > len(texts)

    def _node(self, framework: Framework, given: list[str], number: str) -> list[str]:
        """What names a row's node: its label, or its number where numbers are those of indicators."""
        if self.node:
            return [self.node]
        if not number or not self._numbers_are_codes(framework):
            return given or [number]
        label = self.laws.code(framework, given[0]) if given else ""
        if not label:
            return given or [number]
        return [*given, number] if framework.nodes[label].kind == "indicator" else given

    def _numbers_are_codes(self, framework: Framework) -> bool:
        """Whether the column of row numbers holds numbers of indicators: where both are there, most agree."""
        if framework.id not in self._numbered:
            both = [
                (self.laws.code(framework, given[0]), self.laws.code(framework, row_number(self.columns, cells)))
                for line, cells in self.rows
                if (given := self.labels[line]) and row_number(self.columns, cells)
            ]
            both = [(label, number) for label, number in both if label in framework.indicators]
            self._numbered[framework.id] = 2 * sum(label == number for label, number in both) >= len(both)
        return self._numbered[framework.id]

    def _nodes(self) -> list[str]:
        if self.node:
            return [self.node]
        if not self.of_rows:
            nodes = [self.header.headings[i] for i in self.columns.figures]
            return [heading.node or "index" for heading in nodes if not heading.node.startswith("name:")]
        rows = ((self.labels[line], row_number(self.columns, cells)) for line, cells in self.rows)
        return [node for given, number in rows for node in (given[:1] or [number]) if node]

    def _own(self, cells: list[Cell], role: str) -> Cell:
        return next((at(cells, i) for i in self.own[role]), "")

    def _body(self) -> list[Row]:
        """Rows below the header: without headers that come again, numbers of columns, and sums or means."""
        heads = [cells for _, cells in self.grid.rows[self.header.top : self.header.first]]
        named = self.header.columns("institution", "name", "code", "province", "row")
        rows: list[Row] = []
        passed = []
        for line, cells in self.grid.rows[self.header.first :]:
            texts = [shown(cell).casefold() for cell in cells]
            if any(same_row(cells, head) for head in heads):
                continue
            if not rows and numbers_columns(cells) and (named or any("(" in text for text in texts)):
                continue
            whole = {text for text in texts if text}
            if not rows and len(whole) > 1 and all(map(_UNIT.match, whole)):
                continue
            if len(whole) == 1 and any((line, i) in self.grid.filled for i in range(len(cells))):
                first = next(i for i, text in enumerate(texts) if text)
                cells = ["" if i != first else cell for i, cell in enumerate(cells)]
            if any(_SUMMARY.match(texts[i] if i < len(texts) else "") for i in named) and any(
                text[-1:].isdigit() for text in texts
            ):
                passed.append(line)
                continue
            rows.append((line, cells))
        if passed:
            lines = ", ".join(map(str, passed[:_TOLD]))
            self.reading.doubtful.append(Message("table.summary", where=self.grid.where(passed[0]), text=lines))
        return rows

    # -- remarks ---------------------------------------------------------------

    def _look_over(self) -> None:
        if self.only_year and not any(shown(self._own(cells, "year")) for _, cells in self.rows):
            headings = [self.header.headings[i] for i in self.columns.figures]
            bare = ", ".join(heading.text for heading in headings if heading.year is None)
            where = self.grid.where(self.header.line)
            self.reading.doubtful.append(Message("table.only_year", where=where, text=bare, year=self.only_year))
        self._columns_not_read()
        self._strangers()
        self._levels()
        self._decimals()
        if not self.grid.ended:
            self._end_of_file()

    def _columns_not_read(self) -> None:
        laws = [load_framework(name) for name in {card.regulation for card in self.reading.scorecards}]
        if not self.of_rows:
            dead = {
                i
                for i in self.columns.figures
                if (node := self.header.headings[i].node).startswith("name:")
                and not any(self.laws.code(law, node) for law in laws)
            }
            self.columns.figures = [i for i in self.columns.figures if i not in dead]
        unread = unread_columns(self.header, self.columns, self.rows)
        unread += [self.header.headings[i].text for i in self.own["predicate"] if i not in self.predicates]
        if unread:
            self._tell("table.unread", unread, ", ")

    def _strangers(self) -> None:
        names = {card.institution for card in self.reading.scorecards if card.institution}
        strangers = sorted(name for name in names if not self.book.canonical(name))
        if strangers:
            self._tell("table.strangers", strangers, "; ")

    def _levels(self) -> None:
        """Refuse columns of figures that are no levels."""
        for card in self.reading.scorecards:
            framework = load_framework(card.regulation)
            leaves = set(framework.indicators)
            given = {code: text for code, text in card.cells.items() if text and code in leaves}
            levels = list(given.values())
            if 2 * sum(_may_be_level(text, code, framework) for code, text in given.items()) < len(levels):
                self.reading.refused.append(
                    Message("table.no_levels", where=self.grid.where(self.header.line), text=", ".join(levels[:3]))
                )
                card.cells = {}
        self.reading.scorecards = [card for card in self.reading.scorecards if card.cells or card.foreign]

    def _decimals(self) -> None:
        """Tell of scores with one decimal among scores with two: a zero may be lost, and with it what they say."""
        counts: Counter[int] = Counter()
        example = ""
        for card in self.reading.scorecards:
            law = load_framework(card.regulation)
            leaves = {
                leaf for leaf in law.leaves() if law.grid(leaf) is not WHOLE
            }  # 2.5 is what they are: nothing lost
            for code, text in card.cells.items():
                found = _DECIMALS.match(text)
                if found and code not in leaves:
                    counts[len(found[1])] += 1
                    example = example or (text if len(found[1]) == 1 else "")
        if counts[1] and counts[2]:
            fields = {"count": counts[1], "others": counts[2], "text": example}
            self.reading.doubtful.append(Message("table.decimals", where=self.grid.where(self.header.line), **fields))

    def _end_of_file(self) -> None:
        """Refuse a file that does not end where a line ends when its last cell may be cut."""
        cells = self.grid.rows[-1][1]
        column = len(cells) - 1
        role = self.header.headings[column].role if column < len(self.header.headings) else ""
        text = shown(cells[column])
        above = [shown(at(row, column)) for _, row in self.rows[:-1]]
        cut = bool(role == "institution" or (not text and above and all(above)))
        if role == "predicate" and text:
            laws = [load_framework(name) for name in {card.regulation for card in self.reading.scorecards}]
            cut = not any(law.find_predicate(text) for law in laws)
        elif column in self.columns.figures:
            cut = cut or any(len(other) > len(text) for other in above)
        if cut:
            refuse(self.grid.file, [Message("file.cut_off", file=self.grid.file)], Message("advice.last_line"))

    def _tell(self, key: str, items: list[str], mark: str) -> None:
        more = Message("table.and_more", count=len(items) - _TOLD) if len(items) > _TOLD else ""
        text = mark.join(items[:_TOLD])
        where = self.grid.where(self.header.line)
        self.reading.doubtful.append(Message(key, where=where, text=(text, more) if more else text))


def holds_figures(reading: Reading) -> bool:
    """Whether most cells are figures of known codes; otherwise the table is of something else."""
    texts = [text for card in reading.scorecards for text in card.cells.values() if text]
    foreign = sum(len(card.foreign) for card in reading.scorecards)
    strange = sum(not text[-1:].isdigit() or len(text) > _LONGEST for text in texts)
    return not (texts or foreign) or 2 * (foreign + strange) <= len(texts)


def _may_be_level(text: str, code: str, law: Framework) -> bool:
    """Whether a text looks like a value of an indicator: a whole level, or any score where its grid is finer."""
    return bool(_LEVEL.match(text)) if law.grid(code) is WHOLE else is_score(text)


def _year_of(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


def _some(cells: list[Cell]) -> str:
    return ", ".join(shown(cell) for cell in cells if cell != "")[:80]
