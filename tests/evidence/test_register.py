"""Looking up a body by what people type."""

from __future__ import annotations

import pytest
from counts import cases

from spbe_analysis.errors import InstitutionError
from spbe_analysis.evidence.collection.companions import slug_of
from spbe_analysis.evidence.register import (
    find_institutions,
    institutions_of,
    load_register,
    near_institutions,
    resolve_institution,
)


def bare(body) -> str:
    name = body.name
    for start in ("Pemerintah Provinsi ", "Pemerintah Kab. ", "Pemerintah Kota ", "Pemerintah "):
        name = name.removeprefix(start)
    return name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pemprov Kaltim", "Pemerintah Provinsi Kalimantan Timur"),
        ("kaltim", "Pemerintah Provinsi Kalimantan Timur"),
        ("Provinsi Kalimantan Timur", "Pemerintah Provinsi Kalimantan Timur"),
        ("PROV. KALIMANTAN TIMUR", "Pemerintah Provinsi Kalimantan Timur"),
        ("kota bandar lampung", "Pemerintah Kota Bandar Lampung"),
        ("Kota Bandar Lampung", "Pemerintah Kota Bandar Lampung"),
        ("Pemkot  Bandar Lampung", "Pemerintah Kota Bandar Lampung"),
        ("bandar lampung", "Pemerintah Kota Bandar Lampung"),
        ("Kab.Bogor", "Pemerintah Kab. Bogor"),
        ("Kabupaten Bogor", "Pemerintah Kab. Bogor"),
        ("Pemerintah Daerah Kabupaten Bogor", "Pemerintah Kab. Bogor"),
        ("pemkab bogor", "Pemerintah Kab. Bogor"),
        ("DIY", "Pemerintah D.I. Yogyakarta"),
        ("Provinsi D.I. Yogyakarta", "Pemerintah D.I. Yogyakarta"),
        ("Daerah Istimewa Yogyakarta", "Pemerintah D.I. Yogyakarta"),
        ("Pemda DIY", "Pemerintah D.I. Yogyakarta"),
        ("Kota Yogyakarta", "Pemerintah Kota Yogyakarta"),
        ("Aceh", "Pemerintah Aceh"),
        ("Provinsi Aceh", "Pemerintah Aceh"),
        ("Pemprov DKI", "Pemerintah Provinsi DKI Jakarta"),
        ("Provinsi NTB", "Pemerintah Provinsi Nusa Tenggara Barat"),
        ("Kota KotaMobagu", "Pemerintah Kota Kotamobagu"),
        ("limapuluh kota", "Pemerintah Kab. Limapuluh Kota"),
        ("Sekretariat Dewan Pers", "Dewan Pers"),
        ("dewan pers", "Dewan Pers"),
        ("Kemenko Perekonomian", "Kementerian Koordinator Bidang Perekonomian"),
        ("Kementerian Koordinator Bidang Kemaritiman", "Kementerian Koordinator Bidang Kemaritiman dan Investasi"),
        ("kementerian pekerjaan umum dan perumahan rakyat", "Kementerian Pekerjaan Umum & Perumahan Rakyat"),
        ("Kementerian PUPR", "Kementerian Pekerjaan Umum & Perumahan Rakyat"),
        ("KEMENTERIAN KEUANGAN RI", "Kementerian Keuangan"),
        ("Badan Pusat Statistik Republik Indonesia", "Badan Pusat Statistik"),
        ("Lembaga Ketahanan Nasional Republik Indonesia", "Lembaga Ketahanan Nasional RI"),
        ("Arsip Nasional RI", "Arsip Nasional Republik Indonesia"),
        ("PUPR", "Kementerian Pekerjaan Umum & Perumahan Rakyat"),
        ("Kementerian BUMN", "Kementerian Badan Usaha Milik Negara"),
        ("KABUPATEN PANGKAJENE KEPULAUAN", "Pemerintah Kab. Pangkajene dan Kepulauan"),
        ("KOTA PADANG SIDIMPUAN", "Pemerintah Kota Padangsidimpuan"),
        ("KOTA BANJAR BARU", "Pemerintah Kota Banjarbaru"),
        ("kota jogja", "Pemerintah Kota Yogyakarta"),
        ("Provinsi Jogja", "Pemerintah D.I. Yogyakarta"),
        ("kab. lima puluh kota", "Pemerintah Kab. Limapuluh Kota"),
    ],
)
def test_what_people_type(text, name):
    assert resolve_institution(text).name == name
    assert find_institutions(text)[0].name == name


@pytest.mark.few(0)
def test_every_name_of_every_body_is_understood():
    for body in load_register()[:: cases(1, quick=6)]:
        for text in (body.name, body.name.upper(), *body.names.values()):
            assert resolve_institution(text) == body
        for text in body.aliases:
            assert body in find_institutions(text)


@pytest.mark.few(0)
def test_kind_and_bare_name_are_enough_for_every_local_government():
    words = {
        "provinsi": ("Provinsi", "Pemprov", "prov."),
        "kabupaten": ("Kab.", "kabupaten", "PEMKAB"),
        "kota": ("Kota", "Pemkot"),
    }
    local = [body for body in load_register() if body.kind in words]
    assert len(local) == 38 + 404 + 93
    for body in local[:: cases(1, quick=6)]:
        for word in words[body.kind]:
            assert resolve_institution(f"{word} {bare(body)}") == body


def test_28_bare_names_fit_several_bodies():
    """Counted in the register: 25 pairs of regency and city, Jambi and Bengkulu with their provinces, Gorontalo thrice."""
    names: dict[str, list] = {}
    for body in load_register():
        names.setdefault(bare(body).casefold(), []).append(body)
    several = {name: bodies for name, bodies in names.items() if len(bodies) > 1}
    assert len(several) == 28
    for name, bodies in several.items():
        with pytest.raises(InstitutionError) as refused:
            resolve_institution(name)
        assert sorted(refused.value.problems) == sorted(body.name for body in bodies)
        assert find_institutions(name)[: len(bodies)] == bodies
    assert len(several["gorontalo"]) == 3
    for name, bodies in names.items():
        if len(bodies) == 1:
            assert resolve_institution(name) == bodies[0]


def test_yogyakarta_is_the_city_unless_the_province_is_named():
    assert resolve_institution("Yogyakarta").name == "Pemerintah Kota Yogyakarta"
    assert resolve_institution("Provinsi Yogyakarta").name == "Pemerintah D.I. Yogyakarta"
    assert resolve_institution("Pemprov Yogyakarta").name == "Pemerintah D.I. Yogyakarta"


@pytest.mark.parametrize(
    "text", ["", "   ", "Atlantis", "Kota Atlantis", "Kab. Bandar Lampung", "pemerintah", "kota", "../..", "💥"]
)
def test_nothing_fits(text):
    with pytest.raises(InstitutionError, match="no institution is called"):
        resolve_institution(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bandar lampng", "Pemerintah Kota Bandar Lampung"),
        ("Kalimantan Timor", "Pemerintah Provinsi Kalimantan Timur"),
        ("kota banjar baro", "Pemerintah Kota Banjarbaru"),
        ("Kementrian Keuangan", "Kementerian Keuangan"),
    ],
)
def test_near_names_are_offered_and_never_taken(typed, meant):
    assert meant in [body.name for body in near_institutions(typed)]
    with pytest.raises(InstitutionError, match=f"near: {meant}"):
        resolve_institution(typed)


@pytest.mark.parametrize("text", ["Bandung", "Bogor", "jogja", "Kementerian Bogor"])
def test_a_name_of_several_bodies_or_of_another_kind_is_left_to_the_reader(text):
    with pytest.raises(InstitutionError):
        resolve_institution(text)


def test_spacing_never_joins_two_bodies():
    """Every local government's name means one body with and without its spaces, and the same one."""
    local = [body for body in load_register() if body.province and " dan " not in body.name]
    for body in local[:: cases(1, quick=6)]:
        words = bare(body)
        assert resolve_institution(body.name.replace(words, words.replace(" ", ""))) == body


def test_a_kind_alone_lists_all_of_it():
    for word, kind in (("provinsi", "provinsi"), ("Kabupaten", "kabupaten"), ("kota", "kota")):
        listed = {body.name for body in find_institutions(word)}
        assert listed >= {body.name for body in institutions_of(kind)}
    assert len(find_institutions("provinsi")) == 38


def test_search_by_part_of_a_name():
    assert {body.name for body in find_institutions("lampung")} >= {
        "Pemerintah Provinsi Lampung",
        "Pemerintah Kota Bandar Lampung",
        "Pemerintah Kab. Lampung Barat",
    }
    assert [body.name for body in find_institutions("kota lampung")] == ["Pemerintah Kota Bandar Lampung"]
    assert find_institutions("atlantis") == []


def test_by_kind_and_province():
    assert len(institutions_of(province="Kalimantan Timur")) == 11
    assert len(institutions_of(kind="kota", province="kalimantan timur")) == 3
    assert len(institutions_of(province="D.I. Yogyakarta")) == 6
    counts = {
        kind: len(institutions_of(kind)) for kind in ("kementerian", "lpnk", "lns", "provinsi", "kabupaten", "kota")
    }
    assert counts == {"kementerian": 34, "lpnk": 22, "lns": 23, "provinsi": 38, "kabupaten": 404, "kota": 93}
    assert len(institutions_of()) == 629
    with pytest.raises(InstitutionError, match="no province 'Atlantis'"):
        institutions_of(province="Atlantis")
    with pytest.raises(InstitutionError, match="Known: alat_negara"):
        institutions_of(kind="kerajaan")


def test_yearly_names():
    batam = resolve_institution("Badan Pengusahaan Batam")
    assert batam.names[2023].endswith("Pelabuhan Bebas Batam") and batam.names[2024] == "Badan Pengusahaan Batam"
    renamed = [body.name for body in load_register() if len(set(body.names.values())) > 1]
    assert len(renamed) == 23  # the spelling of Kotamobagu among them
    assert sum(len(body.names) == 2 for body in load_register()) == 607


HOSTILE = [
    "../../etc/passwd",
    "..",
    ".",
    "",
    "/",
    "\\",
    "C:\\Windows",
    "~root",
    "a/b",
    "a\\b",
    "con",
    "nul\x00",
    "\u202egpj.exe",
    "Kota <script>alert(1)</script>",
    "$(rm -rf x)",
    "`id`",
    "%2e%2e%2f",
    "a" * 500,
    "💥",
    "—",
    "Ａ/Ｂ",
    "--help",
]


def test_22_hostile_names_stay_inside(tmp_path):
    slugs = [slug_of(name) for name in HOSTILE]
    assert len(HOSTILE) == 22 == len(set(slugs))
    for slug in slugs:
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and 0 < len(slug) <= 67
        assert not slug.startswith("-") and (tmp_path / slug).resolve().parent == tmp_path.resolve()


def test_slugs_of_the_register_are_distinct_and_readable():
    slugs = [body.slug for body in load_register()]
    assert len(set(slugs)) == 629
    assert resolve_institution("Kota Bandar Lampung").slug.startswith("kota-bandar-lampung-")
