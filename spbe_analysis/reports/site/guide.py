"""The guide as one HTML file a language, made from the Markdown in ``docs/`` in the look of the reports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.document import anchor, escape
from spbe_analysis.presentation.page.language_marks import with_names_marked
from spbe_analysis.presentation.text.wording import LANGUAGES, other_language, say
from spbe_analysis.reports.one.html import policy
from spbe_analysis.reports.one.inputs import hash_file, package_hash, versions
from spbe_analysis.reports.one.publish import inside, staged
from spbe_analysis.reports.site.page import fill, style
from spbe_analysis.reports.site.site import GUIDE, page_name

CHAPTERS = {
    "id": ("membaca-laporan", "metode", "data-anda", "memeriksa-pernyataan", "menjalankan", "ganti-peraturan"),
    "en": ("reading-the-report", "methods", "your-data", "adding-a-claim", "running", "methods_bridge"),
}
_OWN = Path(__file__).parent / "templates" / "guide"
_TAG = re.compile(r"<[^>]+>")
_STAMP = ".made-from"  # hashes of what the pages were made from and of the pages


@dataclass
class Chapter:
    """One Markdown file as part of a page: its title, its sections, and the HTML below the title."""

    name: str
    title: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    @property
    def anchor(self) -> str:
        """What a link to the chapter ends with."""
        return anchor(self.name)


def build_guide(root: str | Path, docs: Path | None = None) -> Path | None:
    """Write the guide's pages below a folder of reports.

    Parameters
    ----------
    root : str or Path
        Folder of the reports; the pages go to ``guide/`` in it.
    docs : Path, optional
        Folder of the Markdown files; the project's own by default.

    Returns
    -------
    Path
        The first language's page. The same files give the same bytes; a page
        that stands already is left alone. None where the project's folder has
        no ``docs`` at all, as with data elsewhere.

    Raises
    ------
    ReportError
        If a chapter is missing or a link leads nowhere; all of them are listed.
    """
    if docs is None:
        docs = project_root() / "docs"
        if not docs.is_dir():
            return None
    names = [name for chapters in CHAPTERS.values() for name in chapters]
    missing = [f"{docs / name}.md" for name in names if not (docs / f"{name}.md").is_file()]
    if missing:
        raise ReportError(Message("guide.chapters"), missing)
    target, first = inside(Path(root), GUIDE), page_name(LANGUAGES[0])
    used = [*(docs / f"{name}.md" for name in names), *sorted((docs / "images").glob("guide-*.svg"))]
    chapters = [hash_file(path) for path in used]
    made_from = sha256(" ".join((package_hash(), *map("=".join, versions().items()), *chapters)).encode())
    if _read_stamp(target) == f"{made_from.hexdigest()} {_pages_hash(target)}":
        return target / first
    pages = {page_name(language): guide_page(language, docs) for language in LANGUAGES}
    with staged(target) as folder:
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        (folder / _STAMP).write_text(f"{made_from.hexdigest()} {_pages_hash(folder)}", encoding="ascii")
    return target / first


def _pages_hash(folder: Path) -> str:
    pages = [folder / page_name(language) for language in LANGUAGES]
    return " ".join(hash_file(page) if page.is_file() else "" for page in pages)


def _read_stamp(folder: Path) -> str | None:
    try:
        return (folder / _STAMP).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None


def guide_page(language: str, docs: Path) -> str:
    """The guide in one language as HTML text."""
    chapters, problems = [], []
    for name in CHAPTERS[language]:
        text = (docs / f"{name}.md").read_text(encoding="utf-8")
        chapters.append(_chapter(name, text, language, docs, problems))
    if problems:
        raise ReportError(Message("guide.links"), problems)
    other = other_language(language)
    look = style(_OWN / "guide.css")
    page = {
        "language": language,
        "style": look,
        "policy": policy(look),
        "site": page_name(language),
        "other": {"language": other, "href": page_name(other)},
        "chapters": [
            {
                "anchor": one.anchor,
                "title": one.title,
                "sections": one.sections,
                "body": with_names_marked(one.body, language),
                "told": say("guide.sections", language, chapter=one.title),
            }
            for one in chapters
        ],
    }
    return fill(_OWN, page, language)


def _chapter(name: str, text: str, language: str, docs: Path, problems: list[str]) -> Chapter:
    import mistune

    chapter = Chapter(name)
    renderer = _renderer(chapter, language, docs, problems)
    chapter.body = mistune.create_markdown(renderer=renderer, plugins=["table"])(text).strip()
    return chapter


def _renderer(chapter: Chapter, language: str, docs: Path, problems: list[str]):
    import mistune

    class GuideRenderer(mistune.HTMLRenderer):
        """Markdown one level down, with anchors, tables and boxes that keyboards reach, links inside the guide."""

        boxes = tables = 0

        def heading(self, text: str, level: int, **_) -> str:
            plain = _TAG.sub("", text)
            if level == 1:
                chapter.title = plain
                return ""
            identity = f"{chapter.anchor}-{anchor(plain)}"
            if level == 2:
                chapter.sections.append((identity, plain))
            return f'<h{level + 1} id="{identity}">{text}</h{level + 1}>\n'

        def block_code(self, code: str, info: str | None = None) -> str:
            self.boxes += 1
            told = say("guide.code", language, number=f"{chapter.title}, {self.boxes}")
            return f'<pre tabindex="0" role="region" aria-label="{escape(told)}"><code>{escape(code.rstrip())}</code></pre>\n'

        def table(self, text: str) -> str:
            self.tables += 1
            told = say("guide.table", language, number=f"{chapter.title}, {self.tables}")
            return f'<div class="scroll" role="region" aria-label="{escape(told)}" tabindex="0"><table>{text}</table></div>\n'

        def image(self, text: str, url: str, title: str | None = None) -> str:
            path = docs / url
            if not path.is_file() or path.suffix != ".svg":
                problems.append(f"{chapter.name}.md: {url}")
                return ""
            data = quote(path.read_text(encoding="utf-8"), safe="~()*!.'-_/:;,=@+$&? ")
            return f'<img class="picture" src="data:image/svg+xml,{escape(data)}" alt="{escape(_TAG.sub("", text))}">'

        def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
            return f'<th scope="col">{text}</th>' if head else f"<td>{text}</td>"

        def link(self, text: str, url: str, title: str | None = None) -> str:
            if url.startswith("https://"):
                return f'<a rel="noreferrer" href="{escape(url)}">{text}</a>'
            href = _inside_guide(url, language)
            if href:
                return f'<a href="{escape(href)}">{text}</a>'
            if not (docs / url.partition("#")[0]).resolve().exists():
                problems.append(f"{chapter.name}.md: {url}")
            return text  # other files of the project do not travel with the pages

    return GuideRenderer(escape=True)


def _inside_guide(url: str, language: str) -> str:
    """Address on the guide's own pages of another chapter; empty for what is no chapter."""
    name, _, part = url.partition("#")
    name = name.removesuffix(".md")
    for one, chapters in CHAPTERS.items():
        if name in chapters:
            place = f"{anchor(name)}-{part}" if part else anchor(name)
            return f"#{place}" if one == language else f"{page_name(one)}#{place}"
    return ""
