"""From a run notebook to one HTML file: our own nbconvert template, in-process, nothing fetched."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from spbe_analysis import __version__
from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.citation import Citation
from spbe_analysis.presentation.page.document import ROLE, anchor, escape, with_addresses
from spbe_analysis.presentation.page.language_marks import Teller, with_names_marked
from spbe_analysis.presentation.text.wording import LANGUAGES, check_language, say, whole
from spbe_analysis.reports.one.book import add_book_links
from spbe_analysis.reports.one.page_content import citation, in_one_language, roles
from spbe_analysis.reports.one.table_links import add_table_links, kept_name

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = "spbe"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
BIBTEX, RIS = "citation.bib", "citation.ris"
INDEX = "index.html"  # the site's page in the first language
MOST_DOCUMENTS = 8  # a longer list stands in the files of the citation
_FORMS = (("BibTeX", "application/x-bibtex"), ("RIS", "application/x-research-info-systems"))
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def to_html(
    notebook: NotebookNode,
    language: str,
    book: Mapping[str, bytes] | None = None,
    place: str = "",
    beside: Iterable[str] = (),
) -> str:
    """A whole report as HTML text.

    Parameters
    ----------
    notebook : NotebookNode
        After its run; see `in_one_language` for what is shown of it.
    language : str
        ``id`` or ``en``; becomes the page's ``lang``.
    book : mapping, optional
        The page's tables as XLSX, by file name, which the page then carries.
    place : str
        The report's folder below that of all reports. A page that is opened
        there leads to the site; anywhere else it has no such links.
    beside : iterable of str
        Names of pages in the same folder that it leads to as well.

    Raises
    ------
    ReportError
        If no block gives the page a title.
    """
    check_language(language)
    page_notebook = in_one_language(notebook, language)
    titles = [about["title"] for about in roles(page_notebook, "title")]
    if not titles:
        raise ReportError(Message("page.no_title"), advice=Message("advice.title"))
    cited = citation(notebook, language)
    head = say("cite.head", language)
    words = {
        "skip": say("report.skip", language),
        "contents": say("report.contents", language),
        "code": say("report.code", language),
        "footer": say("report.footer", language, version=__version__),
        "cite": head,
        "copied": say("cite.copied", language),
        "not_copied": say("cite.not_copied", language),
    }
    add_table_links(page_notebook, titles[0], f"{head}: {cited.text}", language)
    add_book_links(page_notebook, book or {}, language)
    page = {
        "language": language,
        "title": titles[0],
        "told": Teller(language),
        "style": stylesheet(),
        "script": script(),
        "policy": policy(script=script()),
        "words": words,
        "cite": shown_citation(cited),
        "share": {
            "head": say("cite.share", language),
            "lines": message_lines(notebook, cited),
            "copy_label": say("cite.share_copy", language),
        },
        "place": place,
        "around": [
            *((name, say("report.meeting", language)) for name in beside),
            (f"{'../' * len(Path(place).parts)}{page_name(language)}#find", say("report.find", language)),
        ],
        "contents": [*_contents(page_notebook), ("share", say("cite.share", language)), ("cite", head)],
    }
    exporter = _exporter()
    exporter.environment.globals["page"] = page
    text, _ = exporter.from_notebook_node(page_notebook)
    return text.strip() + "\n"


def page_name(language: str, first: str = LANGUAGES[0]) -> str:
    """File name of the site's page in a language."""
    return INDEX if language == first else f"index.{language}.html"


def message_lines(notebook: NotebookNode, cited: Citation) -> list[str]:
    """The report in three lines for a message: what it is about, what it found, how sure one may be of what."""
    closing = next(iter(roles(notebook, "closing")), {})
    last = "cite.share_source" if cited.edition["fingerprint"] else "cite.share_own"
    about = {"hash": cited.edition["fingerprint"], "version": __version__}
    return [cited.title, closing.get("finding", ""), say(last, cited.language, **about)]


def citation_files(cited: Citation) -> dict[str, str]:
    """The citation as files for reference managers, by name."""
    return {BIBTEX: cited.told("bibtex"), RIS: cited.told("ris")}


def shown_citation(cited: Citation) -> dict:
    """What a page shows of its citation."""
    language = cited.language
    more = len(cited.documents) - MOST_DOCUMENTS
    return {
        "text": cited.text,
        "copy_label": say("cite.copy_text", language),
        "documents": [with_addresses(line, cited.addresses) for line in cited.documents[:MOST_DOCUMENTS]],
        "documents_head": say("cite.documents", language),
        "more": say("cite.more_documents", language, count=whole(more, language)) if more > 0 else "",
        "remarks": [
            *([] if cited.has_address else [say("cite.nowhere", language)]),
            say("cite.day", language),
            *([say("cite.reproduce", language)] if cited.edition["fingerprint"] else []),
        ],
        "forms": [
            {
                "name": name,
                "file": kept_name(cited.title, f"-{file}"),
                "text": content,
                "address": f"data:{kind};charset=utf-8,{quote(content)}",
                "copy_label": say("cite.copy_form", language, form=name),
                "save": say("cite.file", language, name=file),
            }
            for (file, content), (name, kind) in zip(citation_files(cited).items(), _FORMS, strict=True)
        ],
    }


def figure_files(notebook: NotebookNode) -> dict[str, str]:
    """SVG text of every figure on the page, by name."""
    drawn = {about["name"]: about["svg"] for about in roles(notebook, "figure") if about.get("svg")}
    return {name: XML + svg for name, svg in drawn.items()}


def policy(style: str | None = None, script: str = "") -> str:
    """A page's Content-Security-Policy: only its own style and, where it has one, its own script; nothing fetched."""
    allowed = {"style": stylesheet() if style is None else style, "script": script}
    sources = [
        f"{kind}-src 'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for kind, text in allowed.items()
        if text
    ]
    return "; ".join(["default-src 'none'", "img-src data:", *sources, "base-uri 'none'", "form-action 'none'"])


@cache
def stylesheet() -> str:
    """The one style sheet of every page, without the white space that only its writers need."""
    text = (TEMPLATES / TEMPLATE / "page.css").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", text).strip()


@cache
def script() -> str:
    """What copies a citation: the only script of a report, which says everything without it too."""
    return (TEMPLATES / TEMPLATE / "page.js").read_text(encoding="utf-8").strip()


def _contents(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Anchor and text of every section, in order; markdown headings get their anchors here."""
    entries = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            entries += [(anchor(text), text) for text in _SECTION.findall(cell.source)]
            cell.source = _SECTION.sub(lambda m: f'<h2 id="{anchor(m[1])}">{escape(m[1])}</h2>', cell.source)
        else:
            about = [output.get("metadata", {}).get(ROLE, {}) for output in cell.get("outputs", [])]
            entries += [(told["anchor"], told["text"]) for told in about if told.get("kind") == "section"]
    return entries


@cache
def _exporter():
    from nbconvert.exporters import TemplateExporter

    class ReportExporter(TemplateExporter):
        """nbconvert's template exporter with escaping switched on."""

        output_mimetype = "text/html"

        def _create_environment(self):
            environment = super()._create_environment()
            environment.autoescape = True
            environment.filters["highlighted"] = _highlighted
            environment.filters["rendered"] = _rendered
            return environment

    return ReportExporter(
        file_extension=".html",
        template_name=TEMPLATE,
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=["nbconvert.preprocessors.CoalesceStreamsPreprocessor"],
        optimistic_validation=True,
    )  # fmt: skip - the other preprocessors look for what our notebooks do not hold


@lru_cache(maxsize=512)  # most cells are the same in every report
def _highlighted(source: str):
    from markupsafe import Markup
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))


@lru_cache(maxsize=512)
def _rendered(source: str, language: str):
    import mistune
    from markupsafe import Markup

    return Markup(with_names_marked(mistune.html(source).strip(), language))
