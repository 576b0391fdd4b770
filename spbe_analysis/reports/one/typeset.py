"""A page's blocks as Typst source: the same words, tables and figures, set for paper."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEXT_WIDTH, TALLEST = 170, 200  # millimetres: the column, and the tallest figure that leaves room for its caption
_SKIPPED = {"details", "summary", "script", "style", "pre", "svg"}
_FLOWING = {"p", "dd", "dt", "li", "td", "th", "figcaption", "caption", "h1", "h2", "h3", "strong", "b", "span"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_SAID = re.compile(r'#"((?:[^"\\]|\\.)*)";')  # what `quoted` wrote
_TABLE_PT, _MOST = 7.5, 36  # size of a table's type [points], and the letters beyond which a column gets no wider
_DATA = "data:image/svg+xml,"


def quoted(text: str) -> str:
    """Text as a Typst string: shown as it is, never read as markup."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


class _Setter(HTMLParser):
    """Turns the few tags our blocks use into Typst, figures into files of their own."""

    def __init__(self, tallest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tallest = tallest
        self.files: dict[str, bytes] = {}
        self.out: list[str] = []
        self._stack: list[list[str]] = []
        self._skipping = 0
        self._table: dict | None = None
        self._figure = ""
        self._class: list[str] = []
        self._tags: list[str] = []
        self._langs: list[str] = []

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag in _SKIPPED:
            self._skipping += 1
        if self._skipping or tag in {"br", "img"}:
            if tag == "img" and not self._skipping:
                self._image(about)
            return
        self._class.append(about.get("class") or "")
        self._tags.append(tag)
        self._langs.append(about.get("lang") or "")
        if tag == "table":
            self._table = {"caption": "[]", "head": [], "rows": [], "numeric": []}
        elif tag == "tr" and self._table is not None:
            self._table["rows"].append([])
        self._stack.append([])
        if tag == "a":
            self._stack[-1].append(about.get("href") or "")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
            return
        if self._skipping or tag in {"br", "img"} or not self._stack:
            return
        kind, inner, _, lang = self._class.pop(), self._stack.pop(), self._tags.pop(), self._langs.pop()
        if tag == "a":
            href, *parts = inner
            body = f"#text(lang: {quoted(lang)})[{''.join(parts)}]" if lang else "".join(parts)
            self._put(
                f"#link({quoted(href)})[{body}]" if href.startswith("https://") else "" if kind == "download" else body
            )
            return
        body = f"#text(lang: {quoted(lang)})[{''.join(inner)}]" if lang else "".join(inner)
        if tag in _HEADINGS:
            self._put(f"\n#heading(level: {_HEADINGS[tag]})[{body}]\n")
        elif tag == "p":
            self._put(
                ""
                if kind in {"download", "end"}
                else f"\n#par[{body}]\n"
                if kind != "kicker"
                else f"\n#kicker[{body}]\n"
            )
        elif tag in {"li", "dt", "dd", "figcaption", "caption", "th", "td"}:
            self._inner(tag, body, kind)
        elif tag in {"ul", "ol"}:
            self._put(f"\n#list({body})\n")
        elif tag == "dl":
            self._put(f"\n#answers({body})\n")
        elif tag == "table":
            self._put(self._set_table())
            self._table = None
        elif tag == "figure":
            self._put(f"\n{self._figure}\n" if self._figure else body)
            self._figure = ""
        elif tag == "section":
            self._put(f"\n#block(breakable: false)[{body}]\n")
        elif tag in {"strong", "b"}:
            self._put(f"#strong[{body}]")
        else:
            self._put(body)

    def handle_data(self, data):
        if self._skipping:
            return
        text = " ".join(data.split())
        if text:
            lead = " " if data[0].isspace() else ""
            trail = " " if data[-1].isspace() else ""
            self._put(f"#{quoted(lead + text + trail)};")
        elif data and self._tags and self._tags[-1] in _FLOWING:
            self._put(" ")

    def _put(self, text: str) -> None:
        (self._stack[-1] if self._stack else self.out).append(text)

    def _inner(self, tag: str, body: str, kind: str) -> None:
        if tag == "caption":
            self._table["caption"] = f"[{body}]"
        elif tag in {"th", "td"}:
            rows = self._table["rows"]
            rows[-1].append((tag, body, kind == "n"))
        elif tag == "figcaption":
            self._figure = self._figure.replace("caption: []", f"caption: [{body}]")
        else:
            self._put(f"[{body}], ")

    def _set_table(self) -> str:
        head, *rows = [row for row in self._table["rows"] if row]
        numeric = [cell[2] for cell in head]
        widths = ", ".join(_width([row[i] for row in (head, *rows) if i < len(row)]) for i in range(len(head)))
        align = ", ".join("right" if is_numeric else "left" for is_numeric in numeric)
        cells = [f"table.header({', '.join(f'[#strong[{body}]]' for _, body, _ in head)}),"]
        cells += [", ".join(f"[{body}]" for _, body, _ in row) + "," for row in rows]
        return (
            f"\n#figure(kind: table, caption: {self._table['caption']}, table(columns: ({widths},), align: ({align},), "
            + "\n".join(cells)
            + "))\n"
        )

    def _image(self, about: dict) -> None:
        source = about.get("src") or ""
        if not source.startswith(_DATA):
            return
        name = f"figure-{len(self.files) + 1}.svg"
        self.files[name] = unquote(source.removeprefix(_DATA)).encode()
        width, height = (float(about.get(key) or 1) for key in ("width", "height"))
        tall = TEXT_WIDTH * height / width > self.tallest
        size = f"height: {self.tallest}mm" if tall else "width: 100%"
        self._figure = (
            f"#figure(kind: image, caption: [], image({quoted(name)}, alt: {quoted(about.get('alt') or '')}, {size}))"
        )


def _width(column: list[tuple[str, str, bool]]) -> str:
    """How wide a column is: numbers as wide as they need, with a head that wraps; words share what is left by their length."""
    head, *cells = (" ".join(_SAID.findall(body)) for _, body, _ in column)
    word = max((len(part) for part in head.split()), default=1)
    longest = max([len(cell) for cell in cells] or [1])
    if column[0][2]:
        return f"{max(0.72 * word, 0.62 * longest) * _TABLE_PT + 7:.0f}pt"
    return f"{min(max(word, longest), _MOST):d}fr"


def typst_of(markup: str, tallest: int = TALLEST) -> tuple[str, dict[str, bytes]]:
    """Typst source of a piece of a page and the figures it names.

    Parameters
    ----------
    markup : str
        HTML of our own blocks (`spbe_analysis.presentation.page.document`).
    tallest : int
        Height that no figure exceeds [mm].
    """
    setter = _Setter(tallest)
    setter.feed(markup)
    setter.close()
    return "".join(setter.out), setter.files


def blocks_of(notebook: NotebookNode) -> list[tuple[str, str, dict]]:
    """Kind, HTML and what else is told of every block and section heading, in the page's order."""
    from spbe_analysis.presentation.page.document import ROLE, escape

    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                mark, _, text = line.partition(" ")
                if mark in {"##", "###"}:
                    found.append(("section", f"<h{len(mark)}>{escape(text)}</h{len(mark)}>", {}))
        else:
            for output in cell.get("outputs", []):
                if "text/html" in output.get("data", {}):
                    about = output.get("metadata", {}).get(ROLE, {})
                    found.append((about.get("kind", "text"), output.data["text/html"], about))
    return found
