"""A page a province: figures of the panel, links that lead somewhere, made again only where something changed."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fake_reports import publish_all, publish_drivers

import spbe_analysis as spbe
from spbe_analysis.cli import main
from spbe_analysis.evidence.register import load_register
from spbe_analysis.presentation.comparison import figures
from spbe_analysis.presentation.text.wording import number, say, signed
from spbe_analysis.reports.one.html import script
from spbe_analysis.reports.site import provinces
from spbe_analysis.reports.site.content import province_folder
from spbe_analysis.reports.site.provinces import build_provinces
from spbe_analysis.reports.site.site import build_site
from spbe_analysis.studies.falls import no_fall_refuted

KALTIM, SLUG = "Pemerintah Provinsi Kalimantan Timur", "provinsi-kalimantan-timur-0feb72"
SOME = ("Kalimantan Timur", "DKI Jakarta", "Papua Pegunungan")  # eleven, one, and two without an index of 2023
PAGES = {"id": "index.html", "en": "index.en.html"}


class Table(HTMLParser):
    """Rows of a page's tables as lists of texts, all links, and what may be fetched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows, self.links, self.sources, self._cell = [], [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self._cell = ""
        if tag == "a":
            self.links.append(attrs["href"])
        self.sources += [attrs[key] for key in ("src", "srcset") if key in attrs]

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.rows[-1].append(" ".join(self._cell.split()))
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell += f" {data} "


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """All reports on 2023-2024, one of them in English too, three provinces, and the site."""
    root = tmp_path_factory.mktemp("reports")
    publish_all(root, 2023, 2024)
    publish_drivers(root, KALTIM, SLUG, 2023, 2024, "en")
    build_provinces(root, SOME)
    build_site(root)
    return root


def _page(root: Path, province: str, language: str) -> str:
    return (root / province_folder(province) / PAGES[language]).read_text(encoding="utf-8")


@pytest.mark.few(1)
@pytest.mark.parametrize("language", PAGES)
def test_rows_are_those_of_the_panel_and_the_mean(made, language):
    page, nation = Table(_page(made, "Kalimantan Timur", language)), spbe.panel(2023, 2024).to_frame(exact=True)
    own = nation[nation["province"] == "Kalimantan Timur"].sort_values("index_after", ascending=False)
    beside = say("site.meeting", language)  # stands below the name of each that has a report
    body = {row[0].removesuffix(beside).strip(): row for row in page.rows[1:]}
    mean = say("compare.mean", language, count=11)
    assert list(body) == [*own.index, mean]
    for rank, (name, row) in enumerate(own.iterrows(), start=1):
        cells = [cell.split(" ", 1) for cell in body[name][1:4]]
        shown = [number(row["index_before"], language), number(row["index_after"], language)]
        assert [cell[-1] for cell in cells] == [*shown, signed(row["change"], language)]
        assert body[name][4].endswith(f" {rank}")  # no two of them are level in 2024
    # 2.91 to 3.79; domain 2 from 1.90 to 3.50, 0.25 * 1.60 = 0.400: both national reports
    told = body[KALTIM][6]
    scores, points = {"id": ("1,90 → 3,50", "+0,400"), "en": ("1.90 → 3.50", "+0.400")}[language]
    assert scores in told and points in told and say("answer.sure_rise", language) in told


@pytest.mark.parametrize("language", PAGES)
def test_links_lead_somewhere_and_nothing_is_fetched(made, language):
    for province in SOME:
        folder, text = made / province_folder(province), _page(made, province, language)
        page = Table(text)
        for link in page.links:
            assert link.startswith(("#", "https://")) or (folder / link.partition("#")[0]).is_file(), link
        assert all(source.startswith("data:image/svg+xml") for source in page.sources)
        assert (
            text.count(script()) == text.count("<script") == 1
            and "default-src &#39;none&#39;" in text
            and f'<html lang="{language}">' in text
        )
        assert len(text) < 250_000
    suffix = "-en" if language == "en" else ""
    assert f"../../{SLUG}/2023-2024{suffix}/report.html" in Table(_page(made, "Kalimantan Timur", language)).links


def test_one_government_has_no_mean_and_no_figure(made):
    page = Table(_page(made, "DKI Jakarta", "id"))
    assert len(page.rows) == 2 and page.sources == [] and "Peringkat" not in page.rows[0]  # one is first of nobody
    assert "dibandingkan" not in _page(made, "DKI Jakarta", "id").split("</h1>")[0].split("<h1>")[1]


def test_who_lacks_a_year_is_listed_with_dashes(made):
    page = Table(_page(made, "Papua Pegunungan", "en"))
    last = page.rows[-2:]
    assert [row[0] for row in last] == ["Pemerintah Kab. Nduga", "Pemerintah Kab. Tolikara"]
    assert all(row[1].endswith("–") and not row[2].endswith("–") and row[3].endswith("–") for row in last)
    assert "Pemerintah Kab. Nduga" in _page(made, "Papua Pegunungan", "en").split("<table")[0]


def test_csv_and_workbook_hold_what_the_page_shows(made):
    folder = made / province_folder("Kalimantan Timur")
    with (folder / f"{folder.name}-2023-2024.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["institution"]: row for row in csv.DictReader(stream)}
    assert len(rows) == 12 and rows[KALTIM]["index_after"] == "3.79" and rows[KALTIM]["D2_low"] == "0.4"
    assert (folder / f"{folder.name}-2023-2024.xlsx").read_bytes()[:2] == b"PK"


def test_what_stands_is_left_alone_and_only_what_changed_is_drawn(made, monkeypatch):
    stamps = {path: path.stat().st_mtime_ns for path in (made / "provinces").rglob("*") if path.is_file()}
    written = []
    real = provinces._write
    monkeypatch.setattr(provinces, "_write", lambda folder, *rest: (written.append(folder.name), real(folder, *rest)))
    assert len(build_provinces(made, SOME)) == 3 and written == []
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    page = made / province_folder("DKI Jakarta") / "index.html"
    page.write_text("half", encoding="utf-8")
    body = next(body for body in load_register() if body.name == "Pemerintah Kab. Jayawijaya")
    publish_drivers(made, body.name, body.slug, 2023, 2024, "en")  # a further report: one page links to it
    before = _page(made, "Kalimantan Timur", "id")
    monkeypatch.setattr(figures, "against_mean", lambda *_, **__: pytest.fail("a figure was drawn again"))
    build_provinces(made, SOME)
    assert written == ["dki-jakarta", "papua-pegunungan"] and page.read_text(encoding="utf-8") != "half"
    assert f"../../{body.slug}/2023-2024-en/report.html" in _page(made, "Papua Pegunungan", "en")
    assert _page(made, "Kalimantan Timur", "id") == before


def test_a_changed_score_makes_the_page_of_its_own_province_again(made, monkeypatch):
    build_provinces(made, SOME)
    written, real = [], provinces.data_hash
    monkeypatch.setattr(provinces, "_write", lambda folder, *_: written.append(folder.name))
    monkeypatch.setattr(
        provinces, "data_hash", lambda names: real(names) + "changed" * ("Pemerintah Kota Samarinda" in names)
    )
    build_provinces(made, SOME)
    assert written == ["kalimantan-timur"]


def test_the_same_inputs_give_the_same_bytes(made, tmp_path):
    publish_all(tmp_path, 2023, 2024)
    publish_drivers(tmp_path, KALTIM, SLUG, 2023, 2024, "en")
    build_provinces(tmp_path, SOME[:1])
    first, second = (root / province_folder(SOME[0]) for root in (made, tmp_path))
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


@pytest.mark.few(0)
def test_nothing_heavy_is_loaded_where_all_stands(made):
    code = (
        "import sys; from spbe_analysis.reports.site.provinces import build_provinces;"
        f"build_provinces(sys.argv[1], {SOME!r});"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'xlsxwriter'} & set(sys.modules)))"
    )
    build_provinces(made, SOME)
    out = subprocess.run([sys.executable, "-c", code, str(made)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("language", PAGES)
def test_the_home_page_leads_there_from_its_list_and_from_every_row(made, language):
    text = (made / PAGES[language]).read_text(encoding="utf-8")
    href = f'href="provinces/kalimantan-timur/{PAGES[language]}"'
    assert text.count(href) == 1 + 11  # the list, and a row for each of its governments
    assert 'href="#province=Bali"' in text  # no page stands: the table shows it
    assert len(text.encode()) < 600_000


def test_the_home_page_is_small_with_every_page_and_report(tmp_path):
    publish_all(tmp_path, 2023, 2024)
    for province in {body.province for body in load_register()} - {""}:
        for name in PAGES.values():
            page = tmp_path / province_folder(province) / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text("x", encoding="utf-8")
    build_site(tmp_path)
    for name in PAGES.values():
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert (
            len(text.encode()) < 600_000 and text.count('href="provinces/') == 38 + 535
        )  # governments in the register


@pytest.mark.parametrize(("language", "told"), [("id", "275 dari 603 instansi"), ("en", "275 of 603 institutions")])
def test_home_page_and_reports_count_the_same_falls(made, language, told):
    found = no_fall_refuted()
    assert (found.count, found.of, found.rose) == (275, 603, 229)
    assert told in (made / PAGES[language]).read_text(encoding="utf-8")


def test_no_page_without_two_national_reports(tmp_path, monkeypatch):
    monkeypatch.setattr(provinces, "comparable_years", lambda: [])
    assert build_provinces(tmp_path) == [] and list(tmp_path.iterdir()) == []


@pytest.mark.few(0)
def test_reports_of_a_province_build_its_page_with_the_site(tmp_path, capsys):
    words = ["reports", "--province", "Bali", "--kind", "provinsi", "--from", "2023", "--to", "2024", "--sample", "0"]
    assert main([*words, "--out", str(tmp_path), "--json"]) == 0
    text = (tmp_path / "provinces" / "bali" / "index.html").read_text(encoding="utf-8")
    assert re.search(r'href="\.\./\.\./provinsi-bali-\w+/2023-2024/report\.html"', text)
    assert [path.name for path in (tmp_path / "provinces").iterdir() if path.is_dir()] == ["bali"]
    assert 'href="provinces/bali/index.html"' in (tmp_path / "index.html").read_text(encoding="utf-8")
