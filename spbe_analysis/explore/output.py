"""A part of the exploration as a notebook shows it: controls where there are any, plain output everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from spbe_analysis.presentation.page.document import Block

_FOLDER = Path(__file__).parent / "templates"
_STYLES = (_FOLDER / "explore.css", _FOLDER / "jupyter" / "custom" / "custom.css")


class CellOutput:
    """What a cell of the exploration answers.

    Printed, it is plain text. In a notebook it is a page of its own, and where
    ipywidgets is installed and a front end can show them, the same with
    controls.

    Parameters
    ----------
    blocks : sequence of Block
        What is said and shown.
    language : str
        Which language they speak.
    controls : callable, optional
        Makes the widget; called when a notebook asks for it.
    """

    def __init__(self, blocks: Sequence[Block], language: str, controls: Callable | None = None) -> None:
        self.blocks, self.language, self._controls = list(blocks), language, controls

    def __str__(self) -> str:
        return "\n\n".join(block.plain for block in self.blocks)

    __repr__ = __str__

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/plain": str(self), "text/html": page(self.blocks, self.language)}
        if self._controls is not None:
            shown = self._controls()._repr_mimebundle_()
            data |= {kind: value for kind, value in shown.items() if kind not in data}
        return data


def page(blocks: Sequence[Block], language: str) -> str:
    """Blocks as HTML with the exploration's own look."""
    return f"<style>{style()}</style>{markup(blocks, language)}"


def markup(blocks: Sequence[Block], language: str) -> str:
    """Blocks as HTML that the style of `page` applies to, in a language of their own on a page of any."""
    told = "".join(block.on_page(language).markup for block in blocks)
    return f'<div class="spbe-explore" lang="{language}">{told}</div>'


@cache
def style() -> str:
    """The look of the exploration, in JupyterLab's own colours."""
    text = " ".join(path.read_text(encoding="utf-8") for path in _STYLES)
    return " ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split())


@cache
def keys() -> str:
    """The script that leaves the keys pressed on our controls to them."""
    return (_FOLDER / "keys.js").read_text(encoding="utf-8")
