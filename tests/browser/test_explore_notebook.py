"""The exploration driven in a real JupyterLab by a real browser, as a reader would."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from headless import chromium

from spbe_analysis.explore.server import NOTEBOOK

pytestmark = [pytest.mark.browser, pytest.mark.slow]
pytest.importorskip("ipywidgets")
playwright_errors = pytest.importorskip("playwright.sync_api")

PROJECT = Path(__file__).parents[2]
PATIENCE = 120_000  # milliseconds: a kernel on a busy machine
BAR = ".jp-InputPlaceholder"  # what JupyterLab leaves of hidden code
STEPPER = "15. Pembangunan Aplikasi SPBE"


@pytest.fixture(scope="module")
def page(lab):
    """The notebook, all of it run by its Start button."""
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(PATIENCE)
        opened.goto(lab[0])
        opened.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(state="attached")
        opened.bars_before = opened.locator(BAR).count(), opened.locator(f"{BAR}:visible").count()
        _start(opened)
        opened.get_by_text("Unduh tingkat ini").wait_for(state="attached")
        yield opened


def _start(page) -> None:
    """Press Start, and once more if nothing appears: JupyterLab drops what is run before its kernel has answered."""
    for patience in (20_000, PATIENCE):
        page.get_by_role("button", name="Mulai / Start").click()
        try:
            page.get_by_label("Instansi", exact=True).wait_for(state="attached", timeout=patience)
            return
        except playwright_errors.TimeoutError:
            continue
    pytest.fail("Start was pressed twice and nothing appeared")


def _pick(page, name: str, shown: str) -> None:
    box = page.get_by_label("Instansi", exact=True)
    box.fill(name)
    box.press("Enter")
    page.locator(".spbe-explore h3", has_text=shown).wait_for()


def _index(page) -> Decimal:
    return Decimal(page.locator("[data-index]").get_attribute("data-index"))


def _index_after(page, before: Decimal) -> Decimal:
    page.wait_for_function("was => document.querySelector('[data-index]').dataset.index !== was", arg=str(before))
    return _index(page)


def test_nothing_has_to_be_answered_and_no_code_is_shown(page):
    assert page.locator(".jp-Dialog").count() == 0 and page.locator(".Toastify__toast").count() == 0
    assert page.locator(".jp-CodeCell .cm-content:visible").count() == 0
    assert page.locator(".jp-CodeCell .jp-OutputArea-output pre:visible").count() == 0
    assert page.bars_before == (7, 0) and page.locator(f"{BAR}:visible").count() == 0
    page.get_by_role("menuitem", name="View").click()
    page.get_by_role("menuitem", name="Expand All Code").click()
    page.locator(".jp-CodeCell .cm-content", has_text="explore.choice()").wait_for()
    page.get_by_role("menuitem", name="View").click()
    page.get_by_role("menuitem", name="Collapse All Code").click()
    page.locator(".jp-CodeCell .cm-content", has_text="explore.choice()").wait_for(state="hidden")


def test_start_leaves_the_reader_at_the_first_part(page):
    assert (
        page.get_by_role("heading", name="1. Pilih instansi").evaluate("head => head.getBoundingClientRect().top") < 900
    )


def test_kalimantan_timur_its_waterfall_and_indicator_15_up_one_level(page):
    _pick(page, "Kota Bandar Lampung", "Pemerintah Kota Bandar Lampung, 2023")
    _pick(page, "Kalimantan Timur", "Pemerintah Provinsi Kalimantan Timur, 2023")
    page.get_by_label("Dari tahun").select_option("2023")
    page.get_by_label("Ke tahun").select_option("2024")
    waterfall = page.get_by_role("img", name="Diagram air terjun dari indeks 2,91")
    waterfall.scroll_into_view_if_needed()
    assert "Tata Kelola SPBE +0,400" in waterfall.get_attribute("alt")
    assert waterfall.evaluate("image => image.complete && image.naturalWidth") > 400

    before, box = _index(page), page.get_by_label(STEPPER)
    level = int(box.input_value())
    box.focus()
    page.keyboard.press("ArrowUp")
    assert _index_after(page, before) - before == Decimal("0.025")
    page.get_by_text("Perpindahan: +0,025 poin.").wait_for()
    assert int(box.input_value()) == level + 1
    assert box.evaluate("box => box === document.activeElement"), "the move took the focus away"
    page.keyboard.press("ArrowDown")
    page.get_by_text("Belum ada tingkat yang diubah.").wait_for()
    assert _index(page) == before


def test_the_plan_is_applied_and_taken_back_from_the_keyboard(page):
    before = _index(page)
    page.get_by_role("button", name="Terapkan rencana").focus()
    page.keyboard.press("Enter")
    assert _index_after(page, before) >= Decimal("4.2")
    page.get_by_role("button", name="Kembalikan ke awal").focus()
    page.keyboard.press("Space")
    page.get_by_text("Belum ada tingkat yang diubah.").wait_for()
    assert _index(page) == before


def test_keys_pressed_on_a_control_are_its_own(page):
    cells = page.locator(".jp-Cell").count()
    detail = page.get_by_label("Rincian")
    detail.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("img", name="Rentang kontribusi 47 bagian").wait_for(state="attached")
    page.keyboard.press("ArrowUp")
    page.get_by_role("img", name="Rentang kontribusi 12 bagian").wait_for(state="attached")
    assert detail.evaluate("list => list === document.activeElement"), "JupyterLab took the focus away"
    page.get_by_role("button", name="Kembalikan ke awal").focus()
    for key in ("b", "a", "m", "d", "d", "x"):  # insert, change, delete and cut a cell
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells


def test_hiding_the_domains_widens_the_ranges(page):
    tick = page.get_by_label("Domain (8 angka)")
    tick.focus()
    page.keyboard.press("Space")
    page.get_by_text("Disembunyikan: domain.").wait_for()
    page.get_by_role("img", name="Rentang kontribusi 12 bagian: 0 pasti nilainya").wait_for(state="attached")
    assert page.get_by_label("Aspek (0 angka)").is_disabled()
    tick.check()
    page.get_by_text("Semua angka yang dipublikasikan diperlihatkan.").wait_for()


def test_a_name_that_fits_several_offers_a_list(page):
    box = page.get_by_label("Instansi", exact=True)
    box.fill("Bogor")
    box.press("Enter")
    page.get_by_label("Yang mana?").select_option("Pemerintah Kota Bogor")
    page.locator(".spbe-explore h3", has_text="Pemerintah Kota Bogor, 2023").wait_for()
    assert not page.get_by_label("Yang mana?").is_visible()


def test_a_file_of_levels_is_uploaded(page, tmp_path):
    path = tmp_path / "tingkat.csv"
    path.write_text("indicator,level\n" + "".join(f"{number},3\n" for number in range(1, 48)))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Unggah CSV, XLSX, atau PDF").click()
    chooser.value.set_files(path)
    page.get_by_text("Terbaca 47 tingkat dari tingkat.csv.").wait_for()
    page.locator('[data-index="3.0"]').wait_for()
    assert page.get_by_label(STEPPER).input_value() == "3"


def test_a_file_of_something_else_is_refused_in_indonesian(page, tmp_path):
    path = tmp_path / "surat.csv"
    path.write_text("indicator,level\n" + "".join(f"{number},{6 if number == 6 else 3}\n" for number in range(1, 46)))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Unggah CSV, XLSX, atau PDF").click()
    chooser.value.set_files(path)
    told = page.get_by_role("alert")
    told.get_by_text("surat.csv bukan tabel tingkat yang lengkap menurut peraturan 59/2020.").wait_for()
    assert (
        "Baris 7: tingkat '6' untuk 6. " in told.inner_text()
        and "46. Layanan Publik Sektor 2: belum ada." in told.inner_text()
    )
    assert "Inggris" not in told.inner_text() and page.locator('[data-index="3.0"]').count() == 1


def test_english_and_no_finding_of_axe_in_our_part(page):
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    for language in ("English", "Bahasa Indonesia"):
        now, wanted = ("Bahasa", "From year") if language == "English" else ("Language", "Dari tahun")
        page.get_by_label(now, exact=True).select_option(language)
        page.get_by_label(wanted).wait_for()
        result = Axe().run(page, context=".jp-OutputArea")
        found |= {
            (violation["id"], str(node["target"])): node["html"]
            for violation in result.response["violations"]
            for node in violation["nodes"]
        }
    assert found == {}


def test_saving_leaves_the_file_as_it_was(page, lab):
    page.get_by_role("heading", name="1. Pilih instansi").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "00_explore" in answer.url):
        page.keyboard.press("Control+s")
    assert (lab[1] / NOTEBOOK).read_bytes() == (PROJECT / NOTEBOOK).read_bytes()
