"""Result reports made for the tests, laid out as those of 2021 to 2024 are, and broken ones."""

from __future__ import annotations

import random
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import fixed

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=12)
TITLE = ParagraphStyle("title", parent=TEXT, fontName="Helvetica-Bold", alignment=1)
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
SCORE_ROWS = ["INDEX", "D1", "A1", "D2", "A2", "A3", "A4", "D3", "A5", "A6", "D4", "A7", "A8"]
OLD_SCORE_ROWS = ["INDEX", "D1", "A1", "A2", "D2", "A3", "A4", "A5", "D3", "A6", "A7"]
OLD_NUMBERS = [*map(str, range(1, 36)), "35-2", "35-3"]


def some_levels(law: Framework, seed: int) -> dict[str, int]:
    """A table of levels, the same for the same seed."""
    rng = random.Random(seed)
    return {code: rng.randint(law.minimum, law.maximum) for code in law.indicators}


def printed_cells(levels: dict[str, int], law: Framework) -> dict[str, str]:
    """What a report prints of these levels: decimal commas, whole levels."""
    scores = score_levels(levels, law)
    return {c: str(levels[c]) if c in levels else fixed(scores[c]).replace(".", ",") for c in law.nodes}


def make_report(
    path: Path,
    law: Framework,
    tables: dict[int, dict[str, int]],
    *,
    whose="PEMERINTAH KOTA BANDAR LAMPUNG",
    kind="EVALUASI",
    push=0,
    row_height=None,
    repeat_header=True,
    leave_out=(),
    scores=True,
    lines=True,
    change=None,
    encrypt=None,
    header="plain",
) -> Path:
    """A result report with one column a year in both tables.

    `push` moves the score table down by so many points, so that it breaks over
    the page; `leave_out` are indicators whose rows are missing; `change` puts
    other texts in place of printed ones by (year, code); `header` "merged" puts
    one heading over the years of the levels and a year in the line above it.
    """
    years = sorted(tables)
    cells = {year: printed_cells(levels, law) for year, levels in tables.items()}
    for (year, code), text in (change or {}).items():
        cells[year][code] = text
    last = years[-1]
    index = score_levels(tables[last], law)[law.root]
    story = [
        Paragraph(whose, TITLE),
        PageBreak(),
        Paragraph(f"{kind} SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK TAHUN {last}", TITLE),
        Paragraph("Penilaian dilakukan terhadap indikator 1, 2, 3 menurut pedoman nomor 6 tahun 2023.", TEXT),
        Table(
            [
                ["Indeks", "Nasional", "Kementerian", "Kota"],
                ["SPBE", "2,79", "3,66", "3,02"],
                ["Domain Kebijakan", "2,91", "3,63", "3,20"],
            ],
            style=GRID,
        ),
        PageBreak(),
        Paragraph(f"INDEKS SPBE – {whose}", TEXT),
        Paragraph(f"<b>{cells[last][law.root]}</b> ({law.predicate(law.round(index)).name_id})", TITLE),
        Spacer(1, push or 12),
    ]
    if scores:
        rows = [["Nama Indeks", *(f"Nilai {year}" for year in years)]]
        for short in SCORE_ROWS if law.prefix == "P59" else OLD_SCORE_ROWS:
            code = f"{law.prefix}-{short}"
            node = law.nodes[code]
            name = "SPBE" if short == "INDEX" else f"{'Domain ' if node.kind == 'domain' else ''}{node.name_id}"
            rows.append([Paragraph(name, TEXT), *(cells[year][code] for year in years)])
        style = GRID if lines else []
        story += [
            Paragraph("Nilai Indeks SPBE, Domain, dan Aspek", TITLE),
            Spacer(1, 60),
            Table(rows, [300, *[80] * len(years)], style=[*style, ("ALIGN", (1, 0), (-1, -1), "CENTER")]),
        ]
    story += [
        PageBreak(),
        Paragraph("KEKUATAN DAN KELEMAHAN", TITLE),
        Paragraph("A. Kebijakan Internal (Indikator 3, 6, dan 10) sudah dipenuhi pada level 2.", TEXT),
        PageBreak(),
    ]
    head = ["No", "Indikator", *([f"Nilai Tingkat\nKematangan\n{years[0]}"] if len(years) == 1 else map(str, years))]
    merged = header == "merged"
    rows = (
        [["No", "Indikator", "Nilai Tingkat Kematangan", *[""] * (len(years) - 1)], ["", "", *map(str, years)]]
        if merged
        else [head]
    )
    numbers = OLD_NUMBERS if law.prefix == "P5" else [law.nodes[code].number for code in law.indicators]
    for number, code in zip(numbers, law.indicators, strict=True):
        if code not in leave_out:
            node = law.nodes[code]
            rows.append([number, Paragraph(node.name_id, TEXT), *(cells[year][code] for year in years)])
    heights = [40, *[row_height] * (len(rows) - 1)] if row_height else None
    span = [("SPAN", (2, 0), (-1, 0)), ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (1, 1))] if merged else []
    story += [
        Paragraph(
            f"Perolehan Nilai Tingkat Kematangan Indikator Pada Evaluasi Tahun {last}"
            if merged
            else "Perolehan Nilai Tingkat Kematangan Indikator",
            TITLE,
        ),
        Paragraph("Target nilai tingkat kematangan untuk setiap indikator adalah minimal 3 (tiga)", TEXT),
        Table(
            rows,
            [30, 300, *[80 / len(years) + 10] * len(years)],
            heights,
            repeatRows=(2 if merged else 1) if repeat_header else 0,
            style=[
                *span,
                *(GRID if lines else [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]),
                ("ALIGN", (0, 0), (0, -1), "CENTER"),
                ("ALIGN", (2, 0), (-1, -1), "CENTER"),
            ],
        ),
    ]
    options = {"encrypt": StandardEncryption("geheim", ownerPassword="geheim2")} if encrypt else {}
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1, **options).build(story)
    return path


def scanned_report(path: Path) -> Path:
    """Pages without a text layer, as a scanner makes them."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for _ in range(3):
        for y in range(100, 700, 20):
            canvas.rect(60, y, 400, 8, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def swelling_report(path: Path, size: int) -> Path:
    """A page whose content is small on disk and `size` bytes once unpacked."""
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n"
    path.write_bytes(
        content
        + b"%d\n%%%%EOF\n"
        % (
            len(content)
            - len(b"xref\n0 5\n0000000000 65535 f \n")
            - len(table)
            - len(b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n")
        )
    )
    return path


def placed_report(
    path: Path,
    reports: list[dict],
    *,
    law: Framework,
) -> Path:
    """Result reports with every word at a place of its own, one after the other in a file.

    A report is a dict: ``levels`` (a table of levels by year), and where it
    differs from a plain one ``scores`` (years with a column of scores; all by
    default), ``whose`` (lines of the name), ``kind``, ``above`` (points between
    the header's last line and row 1), ``pitch`` (points between rows), ``years``
    (whether a row of years closes the header), ``counted`` (a row "1 2 3" under
    it), ``pages`` ("all", "scores" or "levels"), ``footer`` (where across page numbers stand).
    """
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    height = A4[1]
    page = 0

    def put(x: float, y: float, text: str, size: float = 10, centred: bool = False) -> None:
        canvas.setFont("Helvetica", size)
        (canvas.drawCentredString if centred else canvas.drawString)(x, height - y, text)

    def turn(report: dict) -> None:
        nonlocal page
        page += 1
        if report.get("footer"):
            put(report["footer"], 815, str(page), centred=True)
        canvas.showPage()

    for report in reports:
        years = sorted(report["levels"])
        scored = report.get("scores", years)
        cells = {year: printed_cells(levels, law) for year, levels in report["levels"].items()}
        last, pages = scored[-1], report.get("pages", "all")
        if pages == "all":
            kind = report.get("kind", "EVALUASI")
            put(60, 100, f"{kind} SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK TAHUN {last}", 12)
            turn(report)
        if pages in ("all", "scores"):
            predicate = law.predicate(law.round(score_levels(report["levels"][last], law)[law.root])).name_id
            put(516, 50, cells[last][law.root], 14, centred=True)
            put(516, 80, f"({predicate})", 12, centred=True)
            for i, line in enumerate(report.get("whose", ["PEMERINTAH KOTA BANDAR LAMPUNG"])):
                put(39, 56 + 14 * i, ("INDEKS SPBE \u2013 " if i == 0 else "") + line, 12)
            put(190, 114, "Nilai Indeks SPBE, Domain, dan Aspek")
            columns = {year: 521 - 70 * i for i, year in enumerate(reversed(scored))}
            put(120, 140, "Nama Indeks")
            for year, x in columns.items():
                put(x, 140, f"Nilai {year}" if report.get("years", True) else "Nilai", centred=True)
            for i, short in enumerate(SCORE_ROWS if law.prefix == "P59" else OLD_SCORE_ROWS):
                node = law.nodes[f"{law.prefix}-{short}"]
                name = "SPBE" if short == "INDEX" else f"{'Domain ' if node.kind == 'domain' else ''}{node.name_id}"
                put(60, 160 + 16 * i, name)
                for year, x in columns.items():
                    put(x, 160 + 16 * i, cells[year][node.code], centred=True)
            turn(report)
        if pages in ("all", "levels"):
            above, pitch = report.get("above", 19), report.get("pitch", 14.6)
            columns = {year: 521 - 67 * i for i, year in enumerate(reversed(years))}
            put(235, 47, "Perolehan Nilai Tingkat Kematangan Indikator", 11)
            put(59, 99, "No")
            put(265, 99, "Indikator")
            for year, x in columns.items():
                put(x, 92, "Nilai Tingkat", centred=True)
                put(x, 107, "Kematangan", centred=True)
                if report.get("years", True):
                    put(x, 107 + above, str(year), centred=True)
            y = 107 + above * (2 if report.get("years", True) else 1)
            if report.get("counted"):
                for number, x in enumerate([66, 280, *reversed(columns.values())], start=1):
                    put(x, y, str(number), centred=True)
                y += pitch
            numbers = OLD_NUMBERS if law.prefix == "P5" else [law.nodes[code].number for code in law.indicators]
            for number, code in zip(numbers, law.indicators, strict=True):
                if y > 805:
                    turn(report)
                    y = 60
                put(66, y, number, centred=True)
                put(86, y, f"Tingkat Kematangan contoh {number}")
                for year, x in columns.items():
                    put(x, y, cells[year][code], centred=True)
                y += pitch
            turn(report)
    canvas.save()
    return path
