"""The one door from values to a reader's page: headings, sentences, tables, figures, downloads.

Every text passes `escape` here and nowhere else, so that a name is shown and
never run. Blocks are shown by Jupyter as they are and put into the report by
its template unchanged. What else is made of a page (files of its tables and
figures, pages for paper) is made from the data that a block carries.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from numbers import Integral
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.language_marks import Teller
from spbe_analysis.presentation.text.wording import DASH, Said, check_language, say, to_sort_by

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.presentation.drawing.head import Head

LONG_TABLE = 10  # rows that are seen at once; a longer table can be sorted
MIN_ALT = 20  # characters; a shorter text does not say what is to be seen
_PIXELS = 96  # an inch, in CSS
ROLE = "spbe"  # key of our metadata on an output
_TAG = re.compile(r"<[^>]*>")
_QUOTES = str.maketrans("'\"", "\"'")
_PATH = re.compile(r' d="[^"]*"')


class Block:
    """A piece of a page: its HTML, a plain text for consoles, and the data it was made from, its ``kind`` among them.

    The HTML is made when it is asked for, by a function of what tells its
    texts (`language_marks.Teller`): only then is it known which language the
    page is in. ``quotations`` among the data are words in the other one.
    """

    language = ""

    def __init__(self, make: Callable[[Teller], str], plain: str, /, **about: object) -> None:
        self._make, self.plain, self.about = make, plain, about

    @property
    def markup(self) -> str:
        """The block as HTML."""
        return self._make(Teller(self.language, self.about.get("quotations", ())))  # type: ignore[arg-type]

    def on_page(self, language: str) -> Self:
        """The same block, shown from now on as one of a page in a language."""
        self.language = language
        return self

    def quoting(self, words: Iterable[str]) -> Self:
        """The same block, in which these words are the other language's."""
        if quotations := list(filter(None, words)):
            self.about["quotations"] = quotations
        return self

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.markup, "text/plain": self.plain}, ({ROLE: self.about} if self.about else {})


class Blocks(tuple[Block, ...]):
    """Pieces of a page in order; a notebook shows them one below the other."""

    def _ipython_display_(self) -> None:
        show(*self)

    def __repr__(self) -> str:
        return "\n\n".join(block.plain for block in self)


def show(*blocks: Block) -> None:
    """Show blocks in a notebook, in order."""
    from IPython.display import display

    for block in blocks:
        display(block)


def escape(text: object) -> str:
    """Text made safe to stand in HTML, attributes included."""
    return html.escape(str(text), quote=True)


def anchor(text: str) -> str:
    """What a link to a section ends with."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def title(text: str, kicker: str = "") -> Block:
    """The page's title, with the question it answers above it."""

    def make(told: Teller) -> str:
        return (told("p", kicker, class_="kicker") if kicker else "") + told("h1", text)

    return Block(make, text, kind="title", title=text, kicker=kicker)


def section(text: str) -> Block:
    """The heading of a section, listed in the page's contents."""
    name = anchor(text)
    return Block(lambda told: told("h2", text, id=name), text, kind="section", anchor=name, text=text)


def heading(text: str, level: int = 3) -> Block:
    """A heading inside a section."""
    return Block(lambda told: told(f"h{level}", text), text, kind="heading", text=text, level=level)


def paragraphs(*texts: str, lead: bool = False) -> Block:
    """Sentences, one paragraph each."""
    return Block(
        lambda told: "".join(told("p", text, class_="lead" if lead else "") for text in texts),
        "\n".join(texts),
        kind="paragraphs",
        texts=list(texts),
    )


def bullets(texts: Iterable[str], sources: bool = False) -> Block:
    """Sentences as a list; with ``sources`` they also stand in the file of every table of the page."""
    texts = list(texts)
    about = {"sources": texts} if sources else {}
    return Block(
        lambda told: f"<ul>{''.join(told('li', text) for text in texts)}</ul>",
        "\n".join(texts),
        kind="list",
        texts=texts,
        **about,
    )


def aside(text: str) -> Block:
    """What only a notebook says: a page leaves it out, and a section with nothing else."""
    return Block(lambda told: told("p", text), text, kind="aside", text=text)


def unless(unsaid: Callable[..., str], made: Callable) -> Callable:
    """What makes a part of a page; where `unsaid` gives a reason, it is why the part is not there."""

    def block(answer, language: str) -> Block | list[Block]:
        reason = unsaid(answer, language)
        return aside(reason) if reason else made(answer, language)

    return block


def pairs(entries: Mapping[str, str | list[str]], kind: str = "facts", addresses: Iterable[str] = ()) -> Block:
    """Short questions, or names of facts, and the sentences that answer them.

    ``kind="answers"`` opens a page; ``kind="facts"`` says where a page's
    figures come from, and also stands in the file of every table. Web
    ``addresses`` that stand in the sentences are links.
    """
    addresses = secure(addresses)
    texts = {key: [value] if isinstance(value, str) else value for key, value in entries.items()}
    lines = [f"{key}: {' '.join(value)}" for key, value in texts.items()]
    about = {"sources": lines} if kind == "facts" else {}
    about |= {"addresses": addresses} if addresses else {}

    def make(told: Teller) -> str:
        rows = "".join(
            f"<div>{told('dt', key)}<dd>{' '.join(_linked(text, addresses, told) for text in value)}</dd></div>"
            for key, value in texts.items()
        )
        return f'<dl class="{escape(kind)}">{rows}</dl>'

    return Block(make, "\n".join(lines), kind="pairs", entries=list(texts.items()), **about)


def table(
    frame: pd.DataFrame,
    caption: str,
    foot: str = "",
    links: Mapping[str, str] | None = None,
    sources: bool = False,
    origin: str = "",
) -> Block:
    """A table as it is to be read, one column a header, the first column naming the row.

    Parameters
    ----------
    frame : DataFrame of str and int
        From `spbe_analysis.presentation.page.tables`; column names are the heads.
        A text that is `Said` keeps its numbers for the files of the table;
        columns of nothing else are set flush right. A whole number, such as a
        year, is shown as it is.
    caption : str
        What the table holds, with its unit.
    foot : str
        A remark below the table.
    links : mapping, optional
        Web address by cell text.
    sources : bool
        Whether the rows are the documents that the page's figures come from;
        they then stand in the file of every table.
    origin : str
        Where this table's figures come from, if not from the page's sources.
    """
    head, links = list(map(str, frame.columns)), dict(links or {})
    columns = [list(frame.iloc[:, place]) for place in range(len(head))]
    rows = [list(map(str, row)) for row in zip(*columns, strict=True)]
    numeric = list(map(_is_quantity, columns))
    numbers = [None, *map(_numbers, columns[1:])]
    about = {
        "kind": "table",
        "caption": caption,
        "head": head,
        "rows": rows,
        "numeric": numeric,
        "numbers": numbers,
        "foot": foot,
        "links": links,
    }
    if sources:
        about["sources"] = [_source_line(dict(zip(head, row, strict=True)), links) for row in rows]
    if origin:
        about["origin"] = origin

    def make(told: Teller) -> str:
        kinds = ["n" if is_numeric else "" for is_numeric in numeric]
        heads = "".join(told("th", name, scope="col", class_=k) for name, k in zip(head, kinds, strict=True))
        body = []
        for first, *rest in rows:
            cells = [told("th", first, scope="row", class_=kinds[0])]
            cells += [_cell(cell, k, links, told) for cell, k in zip(rest, kinds[1:], strict=True)]
            body.append(f"<tr>{''.join(cells)}</tr>")
        keys = ";".join(to_sort_by(column) if known else "" for column, known in zip(columns, numbers, strict=True))
        keys = f' data-v="{keys}"' if len(rows) > LONG_TABLE and any(numbers) else ""
        return (
            f'<div class="scroll" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
            f"{told('caption', caption)}<thead><tr>{heads}</tr></thead><tbody{keys}>{''.join(body)}</tbody></table></div>"
        ) + (told("p", foot, class_="foot") if foot else "")

    return Block(make, f"{caption}\n{frame.astype(str).to_string(index=False)}", **about)


def figure(axes, name: str, alt: str, caption: str, head: Head | None = None) -> Block:
    """A drawn figure with what is to be seen in it and how to read it, once for a wide and once for a narrow page.

    Parameters
    ----------
    axes : matplotlib Axes
        From a drawing function of `spbe_analysis.presentation`.
    name : str
        File name without suffix, unique on the page.
    alt : str
        What is to be seen, for those who cannot see it.
    caption : str
        How to read it.
    head : Head, optional
        Message, unit and source; they stand in the picture, so that it can be taken alone.

    Raises
    ------
    ReportError
        If the alternative text is too short to say anything.
    """
    from spbe_analysis.presentation.drawing.head import put
    from spbe_analysis.presentation.drawing.style import narrow
    from spbe_analysis.presentation.drawing.svg import to_svg

    title = head.title if head else ""
    drawn = [page for page in (axes.figure, narrow(axes.figure)) if page is not None]
    shares = [put(page, head) for page in drawn] if head else []
    pages = [(to_svg(page, title, alt), [inches * _PIXELS for inches in page.get_size_inches()]) for page in drawn]
    made = picture(*pages[0], name, f"{title}. {alt}" if title else alt, caption, *pages[1:], called=title)
    if head:
        made.about["head"] = {**asdict(head), "above": shares[0][0], "below": shares[0][1]}
    return made


def picture(
    svg: str,
    size: Sequence[float],
    name: str,
    alt: str,
    caption: str,
    narrow: tuple[str, Sequence[float]] | None = None,
    called: str = "",
) -> Block:
    """As `figure`, from SVG text and its size [pixels]; `called`, by default the caption, names the place that scrolls."""
    if len(alt.strip()) <= MIN_ALT:
        raise ReportError(Message("page.alt", name=name), [repr(alt)])
    width, height = map(_whole, size)
    shown = f'<img src="{_address(svg)}" width="{width}" height="{height}" alt="{escape(alt)}">'
    if narrow:
        source, (across, down) = _address(narrow[0], ""), map(_whole, narrow[1])
        about_it = f'srcset="{source}" width="{across}" height="{down}"'
        shown = f'<picture><source media="screen and (max-width: 40rem)" {about_it}>{shown}</picture>'
    about = {"name": name, "alt": alt, "caption": caption, "svg": svg, "size": [width, height]}
    scroll = f'<div class="scroll" role="region" aria-label="{escape(called or caption)}" tabindex="0">'
    return Block(
        lambda told: f"<figure>{scroll}{shown}</div>{told('figcaption', caption)}</figure>",
        f"{caption}\n{alt}",
        kind="figure",
        **about,
    )


def _whole(pixels: float) -> int:
    return int(pixels + 0.5)


def _address(svg: str, blank: str = " ") -> str:
    """A drawing as an address that holds it; a blank ends an address where several may stand."""
    if not blank:
        svg = _PATH.sub(lambda found: found[0][:3] + found[0][3:].replace(" ", ","), svg)
    return "data:image/svg+xml," + quote(_swap_quotes(svg), safe=f"{blank}=:/;,()'!*@$+?&~[]|").replace("&", "&amp;")


def _swap_quotes(svg: str) -> str:
    """The same drawing with its attributes in the other kind of quotes; double ones cost three bytes in an address."""
    return _TAG.sub(lambda tag: tag[0].translate(_QUOTES), svg)


def download(content: str, name: str, label: str, kind: str = "text/csv", **about: object) -> Block:
    """A text file that the reader may keep, carried inside the page and published beside it, and what it was made of."""
    source = f"data:{kind};charset=utf-8," + quote(content, safe=" =:/;,()'!*@$+?&~[]|")
    return Block(
        lambda told: f'<p class="download">{told("a", label, download=name, href=source)}</p>',
        f"{label}: {name}",
        kind="file",
        name=name,
        content=content,
        **about,
    )


def closing(finding: str, language: str, figures: Iterable[str] = ()) -> Block:
    """The last block of every notebook: without it a run does not count as whole.

    Parameters
    ----------
    finding : str
        One sentence for the list of reports.
    language : str
        Language of the page.
    figures : iterable of str
        Names of figures the page must hold.
    """
    end = say("report.end", check_language(language))
    return Block(
        lambda told: told("p", end, class_="end"),
        end,
        kind="closing",
        finding=finding,
        language=language,
        figures=list(figures),
    )


def _is_quantity(column: Sequence[object]) -> bool:
    """Whether a column holds numbers or ranges alone; a whole number that is not said, such as a year, names a row."""
    said = [cell for cell in column if isinstance(cell, Said)]
    others = [cell for cell in column if not isinstance(cell, Said)]
    return bool(said) and all(cell == DASH for cell in others) and not any(cell.value and cell.low for cell in said)


def _numbers(column: Sequence[object]) -> dict[str, object] | None:
    """Values and ends of ranges of a column of nothing but numbers, ranges and dashes; None for one with words."""
    said = [Said(str(cell), str(cell)) if isinstance(cell, Integral) else cell for cell in column]
    if not all(isinstance(cell, Said) or cell in ("", DASH) for cell in said):
        return None
    known = [cell if isinstance(cell, Said) else Said("") for cell in said]
    found = {part: [getattr(cell, part) for cell in known] for part in ("value", "low", "high")}
    return {**found, "percent": any(cell.is_percent for cell in known)} if any(known) else None


def _source_line(row: Mapping[str, str], links: Mapping[str, str]) -> str:
    facts = "; ".join(f"{name}: {cell}" for name, cell in row.items())
    return " ".join([facts, *(links[cell] for cell in row.values() if cell in links)])


def _cell(text: str, kind: str, links: Mapping[str, str], told: Teller) -> str:
    if links.get(text, "").startswith("https://"):
        about = f' class="{kind}"' if kind else ""
        return f"<td{about}>{_link(links[text], text, told)}</td>"
    return told("td", text, class_=kind)


def _link(address: str, text: str, told: Teller) -> str:
    return told("a", text, rel="noreferrer", href=address)


def _linked(text: str, addresses: Sequence[str], told: Teller) -> str:
    """A text in a span in which some web addresses are links."""
    pieces = with_addresses(text, addresses)
    if pieces == [(text, False)]:
        return told("span", text)
    shown = (_link(piece, piece, told) if is_address else told.inside(piece) for piece, is_address in pieces)
    return f"<span>{''.join(shown)}</span>"


def secure(addresses: Iterable[str]) -> list[str]:
    """Each of some web addresses once, without those that a page does not link to."""
    return [address for address in dict.fromkeys(addresses) if address.startswith("https://")]


def with_addresses(text: str, addresses: Iterable[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of these web addresses.

    Examples
    --------
    >>> with_addresses("See https://example.org/x.", ["https://example.org/x"])
    [('See ', False), ('https://example.org/x', True), ('.', False)]
    """
    known = "|".join(map(re.escape, sorted(addresses, key=len, reverse=True)))
    pieces = re.split(f"({known})", text) if known else [text]
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
