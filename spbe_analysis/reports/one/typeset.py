"""A page's blocks as Typst source: the same words, tables and figures, set for paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from spbe_analysis.presentation.page.document import ROLE, with_addresses
from spbe_analysis.presentation.page.language_marks import in_languages

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEXT_WIDTH, TALLEST = 170, 200  # millimetres: the column, and the tallest figure that leaves room for its caption
_TABLE_PT, _MOST = 7.5, 36  # size of a table's type [points], and the letters beyond which a column gets no wider


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
        entries = [f"[{self._said(key)}], [{' '.join(map(self._linked, texts))}], " for key, texts in about["entries"]]
        return f"#answers({''.join(entries)})\n"

    def set_citation(self, about: Mapping) -> str:
        entries = "".join(f"[{self._linked(text)}], " for text in about["documents"])
        documents = f"#par[{self._said(about['head'])}]\n#list({entries})" if entries else ""
        return f"#block(breakable: false)[{self.set_section(about)}{self.set_paragraphs(about)}{documents}]\n"

    def set_short_citation(self, about: Mapping) -> str:
        return f"#par[#strong[{self._said(about['text'] + '.')}] {self._said(about['texts'][0])}]\n"

    def set_table(self, about: Mapping) -> str:
        columns = [[name, *cells] for name, *cells in zip(about["head"], *about["rows"], strict=True)]
        widths = ", ".join(_width(column, numeric) for column, numeric in zip(columns, about["numeric"], strict=True))
        align = ", ".join("right" if numeric else "left" for numeric in about["numeric"])
        head = ", ".join(f"[#strong[{self._said(name)}]]" for name in about["head"])
        rows = [", ".join(f"[{self._cell(cell, about)}]" for cell in row) + ",\n" for row in about["rows"]]
        foot = self.set_paragraphs({"texts": [about["foot"]]}) if about["foot"] else ""
        return (
            f"#figure(kind: table, caption: [{self._said(about['caption'])}], table(columns: ({widths},), "
            f"align: ({align},), table.header({head}),\n{''.join(rows)}))\n{foot}"
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

    def _linked(self, text: str) -> str:
        pieces = [(piece, is_address) for piece, is_address in with_addresses(text) if piece]
        return "".join(
            _link(piece, _string(piece)) if is_address else self._said(piece) for piece, is_address in pieces
        )

    def _cell(self, text: str, about: Mapping) -> str:
        said, address = self._said(text, about.get("quotations", ())), about["links"].get(text, "")
        return _link(address, said) if address.startswith("https://") else said


def _link(address: str, body: str) -> str:
    return f"#link({quoted(address)})[{body}]"


def _string(text: str) -> str:
    """A text with its white space as one blank each, the blanks at its ends too."""
    return f"#{quoted(' '.join(('.' + text + '.').split())[1:-1])};"


def _width(column: Sequence[str], is_numeric: bool) -> str:
    """How wide a column is: numbers as wide as they need, with a head that wraps; words share what is left by their length."""
    head, *cells = column
    word = max((len(part) for part in head.split()), default=1)
    longest = max([len(cell) for cell in cells] or [1])
    if is_numeric:
        return f"{max(0.72 * word, 0.62 * longest) * _TABLE_PT + 7:.0f}pt"
    return f"{min(max(word, longest), _MOST):d}fr"
