"""The exploration driven in a real JupyterLab by a real browser, as a reader would."""

from __future__ import annotations

import json
import time
import urllib.request
from decimal import Decimal
from pathlib import Path

import pytest
from headless import chromium

from spbe_analysis.explore.server import NOTEBOOK

pytestmark = pytest.mark.browser
pytest.importorskip("ipywidgets")
pytest.importorskip("playwright.sync_api")

PROJECT = Path(__file__).parents[2]
PATIENCE = 120_000  # milliseconds: a kernel on a busy machine
EDITOR = "#jp-menu-panel:visible, .jp-NotebookPanel-toolbar:visible, #jp-main-statusbar:visible, .jp-SideBar:visible"
BAR = ".jp-InputPlaceholder"  # what JupyterLab leaves of hidden code
STEPPER = "15. Pembangunan Aplikasi SPBE"
PHONE = {"width": 390, "height": 844}
IN_VIEW = """() => {
  const head = [...document.querySelectorAll(".jp-MarkdownCell h2")].find((one) => one.textContent.startsWith("6. "));
  const bar = document.querySelector(".spbe-tools").getBoundingClientRect();
  const top = head?.getBoundingClientRect().top;
  return bar.top >= 0 && top >= bar.bottom && top < bar.bottom + 60;
}"""  # the levels' heading right below the bar


@pytest.fixture(scope="module")
def page(lab):
    """The exploration, which starts by itself."""
    with chromium() as browser:
        yield _open(browser, lab[0])


def _open(browser, address: str):
    return _go(browser.new_page(viewport={"width": 1280, "height": 900}), address)


def _go(opened, address: str):
    opened.set_default_timeout(PATIENCE)
    opened.goto(address)
    opened.locator("[data-state]").wait_for(state="attached")
    return opened


def _pick(page, name: str, shown: str) -> None:
    box = page.get_by_label("Instansi", exact=True)
    box.fill(name)
    box.press("Enter")
    page.locator(".spbe-explore h3", has_text=shown).wait_for()


def _indices(page) -> list[str]:
    """Indices of the levels that the page shows."""
    return page.locator("[data-index]").evaluate_all("all => all.map(one => one.dataset.index)")


def _as_published(page) -> None:
    """Kota Bandar Lampung with its own levels, whatever was done before."""
    _pick(page, "Kota Bandar Lampung", "Pemerintah Kota Bandar Lampung, 2023")
    if page.locator('[data-index="2.9795"]').count() == 0:
        page.get_by_role("button", name="Kembalikan ke awal").click()
    page.locator('[data-index="2.9795"]').wait_for()


def _index(page) -> Decimal:
    return Decimal(page.locator("[data-index]").get_attribute("data-index"))


def _index_after(page, before: Decimal) -> Decimal:
    page.wait_for_function("was => document.querySelector('[data-index]').dataset.index !== was", arg=str(before))
    return _index(page)


@pytest.mark.few(0)
def test_nothing_has_to_be_pressed_and_neither_code_nor_editor_is_shown(page):
    assert page.locator(".jp-Dialog").count() == 0 and page.locator(".Toastify__toast").count() == 0
    assert page.locator(".jp-CodeCell .cm-content:visible").count() == 0
    assert page.locator(".jp-CodeCell .jp-OutputArea-output pre:visible").count() == 0
    assert page.locator(BAR).count() == 10 and page.locator(f"{BAR}:visible").count() == 0
    assert page.locator(EDITOR).count() == 0
    assert (
        page.get_by_role("heading", name="1. Pilih instansi").evaluate("head => head.getBoundingClientRect().top") < 900
    )


def test_the_page_ends_where_its_last_part_ends(page):
    left = page.locator(".jp-WindowedPanel-outer").evaluate(
        "all => all.scrollHeight - all.scrollTop - [...document.querySelectorAll('.jp-Cell')].at(-1)"
        ".getBoundingClientRect().bottom"
    )
    assert left < 150


def test_the_editor_is_one_press_away_and_back(page):
    page.get_by_role("button", name="Penyunting / Editor").click()
    page.get_by_role("menuitem", name="View").click()
    page.get_by_role("menuitem", name="Expand All Code").click()
    page.locator(".jp-CodeCell .cm-content", has_text="explore.choice()").wait_for()
    page.get_by_role("menuitem", name="View").click()
    page.get_by_role("menuitem", name="Collapse All Code").click()
    page.locator(".jp-CodeCell .cm-content", has_text="explore.choice()").wait_for(state="hidden")
    page.get_by_role("button", name="Halaman saja / Page only").click()
    page.locator(EDITOR).first.wait_for(state="hidden")


def test_the_levels_are_all_on_the_page_and_the_result_stays_in_sight(page):
    page.get_by_label("47. ").evaluate("box => box.scrollIntoView({block: 'end'})")
    assert page.locator(".spbe-steppers").evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    page.locator("[data-index]").wait_for()
    assert 0 <= page.locator("[data-index]").bounding_box()["y"] < 850


def test_every_control_has_a_name_for_assistive_technology(page):
    nameless = (
        page.locator(".jp-OutputArea")
        .locator("input, select, textarea, button")
        .evaluate_all(
            "all => all.filter(one => one.type !== 'file' && !(one.labels?.length || one.textContent.trim()"
            " || one.title || one.getAttribute('aria-label'))).map(one => one.outerHTML)"
        )
    )
    assert nameless == []


@pytest.mark.parametrize("typed", ["9", "2.5", "-1", "e"])
def test_what_is_no_level_is_refused_beside_its_box_and_changes_nothing(page, typed):
    before, box = _index(page), page.get_by_label(STEPPER)
    level = box.input_value()
    box.fill("") if typed == "e" else box.fill(typed)
    if typed == "e":
        box.press("e")
    box.press("Tab")
    row = page.locator(".spbe-stepper", has_text=STEPPER)
    told = "bukan angka" if typed == "e" else f"{typed.replace('.', ',')} tidak diterima: tingkat adalah bilangan bulat"
    page.wait_for_function(
        "([row, told]) => (row.textContent + getComputedStyle(row.querySelector('label'), '::after').content)"
        ".includes(told)",
        arg=[row.element_handle(), told],
    )
    page.wait_for_function("([box, level]) => box.value === level", arg=[box.element_handle(), level])
    assert _index(page) == before


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
    page.get_by_text("Perubahan: +0,025 poin.").wait_for()
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


@pytest.mark.few(0)
def test_a_level_is_moved_undone_redone_and_the_saved_state_opens_elsewhere(page, another_lab, tmp_path):
    _pick(page, "Kota Bandar Lampung", "Pemerintah Kota Bandar Lampung, 2023")
    page.locator('[data-index="2.9795"]').wait_for()
    before, box = _index(page), page.get_by_label(STEPPER)
    box.focus()
    page.keyboard.press("ArrowUp")
    moved = _index_after(page, before)
    assert moved - before == Decimal("0.025")
    page.keyboard.press("Control+z")
    assert _index_after(page, moved) == before
    assert box.evaluate("box => box === document.activeElement")
    page.keyboard.press("Control+Shift+z")
    assert _index_after(page, before) == moved
    page.get_by_role("button", name="Urungkan").click()
    assert _index_after(page, moved) == before
    box.focus()
    page.keyboard.press("Control+y")
    assert _index_after(page, before) == moved
    page.get_by_label("Domain (8 angka)").uncheck()
    page.get_by_text("Disembunyikan: domain").wait_for()
    figures = _figures(page)
    with page.expect_download() as saved:
        page.get_by_text("Simpan keadaan", exact=True).click()
    saved.value.save_as(tmp_path / "exploration.json")
    page.wait_for_function("location.hash === '#state=' + document.querySelector('[data-state]').dataset.state")
    address = page.evaluate("location.hash")

    with another_lab("--state", str(tmp_path / "exploration.json")) as (url, _):
        elsewhere = _open(page.context.browser, url)
        elsewhere.locator(f'[data-index="{moved}"]').wait_for()
        assert _figures(elsewhere) == figures and elsewhere.evaluate("location.hash") == address
        elsewhere.reload()  # the address alone brings it back
        elsewhere.locator(f'[data-index="{moved}"]').wait_for()
        assert _figures(elsewhere) == figures
        elsewhere.evaluate("location.hash = '#state=eyJzcGJl'")  # a piece of an address
        elsewhere.get_by_role("alert").get_by_text("tidak utuh").wait_for()
        assert elsewhere.locator(f'[data-index="{moved}"]').count() == 1
        _opens_in_a_browser_that_was_never_here(elsewhere, moved, figures)


@pytest.mark.few(0)
def test_a_state_opened_in_two_windows_at_once_stands_in_both(page):
    _as_published(page)
    page.get_by_label(STEPPER).press("ArrowUp")
    page.locator('[data-index="3.0045"]').wait_for()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Salin alamat").click()
    page.wait_for_function("async () => await navigator.clipboard.readText() !== ''")
    address = page.evaluate("navigator.clipboard.readText()")
    stranger = page.context.browser.new_context(viewport={"width": 1280, "height": 900})
    windows = [stranger.new_page() for _ in range(2)]
    for window in windows:
        window.set_default_timeout(PATIENCE)
        window.goto(address, wait_until="commit")
    for window in windows:
        window.locator('[data-index="3.0045"]').wait_for()
        window.wait_for_function("hash => location.hash === hash", arg=f"#{address.partition('#')[2]}")
    windows[0].get_by_label(STEPPER).press("ArrowUp")
    assert _index_after(windows[0], Decimal("3.0045")) != _index(windows[1]) == Decimal("3.0045")
    stranger.close()


def _opens_in_a_browser_that_was_never_here(page, index, figures) -> None:
    """The copied address holds the key to the server, the copied text the state alone."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Di komputer lain", exact=True).click()
    page.get_by_role("button", name="Salin keadaan sebagai teks").click()
    page.get_by_text("Tersalin.").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert page.evaluate("location.hash") == f"#state={text}" and "token" not in text
    page.get_by_role("button", name="Salin alamat").click()
    page.wait_for_function("async was => await navigator.clipboard.readText() !== was", arg=text)
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith(f"#state={text}") and "?token=" in address
    stranger = page.context.browser.new_context(viewport={"width": 1280, "height": 900})
    fresh = _go(stranger.new_page(), address)
    fresh.locator(f'[data-index="{index}"]').wait_for()
    assert _figures(fresh) == figures and "token" not in fresh.url
    stranger.close()


@pytest.mark.few(1)
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["desk", "phone"])
def test_a_level_is_moved_saved_and_opened_elsewhere_in_nine_presses_and_without_scrolling(
    page, another_lab, tmp_path, viewport
):
    page.set_viewport_size(viewport)
    _as_published(page)
    before, address = _index(page), page.evaluate("location.hash")
    page.locator("summary", has_text="Bagian").press("Enter")
    page.get_by_role("button", name="6. Ubah tingkat", exact=True).press("Enter")
    page.wait_for_function(IN_VIEW)
    assert page.evaluate("location.hash") == address, "jumping took the state off the address"
    assert not page.get_by_role("button", name="7. Bobot lain", exact=True).is_visible()
    page.get_by_label(STEPPER).press("ArrowUp")
    _index_after(page, before)
    bar = page.locator(".spbe-tools").bounding_box()
    assert bar["y"] >= 0 and bar["height"] < 120
    focused = page.get_by_label(STEPPER).bounding_box()
    assert bar["y"] + bar["height"] <= focused["y"] < viewport["height"]
    with page.expect_download() as saved:
        page.get_by_role("link", name="Simpan keadaan", exact=True).press("Enter")
    saved.value.save_as(tmp_path / saved.value.suggested_filename)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Salin perintah").press("Enter")
    page.get_by_text("Tersalin.").wait_for()
    assert page.get_by_label(STEPPER).bounding_box()["y"] == focused["y"], "saving scrolled the level away"
    assert page.evaluate("navigator.clipboard.readText()") == "spbe explore"
    page.get_by_label(STEPPER).focus()
    assert not page.get_by_role("button", name="Salin perintah").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})

    with another_lab() as (url, _):
        elsewhere = page.context.browser.new_page(viewport=viewport)
        elsewhere.set_default_timeout(PATIENCE)
        elsewhere.goto(url)
        with elsewhere.expect_file_chooser() as chooser:
            elsewhere.get_by_role("button", name="Buka keadaan").click()
        chooser.value.set_files(tmp_path / "exploration.json")
        told = "Keadaan tersimpan dibuka: Pemerintah Kota Bandar Lampung, indeks 3,00, 1 dari 47 tingkat diubah."
        elsewhere.get_by_role("status").get_by_text(told).wait_for()
        elsewhere.wait_for_function(IN_VIEW)
        elsewhere.close()


def test_on_a_telephone_no_sentence_and_no_column_leaves_the_screen(page):
    _as_published(page)
    page.set_viewport_size(PHONE)
    page.wait_for_function(  # JupyterLab lays the page out again after a moment
        """edge => {
          const told = document.querySelectorAll(".spbe-explore :is(p, dd, dt, li, h3, figcaption, caption)");
          const tables = document.querySelectorAll(".spbe-explore .scroll");
          return [...told].every((one) => one.getBoundingClientRect().right <= edge)
            && [...tables].every((one) => one.scrollWidth <= one.clientWidth + 1);
        }""",
        arg=PHONE["width"],
    )
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.few(0)
def test_the_kernel_is_started_before_a_page_asks_for_it(another_lab):
    with another_lab() as (url, _):
        address, _, token = url.partition("/doc/tree/" + NOTEBOOK)
        for _ in range(PATIENCE // 500):
            with urllib.request.urlopen(f"{address}/api/sessions{token}", timeout=60) as answer:
                sessions = json.load(answer)
            if sessions:
                break
            time.sleep(0.5)
    assert [session["path"] for session in sessions] == [NOTEBOOK]


def test_a_what_if_is_taken_away_with_its_figure_as_png(page, tmp_path):
    _as_published(page)
    page.get_by_label(STEPPER).press("ArrowUp")
    page.locator('[data-index="3.0045"]').wait_for()
    page.get_by_role("button", name="Buat berkas untuk laporan atau rapat").click()
    for label, name in (("Unduh gambar (PNG)", "what-if.png"), ("Unduh laporan satu halaman (HTML)", "what-if.html")):
        with page.expect_download() as made:
            page.get_by_text(label).click()
        assert made.value.suggested_filename == name
        made.value.save_as(tmp_path / name)
    png = (tmp_path / "what-if.png").read_bytes()
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[16:20], "big") > 1200  # twice as wide as on the page
    assert "Bila 1 dari 47 tingkat diubah, indeks berubah dari 2,98 menjadi 3,00" in (
        tmp_path / "what-if.html"
    ).read_text("utf-8")


def test_a_weight_is_moved_by_keys_and_the_others_share_the_rest(page):
    _as_published(page)
    slider = page.get_by_role("slider", name="Kebijakan Internal SPBE")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Dengan bobot ini Pemerintah Kota Bandar Lampung berada di urutan").wait_for()
    for text in ("Kebijakan Internal SPBE: 13,5%", "Tata Kelola SPBE: 25,0%", "Layanan SPBE: 45,0%"):
        page.locator(".spbe-weight label", has_text=text).wait_for()
    assert page.get_by_role("slider", name="Manajemen SPBE: 16,5%").count() == 1
    page.get_by_role("button", name="Kembali ke bobot peraturan").click()
    page.locator(".spbe-weight label", has_text="Kebijakan Internal SPBE: 13,0%").wait_for()


def test_institutions_are_compared_and_taken_out_again(page):
    box = page.get_by_label("Tambah instansi")
    for name in ("Jateng", "Pemprov Bali"):
        box.fill(name)
        box.press("Enter")
        page.wait_for_function("box => box.value === ''", arg=box.element_handle())
    page.get_by_role("rowheader", name="Rata-rata 3 instansi", exact=True).first.wait_for()
    page.get_by_role("button", name="Pemerintah Provinsi Bali ×").click()
    page.get_by_role("rowheader", name="Rata-rata 2 instansi", exact=True).first.wait_for()


def _figures(page) -> list[str]:
    """Every number of the page below its bar: its tables, its figures' texts, and the levels in the boxes."""
    page.locator("[data-index]").wait_for()
    shown = page.locator(".spbe-explore").evaluate_all(
        "all => all.filter(one => !one.closest('.spbe-tools')).map(one => one.textContent)"
    )
    drawn = page.locator(".spbe-explore img").evaluate_all("all => all.map(one => one.alt)")
    levels = page.locator(".spbe-stepper input").evaluate_all("all => all.map(one => one.value)")
    return shown + drawn + levels


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
    before = _indices(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Unggah CSV, XLSX, atau PDF").click()
    chooser.value.set_files(path)
    told = page.get_by_role("alert")
    told.get_by_text("surat.csv bukan tabel tingkat yang lengkap menurut peraturan 59/2020.").wait_for()
    assert (
        "Baris 7: tingkat '6' untuk 6. " in told.inner_text()
        and "46. Layanan Publik Sektor 2: belum ada." in told.inner_text()
    )
    assert "Inggris" not in told.inner_text() and _indices(page) == before


def test_english_and_no_finding_of_axe_in_our_part(page):
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    for language in ("English", "Bahasa Indonesia"):
        now, wanted = ("Bahasa", "From year") if language == "English" else ("Language", "Dari tahun")
        page.get_by_label(now, exact=True).select_option(language)
        page.get_by_label(wanted).wait_for()
        page.get_by_role(
            "heading", name={"English": "6. Move levels", "Bahasa Indonesia": "6. Ubah tingkat"}[language]
        ).wait_for()
        page.locator(".spbe-tools details").evaluate_all("all => all.forEach((one) => { one.open = true })")
        result = Axe().run(page, context=".jp-OutputArea")
        found |= {
            (violation["id"], str(node["target"])): node["html"]
            for violation in result.response["violations"]
            for node in violation["nodes"]
        }
    page.get_by_label("Bahasa", exact=True).focus()  # closes what the bar has unfolded
    assert page.locator(".spbe-tools details[open]").count() == 0
    assert found == {}


def test_saving_leaves_the_file_as_it_was(page, lab):
    page.get_by_role("heading", name="1. Pilih instansi").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "00_explore" in answer.url):
        page.keyboard.press("Control+s")
    page.wait_for_load_state("networkidle")  # JupyterLab saves by itself too, and a file is empty while it is written
    assert (lab[1] / NOTEBOOK).read_bytes() == (PROJECT / NOTEBOOK).read_bytes()
