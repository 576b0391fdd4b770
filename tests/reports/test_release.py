"""A release: whole, the same bytes each time, and described as an RO-Crate must be."""

import hashlib
import json

import pytest
from fake_reports import publish

from spbe_analysis.cli import main
from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.edition import data_hash
from spbe_analysis.reports.release.crate import METADATA, PROFILE
from spbe_analysis.reports.release.release import CHANGES, SUMS, release


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    root = tmp_path_factory.mktemp("reports")
    publish(root, "kota-a/2023-2024", title="Kota A, 2023–2024")
    publish(root, "kota-a/2023-2024-en", title="Kota A, 2023–2024", language="en")
    (root / ".cache").mkdir()
    return root


@pytest.fixture(scope="module")
def made(reports, tmp_path_factory):
    return release(tmp_path_factory.mktemp("out") / "1", reports)


def _graph(made):
    about = json.loads((made.folder / METADATA).read_text(encoding="utf-8"))
    assert about["@context"] == f"{PROFILE}/context"
    return {entity["@id"]: entity for entity in about["@graph"]}


def test_it_holds_data_reports_terms_and_a_hash_of_every_file(made):
    files = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    wanted = {"data/processed/published.csv", "data/processed/datapackage.json", "reports/kota-a/2023-2024/run.json"}
    assert files >= wanted | {"CITATION.cff", "LICENSE-DATA", METADATA, SUMS} and CHANGES not in files
    sums = dict(reversed(line.split("  ")) for line in (made.folder / SUMS).read_text().splitlines())
    assert sums.keys() == files - {SUMS}
    for name, digest in sums.items():
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest
    assert made.reports == 2 and data_hash().startswith(made.edition.fingerprint)


def test_the_crate_has_what_the_format_requires(made):
    """RO-Crate 1.1: a descriptor about a root Dataset with name, description, datePublished and license; no dead reference."""
    graph = _graph(made)
    head, root = graph[METADATA], graph["./"]
    assert head["@type"] == "CreativeWork" and head["about"] == {"@id": "./"} and head["conformsTo"] == {"@id": PROFILE}
    assert root["@type"] == "Dataset" and {"name", "description", "datePublished", "license"} <= root.keys()
    assert root["datePublished"] == made.edition.day and all(entity["@type"] for entity in graph.values())

    def linked(value):
        if isinstance(value, dict):
            return [value["@id"]] if value.keys() == {"@id"} else []
        return [one for item in value for one in linked(item)] if isinstance(value, list) else []

    known = graph.keys() | {PROFILE}
    assert {one for entity in graph.values() for value in entity.values() for one in linked(value)} <= known
    for part in (one["@id"] for one in root["hasPart"]):
        path = made.folder / part
        assert path.is_dir() if part.endswith("/") else path.is_file(), part
        if path.is_file():
            assert graph[part]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            assert graph[part]["contentSize"] == str(path.stat().st_size)
    national = next(entity for entity in graph.values() if entity.get("name", "").endswith("Evaluasi SPBE Tahun 2024"))
    assert "KemenPANRB" in national["publisher"] and national["archivedAt"].startswith("https://")


def test_the_same_inputs_give_the_same_bytes(made, reports, tmp_path):
    again = release(tmp_path / "2", reports)
    assert (again.folder / SUMS).read_bytes() == (made.folder / SUMS).read_bytes()


def test_against_the_release_before_nothing_changed(made, reports, tmp_path):
    again = release(tmp_path / "2", reports, since=made.folder)
    assert again.changes == [] and len((again.folder / CHANGES).read_text().splitlines()) == 1


def test_what_is_not_whole_or_in_the_way_is_refused_at_once(tmp_path):
    broken = publish(tmp_path / "reports", "kota-a/2023-2024", outputs={"report.html": "0"})
    (tmp_path / "mine").mkdir()
    kept = tmp_path / "mine" / "thesis.txt"
    kept.write_text("mine")
    with pytest.raises(ReportError) as refused:
        release(kept.parent, tmp_path / "reports")
    told = refused.value.told("id")
    assert str(broken) in told and "tidak ditimpa" in told and kept.read_text() == "mine"
    with pytest.raises(ReportError, match="inside each other"):
        release(tmp_path / "reports" / "r", tmp_path / "reports")


@pytest.mark.parametrize(("language", "said"), [("id", "Tidak ada nilai yang berbeda."), ("en", "No value differs.")])
def test_the_command_line_compares_in_words_and_json(language, said, made, capsys):
    folders = [str(made.folder), str(made.folder)]
    assert main(["release", "--differences", *folders, "--language", language]) == 0
    assert capsys.readouterr().out.strip() == said
    assert main(["release", "--differences", *folders, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"differences": [], "count": 0}


def test_the_command_line_says_what_it_wrote(reports, tmp_path, capsys):
    words = ["release", "--reports", str(reports), "--out", str(tmp_path / "r")]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reports"] == 2 and len(told["fingerprint"]) == 16 and told["differences"] is None
    assert main([*words, "--language", "id"]) == 0 and "2 laporan" in capsys.readouterr().out
