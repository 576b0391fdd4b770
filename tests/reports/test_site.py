"""The static site: every institution is there, nothing is run, the same records give the same bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from fake_reports import publish, publish_all, publish_drivers

from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.reports.site import data, guide, provinces, site
from spbe_analysis.reports.site.content import (
    Content,
    choose_years,
    index_cards,
    plain,
    published,
    rows_for,
    sources_of,
)
from spbe_analysis.reports.site.page import page_in
from spbe_analysis.reports.site.site import build_site
from spbe_analysis.reports.site.whole import build_whole

KALTIM = "Pemerintah Provinsi Kalimantan Timur"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-' onfocus=alert(1) autofocus x='",
    "</title></svg><svg onload=alert(1)>",
    "{{ 7*7 }} &lt;b&gt; </td></tr></table><h1>",
]


class Page(HTMLParser):
    """Tags, links and the table's cells of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.rows, self.links = [], [], []
        self._cell = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "a":
            self.links.append(attrs["href"])
        if tag == "tr":
            self.rows.append({"attrs": attrs, "cells": []})
        if tag in ("th", "td"):
            self._cell = ""

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.rows[-1]["cells"].append(self._cell)
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell += data


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder with all reports on 2023-2024 and its site."""
    root = tmp_path_factory.mktemp("reports")
    count = publish_all(root, 2023, 2024)
    publish_drivers(root, KALTIM, "provinsi-kalimantan-timur-0feb72", 2021, 2024)
    publish_drivers(root, KALTIM, "provinsi-kalimantan-timur-0feb72", 2023, 2024, "en")
    publish(root, "national/2023-2024", notebook="04_national", title="Seluruh negeri", finding="Naik.")
    return root, count, build_site(root)


def row_of(page: Page, name: str) -> dict:
    found = [row for row in page.rows if row["cells"][0].startswith(name)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("name", "language"), [("index.html", "id"), ("index.en.html", "en")])
def test_every_institution_stands_in_the_table(whole, name, language):
    root, count, _ = whole
    text = (root / name).read_text(encoding="utf-8")
    page = Page(text)
    assert ("html", {"lang": language}) in page.tags
    body = [row for row in page.rows if row["attrs"].get("data-t")]
    register = load_register()
    assert len(body) == len(register) == 629  # institutions.csv: 607 in both years, 14 and 8 in one
    assert count == 607
    for row, institution in zip(body, register, strict=True):
        assert row["cells"][0].startswith(institution.name)
    assert (
        sum("2023-2024" in link and link.endswith("/report.html") for link in page.links) == 607 + 1
    )  # + the national one
    assert sum(text.count(why) for why in ("tanpa indeks 2024, jadi", "no index for 2024, so")) == 14
    assert sum(text.count(why) for why in ("tanpa indeks 2023, jadi", "no index for 2023, so")) == 8


def test_a_row_tells_what_was_published(whole):
    # Laporan Pelaksanaan Evaluasi SPBE 2023, Tabel 35 no. 1, and 2024, Tabel 36 no. 1; 3.79 - 2.91 = 0.88
    root, *_ = whole
    cells = row_of(Page((root / "index.html").read_text(encoding="utf-8")), KALTIM)["cells"]
    assert cells[2:6] == ["2,91", "3,79", "+0,88", "Sangat Baik"]
    # the same tables: domains 3.00, 1.90, 1.64, 3.90 and 3.70, 3.50, 2.82, 4.32; change, then the score of 2024
    assert cells[6:] == ["+0,703,70", "+1,603,50", "+1,182,82", "+0,424,32"]
    assert "juga 2021–2024" in cells[0]
    assert cells[1] == (
        "Indeks SPBE menurut tahun: 2021 2,22; 2022 2,11 (pemantauan); 2023 2,91; 2024 3,79; 2025 4,13 (pemantauan)"
    )
    cells = row_of(Page((root / "index.en.html").read_text(encoding="utf-8")), KALTIM)["cells"]
    assert cells[2:6] == ["2.91", "3.79", "+0.88", "Very good"]


def test_a_missing_figure_is_a_dash_never_zero(whole):
    root, *_ = whole
    cells = row_of(Page((root / "index.html").read_text(encoding="utf-8")), "Pemerintah Kab. Nduga")["cells"]
    assert cells[2] == cells[4] == "–" and cells[3] != "–"


def test_names_lead_to_the_report_in_the_page_s_language(whole):
    root, *_ = whole
    folder = "provinsi-kalimantan-timur-0feb72/2023-2024"
    indonesian, english = (Page((root / name).read_text("utf-8")) for name in ("index.html", "index.en.html"))
    assert f"{folder}/report.html" in indonesian.links and f"{folder}-en/report.html" not in indonesian.links
    assert f"{folder}-en/report.html" in english.links and f"{folder}/report.html" not in english.links
    assert "in Indonesian" in row_of(english, "Pemerintah Kota Samarinda")["cells"][0]
    for page in (indonesian, english):
        assert "national/2023-2024/report.html" in page.links
        for link in page.links:
            assert link.startswith(("#", "https://")) or (root / link).is_file()


def test_the_page_fetches_nothing_and_runs_only_its_own_script(whole):
    root, *_ = whole
    for name in ("index.html", "index.en.html"):
        text = (root / name).read_text(encoding="utf-8")
        page = Page(text)
        policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        for kind in ("style", "script"):
            blocks = re.findall(rf"<{kind}[^>]*>(.*?)</{kind}>", text, re.DOTALL)
            assert len(blocks) == 1
            digest = base64.b64encode(hashlib.sha256(blocks[0].encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in policy
        for tag, attrs in page.tags:
            assert tag not in ("img", "iframe", "link", "object", "form", "base")
            assert not {"src", "style"} & attrs.keys() and not any(key.startswith("on") for key in attrs)


def test_size_is_what_the_readme_may_promise(whole):
    root, *_ = whole
    for name in ("index.html", "index.en.html"):
        content = (root / name).read_bytes()
        assert len(content) < 600_000
        assert len(gzip.compress(content, 9)) < 80_000


@pytest.mark.few(0)
def test_the_same_records_give_the_same_bytes_whatever_their_order(whole, tmp_path):
    root, _, first = whole
    other = tmp_path / "other"
    for record in sorted(root.rglob("run.json"), reverse=True):
        about = json.loads(record.read_text(encoding="utf-8"))
        publish(other, record.parent.relative_to(root).as_posix(), **about)
    build_site(other)
    for name in ("index.html", "index.en.html"):
        assert (other / name).read_bytes() == (root / name).read_bytes()
    before = first.stat()
    build_site(root)
    assert first.stat().st_mtime_ns == before.st_mtime_ns and first.stat().st_ino == before.st_ino


def test_only_whole_records_count(tmp_path):
    publish(tmp_path, "good/2023-2024", title="Baik")
    publish(tmp_path, ".good.new-abc/2023-2024", title="Setengah jadi")
    (publish(tmp_path, "torn/2023-2024") / "run.json").write_text('{"title": "Tor', encoding="utf-8")
    (publish(tmp_path, "strange/2023-2024") / "run.json").write_text('["a list"]', encoding="utf-8")
    publish(tmp_path, "typed/2023-2024", title=["not", "text"])
    publish(tmp_path, "years/2023-2024", parameters={"from_year": "two"})
    (tmp_path / "empty").mkdir()
    publish(tmp_path, "odd name & 'quotes'/2023-2024", title="Tanda")
    assert [report.title for report in published(tmp_path)] == ["Baik", "Tanda"]
    assert published(tmp_path)[1].href == "odd%20name%20%26%20%27quotes%27/2023-2024/report.html"
    assert published(tmp_path / "nowhere") == []


def test_without_reports_the_site_still_lists_everybody(tmp_path):
    page = Page(build_site(tmp_path).read_text(encoding="utf-8"))
    assert sum(bool(row["attrs"].get("data-t")) for row in page.rows) == 629
    assert not [link for link in page.links if link.endswith("report.html")]


def test_a_failed_report_is_said(tmp_path):
    publish_drivers(tmp_path, KALTIM, "kaltim", 2023, 2024)
    # a report that stands is not taken away because its last run failed
    text = build_site(tmp_path, failed=["Pemerintah Kota Samarinda", KALTIM]).read_text(encoding="utf-8")
    assert text.count("laporan terakhir gagal dibuat") == 1
    assert "(1 instansi)" in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_hostile_names_are_shown_not_run(tmp_path, language):
    cards = index_cards()
    publish(tmp_path, "national", notebook="04_national", title=HOSTILE[0], finding=HOSTILE[1])
    rows = rows_for(cards, (2023, 2024), published(tmp_path), ("01_drivers",))[: len(HOSTILE)]
    rows = [
        replace(row, name=text, kind=text, province=text, search=text, predicate=text)
        for row, text in zip(rows, HOSTILE, strict=True)
    ]
    content = Content(rows, published(tmp_path), sources_of(cards)[:1], (2023, 2024), framework_for_year(2024))
    text = page_in(language, content)
    page = Page(text)
    for row, name in zip([row for row in page.rows if row["attrs"].get("data-t")], HOSTILE, strict=True):
        assert row["cells"][0].startswith(name) and row["cells"][5] == name
        assert row["attrs"] == {"data-t": name, "data-p": name, "data-k": name}
    plain_rows = [
        replace(row, **dict.fromkeys(("name", "kind", "province", "search", "predicate"), "x")) for row in rows
    ]
    plain_page = Page(
        page_in(
            language, replace(content, rows=plain_rows, others=[replace(content.others[0], title="x", finding="x")])
        )
    )

    def shape(one):
        return sorted(tag for tag, _ in one.tags if tag != "option")

    assert shape(page) == shape(plain_page)


def test_the_years_shown_are_those_most_share_or_those_asked_for(tmp_path):
    cards = index_cards()
    assert choose_years(cards, None, None) == (2023, 2024)
    text = build_site(tmp_path, from_year=2021, to_year=2023).read_text(encoding="utf-8")
    assert "Perubahan indeks SPBE 2021–2023" in text
    for years in ((2020, 2021), (2024, 2023), (2023, None), (2023, 2023)):
        with pytest.raises(ParameterError):
            choose_years(cards, *years)
    with pytest.raises(ParameterError):
        build_site(tmp_path, languages=())
    with pytest.raises(ParameterError):
        build_site(tmp_path, languages=("fr",))


def test_one_language_alone_has_no_way_to_another(tmp_path):
    index = build_site(tmp_path, languages=("en",))
    text = index.read_text(encoding="utf-8")
    assert index.name == "index.html" and '<html lang="en">' in text and "hreflang" not in text
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".site.lock") == ["index.html"]


@pytest.mark.few(0)
def test_a_failed_write_leaves_the_old_pages_and_nothing_else(tmp_path, monkeypatch):
    build_site(tmp_path)
    old = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publish(tmp_path, "national", notebook="04_national", title="Baru")

    def refuse(source, target):
        raise OSError("no space left")

    monkeypatch.setattr(site.os, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        build_site(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == old
    monkeypatch.undo()
    (tmp_path / ".index.html.new").write_text("left by a killed writer", encoding="utf-8")
    assert "Baru" in build_site(tmp_path).read_text(encoding="utf-8")
    assert not list(tmp_path.glob("*.new")) and not list(tmp_path.glob(".*.new"))


def test_every_alias_is_among_the_words_of_its_row():
    rows = {row.name: row for row in rows_for(index_cards(), (2023, 2024), [], ("01_drivers",))}
    for body in load_register():
        words = set(f"{plain(body.name)} {rows[body.name].search}".split())
        for name in (*body.names.values(), *body.aliases):
            assert set(plain(name).split()) <= words
    assert "kaltim" in rows[KALTIM].search.split()


def test_plain_words():
    assert plain("Pemerintah D.I. Yogyakarta") == "pemerintah di yogyakarta"
    assert plain("Kab. Pangkajene & Kepulauan") == "kab pangkajene dan kepulauan"
    assert plain("Kota Padangsidimpuan—É") == "kota padangsidimpuan e"


def test_sources_count_every_value_once():
    cards = index_cards()
    assert sum(source.values for source in sources_of(cards)) == sum(len(found) for found in cards.values())


def test_changes_are_exact_differences_of_printed_values():
    rows = rows_for(index_cards(), (2023, 2024), [], ("01_drivers",))
    changes = [row.change for row in rows if row.change is not None]
    assert len(changes) == 607 and all(isinstance(change, Fraction) for change in changes)


def test_nothing_heavy_is_loaded(tmp_path):
    code = (
        "import sys; from spbe_analysis.reports.site.site import build_site; build_site(sys.argv[1]);"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'nbconvert', 'papermill', 'IPython'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.few(2)
@pytest.mark.parametrize(
    "change", ["nothing", "a page is gone", "a page was written over", "a new report", "the years"]
)
def test_the_whole_is_left_alone_until_something_changes(tmp_path, monkeypatch, change):
    built = []
    for module in (guide, data, provinces):
        name = f"build_{module.__name__.rsplit('.', 1)[1]}"
        monkeypatch.setattr(module, name, lambda *_, name=name: built.append(name))
    index, years = build_whole(tmp_path), {}
    assert index.is_file() and len(built) == 3
    text = index.read_bytes()
    if change == "a page is gone":
        index.unlink()
    elif change == "a page was written over":
        index.write_text("something else")
    elif change == "a new report":
        publish_drivers(tmp_path, "Pemerintah Kota Bogor", "kota-bogor", 2023, 2024)
    elif change == "the years":
        years = {"from_year": 2021, "to_year": 2022}
    assert build_whole(tmp_path, **years) == index
    assert len(built) == (3 if change == "nothing" else 6)
    assert (index.read_bytes() == text) is (change not in ("a new report", "the years"))
