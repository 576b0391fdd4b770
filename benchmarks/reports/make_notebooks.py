"""Writes the two notebooks of the benchmark, so that they differ in nothing but how figures are made."""

from pathlib import Path

import nbformat

HERE = Path(__file__).parent
PARAMETERS = '''institution: str = "Kota Bandar Lampung"
from_year: int = 2023
to_year: int = 2024
language: str = "en"'''
START = """import drawing

from spbe_analysis.presentation.page import document

own = drawing.scores(from_year, to_year).loc[institution]
document.show(document.title(f"{institution} {from_year}-{to_year}"))"""
PLAIN = "drawing.mark(drawing.{name}, drawing.{name}(from_year, to_year), own)"
LAYERED = """ax = layers.prepared(drawing.{name}, from_year, to_year)
drawing.mark(drawing.{name}, ax, own)
document.show(document.figure(ax, "{name}", alt=f"{institution} among all institutions: {name}", caption="{name}"))"""
TABLES = "for table in drawing.tables(own, from_year, to_year):\n    display(table)"
END = 'document.show(document.closing(f"{institution} has been compared.", language))'


def notebook(*sources: str) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    for place, source in enumerate(sources):
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{place:02d}")
        cell.metadata = {"tags": ["parameters"]} if place == 0 else {}
        made.cells.append(cell)
    return made


def write() -> None:
    names = ("spread", "kinds", "pairs", "domains", "together")
    plain = [PLAIN.format(name=name) for name in names]
    layered = [LAYERED.replace("{name}", name) for name in names]
    for name, figures in (("plain", plain), ("layered", layered)):
        start = START.replace("import document", "import document, layers") if name == "layered" else START
        nbformat.write(notebook(PARAMETERS, start, *figures, TABLES, END), HERE / f"{name}.ipynb")


if __name__ == "__main__":
    write()
