"""A page's blocks as Typst source: the same words, tables and figures, set for paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from spbe_analysis.presentation.page.document import ROLE, with_addresses
from spbe_analysis.presentation.page.language_marks import in_languages

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEXT_WIDTH, TALLEST = 170, 200  # millimetres: the column, and the tallest figure that leaves room for its caption
_POINTS = TEXT_WIDTH / 25.4 * 72  # the column in points
_TABLE_PT, _INSET = 7.5, 7  # a table's type, and what stands beside a cell's text [points]
_LETTER, _BOLD = 0.58, 0.70  # of the type's size: an average letter's width
_WHOLE, _LONG = 16, 90  # rows of a table that is never divided, and letters of a cell that make rows tall
_START = 45  # millimetres that a longer table finds where it starts


def blocks_of(notebook: NotebookNode) -> list[dict]:
    """Data of every block and of the prose, in the page's order; of what is no block of ours, its plain text."""
    found: list[dict] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += _prose(cell.source)
        else:
            for output in cell.get("outputs", []):
                if ROLE in output.get("metadata", {}):
                    found.append(output.metadata[ROLE])
                elif "text/plain" in output.get("data", {}):
                    found.append({"kind": "text", "text": output.data["text/plain"]})
    return found


def _prose(source: str) -> list[dict]:
    """Headings, paragraphs and lists of a Markdown cell as data of blocks."""
    import mistune

    tokens = mistune.create_markdown(renderer=None)(source)
    found: list[dict] = []
    for token in tokens if isinstance(tokens, list) else []:
        if token["type"] == "heading":
            found.append({"kind": "heading", "text": _text_of(token), "level": token["attrs"]["level"]})
        elif token["type"] == "paragraph":
            found.append({"kind": "paragraphs", "texts": [_text_of(token)]})
        elif token["type"] == "list":
            found.append({"kind": "list", "texts": [_text_of(item) for item in token["children"]]})
        elif token["type"] == "block_code":
            found.append({"kind": "text", "text": token["raw"].rstrip()})
    return found


def _text_of(token: Mapping) -> str:
    """The words of a piece of Markdown, its emphasis and addresses left out."""
    if token["type"] in ("softbreak", "linebreak"):
        return " "
    return token.get("raw") or "".join(map(_text_of, token.get("children", ())))


def typst_of(blocks: Iterable[Mapping], language: str, tallest: int = TALLEST) -> tuple[str, dict[str, bytes]]:
    """Typst source of a page's blocks and the figures it names.

    Parameters
    ----------
    blocks : iterable of mapping
        Data of blocks (`spbe_analysis.presentation.page.document`).
    language : str
        The page's; names in the other one say so.
    tallest : int
        Height that no figure exceeds [mm].
    """
    sheet = _Sheet(language, tallest)
    return "\n".join(getattr(sheet, f"set_{block['kind']}", sheet.set_nothing)(block) for block in blocks), sheet.files


def quoted(text: str) -> str:
    """Text as a Typst string: shown as it is, never read as markup."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


class _Sheet:
    """Each kind of block as Typst source; figures become files of their own."""

    def __init__(self, language: str, tallest: int) -> None:
        self.language, self.tallest = language, tallest
        self.files: dict[str, bytes] = {}

    def set_nothing(self, about: Mapping) -> str:
        """Nothing, for what only a screen needs: downloads and the page's end."""
        return ""

    def set_title(self, about: Mapping) -> str:
        above = f"#kicker[{self._said(about['kicker'])}]\n" if about["kicker"] else ""
        return f"{above}#heading(level: 1)[{self._said(about['title'])}]\n"

    def set_section(self, about: Mapping) -> str:
        return f"#heading(level: 2)[{self._said(about['text'])}]\n"

    def set_heading(self, about: Mapping) -> str:
        return f"#heading(level: {about['level']})[{self._said(about['text'], about.get('quotations', ()))}]\n"

    def set_text(self, about: Mapping) -> str:
        lines = "\\n".join(quoted(line)[1:-1] for line in about["text"].splitlines())
        return f'#raw(block: true, "{lines}")\n'

    def set_paragraphs(self, about: Mapping) -> str:
        return "".join(f"\n#par[{self._said(text)}]\n" for text in about["texts"])

    def set_list(self, about: Mapping) -> str:
        return f"#list({''.join(f'[{self._said(text)}], ' for text in about['texts'])})\n"

    def set_pairs(self, about: Mapping) -> str:
        linked = partial(self._linked, addresses=about.get("addresses", ()))
        entries = [f"[{self._said(key)}], [{' '.join(map(linked, texts))}], " for key, texts in about["entries"]]
        return f"#answers({''.join(entries)})\n"

    def set_citation(self, about: Mapping) -> str:
        entries = "".join(f"[{self._linked(text, about['addresses'])}], " for text in about["documents"])
        documents = f"#par[{self._said(about['head'])}]\n#list({entries})" if entries else ""
        return f"{self.set_section(about)}{self.set_paragraphs(about)}{documents}\n"

    def set_short_citation(self, about: Mapping) -> str:
        return f"#par[#strong[{self._said(about['text'] + '.')}] {self._said(about['texts'][0])}]\n"

    def set_table(self, about: Mapping) -> str:
        widths, size = _widths(about)
        whole = len(about["rows"]) <= _WHOLE and all(len(cell) < _LONG for row in about["rows"] for cell in row)
        room = "" if whole else f"#block(above: 0pt, below: 0pt, height: {_START}mm, sticky: true)\n#v(-{_START}mm)\n"
        align = ", ".join("right" if numeric else "left" for numeric in about["numeric"])
        head = ", ".join(f"[#strong[{self._said(name)}]]" for name in about["head"])
        rows = [", ".join(f"[{self._cell(cell, about)}]" for cell in row) + ",\n" for row in about["rows"]]
        foot = self.set_paragraphs({"texts": [about["foot"]]}) if about["foot"] else ""
        return (
            f"{room}#[#show table: set text(size: {size:.2f}pt)\n"
            f"#show figure: set block(breakable: {str(not whole).lower()})\n"
            f"#figure(kind: table, caption: [{self._said(about['caption'])}], table(columns: ({', '.join(widths)},), "
            f"align: ({align},), table.header({head}),\n{''.join(rows)}))]\n{foot}"
        )

    def set_figure(self, about: Mapping) -> str:
        name = f"figure-{len(self.files) + 1}.svg"
        self.files[name] = about["svg"].encode()
        width, height = about["size"]
        size = f"height: {self.tallest}mm" if TEXT_WIDTH * height / width > self.tallest else "width: 100%"
        picture = f"image({quoted(name)}, alt: {quoted(about['alt'])}, {size})"
        return f"#figure(kind: image, caption: [{self._said(about['caption'])}], {picture})\n"

    def _said(self, text: str, quotations: Sequence[str] = ()) -> str:
        """A text whose pieces in another language say so."""
        pieces = in_languages(text, self.language, quotations)
        return "".join(
            f"#text(lang: {quoted(lang)})[{_string(piece)}]" if lang else _string(piece) for piece, lang in pieces
        )

    def _linked(self, text: str, addresses: Sequence[str]) -> str:
        return "".join(
            _link(piece, _string(piece)) if is_address else self._said(piece)
            for piece, is_address in with_addresses(text, addresses)
        )

    def _cell(self, text: str, about: Mapping) -> str:
        said, address = self._said(text, about.get("quotations", ())), about["links"].get(text, "")
        return _link(address, said) if address.startswith("https://") else said


def _link(address: str, body: str) -> str:
    return f"#link({quoted(address)})[{body}]"


def _string(text: str) -> str:
    """A text with its white space as one blank each, the blanks at its ends too."""
    return f"#{quoted(' '.join(('.' + text + '.').split())[1:-1])};"


def _widths(about: Mapping) -> tuple[list[str], float]:
    """Width of each column and size of type [points]: no word is cut, and what is left goes where most is said."""
    columns = [[name, *cells] for name, *cells in zip(about["head"], *about["rows"], strict=True)]
    least = [_least(column, numeric) for column, numeric in zip(columns, about["numeric"], strict=True)]
    size = _TABLE_PT * min(1, _POINTS / sum(least))
    least = [width * size / _TABLE_PT for width in least]
    rest = _POINTS - sum(least)
    wanted = [_more(column, width / size) for column, width in zip(columns, least, strict=True)]
    wanted = [0 if numeric else more for more, numeric in zip(wanted, about["numeric"], strict=True)]
    if not any(wanted):
        return [f"{width:.0f}pt" for width in least], size
    return [f"{width + rest * wish / sum(wanted):.0f}pt" for width, wish in zip(least, wanted, strict=True)], size


def _more(column: Sequence[str], least: float) -> float:
    """By how much a column's lines are longer than it is wide at least, on average and of the type's size."""
    return sum(max(0.0, len(cell) * _LETTER - least) for cell in column[1:]) / max(1, len(column) - 1)


def _least(column: Sequence[str], numeric: bool) -> float:
    """What a column needs [points]: the longest word of its head and of its cells; a number is never broken."""
    head, *cells = column
    words = cells if numeric else [word for cell in cells for word in cell.split()]
    longest = max((len(word) for word in words), default=1)
    return max(max(map(len, head.split()), default=1) * _BOLD, longest * _LETTER) * _TABLE_PT + _INSET
