"""The verb ``institutions``."""

from __future__ import annotations

import json

from spbe_analysis.cli import main
from spbe_analysis.evidence.register import load_register
from spbe_analysis.presentation.text.kinds import KINDS


def test_one_body(capsys):
    assert main(["institutions", "Pemprov Kaltim"]) == 0
    assert (
        capsys.readouterr().out
        == "1 institution:\n  Pemerintah Provinsi Kalimantan Timur (province, Kalimantan Timur)\n"
    )


def test_a_name_of_several_words_needs_no_quotation_marks(capsys):
    assert main(["institutions", "Pemprov", "Kaltim"]) == 0
    assert "Pemerintah Provinsi Kalimantan Timur" in capsys.readouterr().out


def test_names_as_people_write_them_and_all_38_provinces(capsys):
    assert main(["institutions", "jogja"]) == 0
    assert "Pemerintah D.I. Yogyakarta" in capsys.readouterr().out
    assert main(["institutions", "kalimantan timor"]) == 1
    assert "Perhaps: Pemerintah Provinsi Kalimantan Timur" in capsys.readouterr().out
    assert main(["institutions", "provinsi"]) == 0
    assert capsys.readouterr().out.startswith("38 institutions:\n  Pemerintah Aceh")


def test_several_bodies(capsys):
    assert main(["institutions", "bogor", "--language", "id"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "2 instansi:",
        "  Pemerintah Kab. Bogor (kabupaten, Jawa Barat)",
        "  Pemerintah Kota Bogor (kota, Jawa Barat)",
    ]


def test_none_is_1_with_near_names(capsys):
    assert main(["institutions", "bandar lampng"]) == 1
    told = capsys.readouterr().out
    assert "No institution fits." in told and "Pemerintah Kota Bandar Lampung" in told
    assert main(["institutions", "bogor", "--kind", "provinsi"]) == 1
    assert main(["institutions", "--kind", "kerajaan"]) == 1
    assert "Known: alat_negara" in capsys.readouterr().err


def test_json_and_filters(capsys):
    assert main(["institutions", "--province", "Kalimantan Timur", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["institutions"]
    assert len(told) == 11
    kaltim = next(body for body in told if body["kind"] == "provinsi")
    assert kaltim["years"] == [2021, 2022, 2023, 2024, 2025]
    assert kaltim["names"]["2024"] == "Pemerintah Provinsi Kalimantan Timur"
    assert main(["institutions", "atlantis", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"institutions": []}


def test_the_whole_register(capsys):
    assert main(["institutions"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 630


def test_every_kind_has_words():
    assert {body.kind for body in load_register()} == set(KINDS)
