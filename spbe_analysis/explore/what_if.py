"""What has been moved, to take away: levels before and after as files, the figure, and one page that needs nothing else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis import __version__
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.explore.level_words import level_text, levels_file, start_text
from spbe_analysis.explore.output import page as styled
from spbe_analysis.explore.svg_axes import with_words
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.tables import frame_of, label, points
from spbe_analysis.presentation.text.wording import number, say

if TYPE_CHECKING:
    from spbe_analysis.explore.state import Choice
    from spbe_analysis.regulation import Framework

BEFORE, AFTER, FIGURE, PAGE = "levels-before.csv", "levels-after.csv", "what-if.svg", "what-if.html"


def what_if(state: Choice, shown: list[Block]) -> list[Block]:
    """The files of a what-if, each a link.

    Parameters
    ----------
    state : Choice
        Whose levels are taken: those of its start and those it has now.
    shown : list of Block
        What the part "Move levels" shows of them.
    """
    framework, lang = state.levels_framework, state.language
    index = {name: score_levels(table, framework)[framework.root] for name, table in _tables(state).items()}
    change = index[AFTER] - index[BEFORE]
    moved = sum(level != state.start.levels[code] for code, level in state.table.items())
    about = {
        "institution": state.institution.name,
        "start": start_text(state.start, framework, lang),
        "moved": moved,
        "count": len(framework.indicators),
        "before": number(index[BEFORE], lang, framework.decimals),
        "after": number(index[AFTER], lang, framework.decimals),
        "change": points(change, lang),
    }
    title = say("explore.what_if_title", lang, **about)
    message = say("explore.what_if_message", lang, **about)
    source = say("explore.what_if_source", lang, regulation=framework.number_text, version=__version__)
    drawn = next(block for block in shown if block.about.get("kind") == "figure")
    figure = with_words(drawn.about["svg"], drawn.about["size"], message, f"{title}. {source}", drawn.about["alt"])
    whole = _page(state, title, [document.title(message, title), *shown, _table(state), document.paragraphs(source)])
    files = [
        document.download(_csv(state, table), name, say("explore.what_if_file", lang, name=name))
        for name, table in _tables(state).items()
    ]
    return [
        document.paragraphs(say("explore.what_if_how", lang, before=BEFORE, after=AFTER, command=command(framework))),
        *files,
        document.download(figure, FIGURE, say("explore.what_if_figure", lang), "image/svg+xml"),
        document.download(whole, PAGE, say("explore.what_if_page", lang), "text/html"),
    ]


def command(framework: Framework) -> str:
    """What scores the levels afterwards on the command line."""
    return f"spbe index {AFTER} --regulation {framework.id}"


def _tables(state: Choice) -> dict[str, dict[str, int | Fraction]]:
    return {BEFORE: state.start.levels, AFTER: state.table}


def _csv(state: Choice, table: dict[str, int | Fraction]) -> str:
    return str(levels_file(table, state.levels_framework, state.language).about["content"])


def _table(state: Choice) -> Block:
    """Every level before and after."""
    framework, lang, start = state.levels_framework, state.language, state.start.levels
    cells = {
        say("explore.head_indicator", lang): lambda code: label(code, framework, lang),
        say("explore.head_from", lang): lambda code: level_text(start[code], lang),
        say("explore.head_to", lang): lambda code: level_text(state.table[code], lang),
        say("explore.head_gain", lang): lambda code: points(
            framework.weight(code) * (state.table[code] - start[code]), lang
        ),
    }
    return document.table(frame_of(cells, framework.indicators), say("explore.what_if_table", lang))


def _page(state: Choice, title: str, blocks: list[Block]) -> str:
    head = (
        f'<!doctype html>\n<html lang="{state.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{document.escape(title)}</title></head>"
    )
    body = styled(blocks, state.language)
    return f'{head}<body style="margin:1.5rem auto;max-width:52rem;padding:0 1rem">{body}</body></html>\n'
