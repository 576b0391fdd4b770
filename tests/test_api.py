"""The reference of the Python functions: every verb, every answer, every notebook, and nothing from the network."""

import re
from pathlib import Path

import pytest

import spbe_analysis

PROJECT = Path(__file__).parents[1]


def test_every_notebook_is_linked():
    linked = re.findall(
        r"notebooks/(\w+)\.ipynb", (PROJECT / "docs/api/module.html.jinja2").read_text(encoding="utf-8")
    )
    assert linked == sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))


def test_what_is_linked_is_published_beside_it():
    """Only reports/ is put on the web, so a link may not leave it."""
    page, makefile = (
        (PROJECT / name).read_text(encoding="utf-8") for name in ("docs/api/module.html.jinja2", "Makefile")
    )
    assert "../" not in page and "cp notebooks/*.ipynb reports/api/notebooks/" in makefile


def test_the_front_page_tells_of_every_verb_and_asks_for_nothing():
    pytest.importorskip("pdoc")
    from pdoc import doc, render

    render.configure(docformat="numpy", show_source=False, template_directory=PROJECT / "docs/api")
    page = render.html_module(doc.Module(spbe_analysis), {"spbe_analysis": doc.Module(spbe_analysis)})
    assert all(f'id="{verb}"' in page for verb in spbe_analysis.__all__)
    assert not re.search(r'(?:src|href)="https?://(?!pdoc\.dev)', page) and "notebooks/01_drivers.ipynb" in page
