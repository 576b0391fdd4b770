"""Tables as people keep them, written in every kind of file, from rows of cells."""

from __future__ import annotations

import html
import json


def as_semicolons(rows, path):
    return as_csv(rows, path, ";")


def as_csv(rows, path, mark=","):
    import csv

    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=mark, lineterminator="\n").writerows(rows)
    return path


def as_tabs(rows, path):
    return as_csv(rows, path, "\t")


def as_xlsx(rows, path, merges=(), sheet=""):
    import openpyxl

    book = openpyxl.Workbook()
    if sheet:
        book.active.title = sheet
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    for merge in merges:
        book.active.merge_cells(merge)
    book.save(path)
    return path


def as_markdown(rows, path):
    """A table as converters write it: a rule below the first row, prose around, names broken by ``<br>``."""
    lines = ["# Lampiran", "", "Hasil evaluasi, lihat di bawah.", ""]
    for i, row in enumerate(rows):
        lines.append("| " + " | ".join(str(cell).replace(" dan ", " dan<br>") for cell in row) + " |  |")
        lines += ["|" + "---|" * (len(row) + 1)] if i == 0 else []
    path.write_text("\n".join([*lines, "", "Sumber: Kementerian PANRB"]), encoding="utf-8")
    return path


def as_html(rows, path):
    """A page that a web application saves as .xls; cells are left open as old ones do."""
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}" for cell in row) + "\n" for row in rows)
    path.write_text(f"<html><head><title>x</title></head><body><table border=1>{body}</table></body></html>\n")
    return path


def as_json(rows, path):
    head, *body = rows
    path.write_text(json.dumps([dict(zip(head, row, strict=True)) for row in body], ensure_ascii=False))
    return path


WRITERS = {
    "semicolons.csv": as_semicolons,
    "commas.csv": as_csv,
    "tabs.txt": as_tabs,
    "workbook.xlsx": as_xlsx,
    "converted.md": as_markdown,
    "web.xls": as_html,
    "records.json": as_json,
}
