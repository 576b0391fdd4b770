"""What a column's heading says it holds: an institution, a year, a level, a score, a stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from spbe_analysis.evidence.readers.node_names import domain_anywhere, named_anywhere, words_of

# Headings by their words (`words_of`); whatever is not here, in the sets below or a name of a node is "unknown".
_WORDS = {
    "year": {"year", "tahun", "thn", "tahun penilaian", "tahun evaluasi", "tahun indeks", "tahun data"},
    "stage": {"stage", "tahap", "tahapan", "jenis penilaian"},
    "scope": {"scope", "kategori instansi"},
    "document": {"document", "source document", "dokumen", "sumber", "source"},
    "url": {"url", "source url", "tautan", "alamat"},
    "name": {"nama", "name"},
    "province": {"provinsi", "propinsi", "prov", "province", "nama provinsi", "nama prov"},
    "row": {"no", "nomor", "number", "no urut", "nomor urut"},
    "predicate": {"predikat", "predicate", "predikat spbe", "predikat indeks", "kategori", "kategori predikat"},
    "code": {
        *("code", "kode", "node", "uraian", "komponen", "parameter", "nama indeks", "domain aspek indikator"),
        *("indikator", "indicator", "no indikator", "nomor indikator", "kode indikator", "nama indikator"),
        *("indikator id", "id indikator", "uraian indikator", "aspek indikator", "domain aspek"),
        *("domain", "aspek", "aspect", "nama domain", "nama aspek", "kode domain", "kode aspek"),
    },
    "value": {
        *("nilai", "level", "skor", "score", "value", "tingkat", "capaian", "kematangan", "printed", "realisasi"),
        *("value as printed", "printed value", "as printed", "nilai tercetak", "angka tercetak"),
        *("tingkat kematangan", "nilai tingkat kematangan", "nilai kematangan", "level kematangan", "skor kematangan"),
        *("nilai indikator", "nilai level", "nilai capaian", "penilaian", "hasil penilaian", "capaian level"),
    },
    "ignored": {"name id", "name en", "id", "satuan", "table", "tabel", "kind", "keterangan", "catatan"},
}
_INDEX = {
    *("index", "indeks", "indeks spbe", "nilai indeks", "nilai indeks spbe", "nilai spbe", "indeks akhir", "spbe"),
    *("realisasi indeks", "realisasi indeks spbe", "capaian indeks", "capaian indeks spbe", "capaian spbe"),
    *("pemdi", "nilai pemdi", "nilai indeks pemdi", "pemerintah digital", "nilai pemerintah digital"),
    *("skor spbe", "skor indeks", "indeks pemdi", "indeks pemerintah digital", "p59 index", "p5 index", "p8 index"),
}
_OF_A_KIND = {"nilai domain", "indeks domain", "skor domain", "nilai aspek", "indeks aspek", "nilai per domain"}
_OF_INSTITUTIONS = {
    *("nama", "name", "pusat", "pemerintah", "perangkat", "kerja", "dan", "atau", "badan", "k", "l", "d", "pd"),
    *("institution", "instansi", "kementerian", "lembaga", "kabupaten", "kab", "kota", "provinsi", "prov", "daerah"),
    *("pemda", "pemprov", "pemkab", "pemkot", "ippd", "opd", "unit"),
}
_INSTITUTION = _OF_INSTITUTIONS - {"nama", "name", "pusat", "pemerintah", "perangkat", "kerja", "dan", "atau", "badan"}
_KINDS = {"provinsi": "Provinsi", "prov": "Provinsi", "kabupaten": "Kab.", "kab": "Kab.", "kota": "Kota"}
# A column under one of these words is no score of an institution, whatever else its heading says.
_APART = {
    *("bobot", "terbobot", "tertimbang", "weight", "weighted", "kontribusi", "target", "peringkat", "ranking", "rank"),
    *("rata", "rerata", "average", "mean", "median", "selisih", "kenaikan", "gap", "delta", "maksimum", "minimum"),
    *("tertinggi", "terendah", "maks", "maksimal", "nasional"),
}
# Stage and step by the words of a heading; a step tells apart what the ministry does on the way to the final result.
_STAGES = {
    ("self_assessment", ""): (
        *("penilaian mandiri", "evaluasi mandiri", "self assessment", "mandiri"),
        *("asesor internal", "penilaian internal", "nilai internal"),
    ),
    ("interim", "document"): ("penilaian dokumen", "evaluasi dokumen", "nilai dokumen", "skor dokumen"),
    ("interim", "interview"): ("penilaian interviu", "nilai interviu", "interviu", "interview", "wawancara"),
    ("interim", "visit"): ("penilaian visitasi", "visitasi"),
    ("interim", ""): ("interim", "sementara"),
    ("final", ""): (
        *("hasil evaluasi", "hasil pemantauan", "hasil akhir", "evaluasi akhir", "penilaian akhir", "nilai akhir"),
        *("final", "akhir", "hasil"),
    ),
    ("final", "assessor"): (
        *("asesor eksternal", "penilaian eksternal", "eksternal", "external", "tim asesor", "asesor", "assessor"),
        *("penilaian pusat", "pusat", "panrb", "kemenpanrb", "menpan"),
    ),
}
_STAGE = [(re.compile(rf"\b{word}\b"), stage) for stage, words in _STAGES.items() for word in words]
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)", re.ASCII)
_OF_YEAR = re.compile(r"\b(?:tahun|thn|th|ta|year)(?: (?:penilaian|evaluasi|indeks|data))?$", re.ASCII)
_CODE = re.compile(r"^(?:p(?:59|5|8)-)?([dai])[ .-]?0*(\d{1,2})([a-c]?)\b", re.ASCII)
_NAMED = re.compile(
    r"^(domain|aspek|aspect|indikator|indicator|ind)[. -]{0,2}0*(\d{1,2})(?:-(\d)|([a-c]))?\b", re.ASCII
)
_ON_SCALE = re.compile(
    r"\((?:bobot|weight|skala|scale)?:?\s*\d{1,3}(?:[.,]\d{1,2})?\s*(?:%|[-\N{EN DASH}]\s*5)\s*\)", re.I | re.A
)
_BARE = re.compile(r"^0*(\d{1,2})(?:-(\d)|([a-c]))?\.?$", re.ASCII)
_FILLER = re.compile(r"^(?:(?:nilai|skor|indeks|score|index)\s+)+(?=(?:domain|aspek|aspect|indikator|[dai])\W?\d)")
_LETTERS = {"domain": "D", "aspek": "A", "aspect": "A", "indikator": "I", "indicator": "I"}


@dataclass(frozen=True)
class Heading:
    """A column: what it holds, of which node, and of which stage and year where the heading says so.

    Attributes
    ----------
    role : str
        institution, name, province, year, stage, predicate, document, url,
        scope, code, row, value, node, apart, ignored, unknown; empty where
        nothing but a stage or year stands.
    node : str
        Code of a node as given, or ``name:`` and the words it may be named by.
    letter : str
        ``D``, ``A`` or ``I`` where a column of codes holds those of one kind.
    kind : str
        Kind of the institutions a column names, such as ``Kota``.
    """

    role: str
    text: str
    node: str = ""
    stage: str = ""
    step: str = ""
    year: int | None = None
    letter: str = ""
    kind: str = ""


@lru_cache(maxsize=20_000)
def read_heading(text: str, *groups: str) -> Heading:
    """What a heading says, with the headings of the groups of columns it stands under, the nearest first.

    The lowest heading with a meaning of its own decides; stage and year may
    stand at any height, and a word such as "target" or "weight" anywhere sets
    the column apart.

    Examples
    --------
    >>> read_heading("Kebijakan", "Nilai Domain").node, read_heading("Indeks", "Tahun 2023").year
    ('name:kebijakan', 2023)
    """
    parts = [_part(part) for part in (text, *groups) if part.strip()]
    given = " / ".join(dict.fromkeys(" ".join(part.split()) for part in (*reversed(groups), text) if part.strip()))
    if not parts:
        return Heading("unknown", "")
    apart = next((part for part in parts if part.role == "apart"), None)
    if apart:
        return Heading("apart", given)
    stage = next((part for part in parts if part.stage), parts[0])
    year = next((part.year for part in parts if part.year), None)
    strong = next((part for part in parts if part.role not in ("", "value")), None)
    value = any(part.role == "value" for part in parts)
    if strong is None:
        value = value or bool(stage.stage) or year is not None
        return Heading("value" if value else "unknown", given, "", stage.stage, stage.step, year)
    found = replace(strong, text=given, stage=stage.stage, step=stage.step, year=year)
    if found.role == "unknown" and value and parts[0].role == "value":
        return replace(found, role="value")
    if found.role == "predicate" and any(part.role in ("unknown", "node") and part.node != "index" for part in parts):
        return Heading("ignored", given)
    if found.role == "node" and found.node[:1].isdigit():
        letter = next((_LETTERS[word] for part in parts[1:] for word in part.text.split() if word in _LETTERS), "")
        return replace(found, node=letter + found.node)
    return found


def _part(text: str) -> Heading:
    """What one line of a heading says by itself; ``text`` keeps its words."""
    text = _ON_SCALE.sub(" ", text)
    raw = " ".join(text.replace("_", " ").casefold().split()).strip(" :*")
    words = words_of(raw)
    for role in ("year", "stage", "scope", "document", "url", "name", "province", "ignored"):
        if words in _WORDS[role]:
            return Heading(role, words)
    tokens = words.split()
    if set(tokens) <= _OF_INSTITUTIONS and set(tokens) & _INSTITUTION and len(words) > 2:
        kinds = {_KINDS[token] for token in tokens if token in _KINDS}
        return Heading("institution", words, kind=kinds.pop() if len(kinds) == 1 else "")
    if named_anywhere(words) and words not in _INDEX:
        return Heading("unknown", words, f"name:{words}")
    if set(tokens) & _APART:
        return Heading("apart", words)
    year = year_in(words)
    if year is None and _YEAR.search(words):
        return Heading("unknown", words, f"name:{words}")
    stage, step = stage_of(words)
    rest, raw = words, _YEAR.sub(" ", raw)
    for pattern, _ in _STAGE:
        rest, raw = pattern.sub(" ", rest), pattern.sub(" ", raw)
    rest = " ".join(_YEAR.sub(" ", rest).split())
    rest = (_OF_YEAR.sub("", rest).strip() if year else "") or rest
    found = Heading("", words, "", stage, step, year)
    if rest in _INDEX or words in _INDEX:
        return replace(found, role="node", node="index")
    node = code_in(raw.strip(" ()-/:"))
    if node:
        return replace(found, role="node", node=node)
    for role in ("row", "predicate", "code", "value"):
        if rest in _WORDS[role]:
            letter = next((_LETTERS[word] for word in rest.split() if word in _LETTERS), "")
            one = sum(word in _LETTERS for word in rest.split()) == 1
            return replace(found, role=role, letter=letter if role == "code" and one else "")
    if text.strip() == "#":
        return Heading("row", words)
    if rest == "tahun" or rest in _OF_A_KIND:
        return replace(found, role="value" if rest != "tahun" else "")
    return replace(found, role="unknown", node=f"name:{rest}") if rest else found


def stage_of(text: str) -> tuple[str, str]:
    """Stage and step that a text names, both empty where it names none.

    Examples
    --------
    >>> stage_of("Penilaian Interviu"), stage_of("Nilai Mandiri")[0], stage_of("Indeks")
    (('interim', 'interview'), 'self_assessment', ('', ''))
    """
    words = words_of(text)
    return next((stage for pattern, stage in _STAGE if pattern.search(words)), ("", ""))


def year_in(text: str) -> int | None:
    """The one year a text names, or None.

    Examples
    --------
    >>> year_in("Indeks SPBE 2023"), year_in("2021-2022")
    (2023, None)
    """
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def code_in(text: str) -> str:
    """The code a text begins with (``D1``, ``I07``, ``35a``, ``Indikator 7 ...``), or an empty text."""
    text = _FILLER.sub("", " ".join(text.casefold().replace("_", " ").split()))
    found = _CODE.match(text)
    if found:
        return f"{found[1].upper()}{found[2]}{found[3]}"
    found = _NAMED.match(text)
    if found:
        return f"{found[2]}-{found[3]}" if found[3] else f"{_LETTERS.get(found[1], 'I')}{found[2]}{found[4] or ''}"
    found = _BARE.match(text)
    if found:
        return f"{found[1]}-{found[2]}" if found[2] else f"{found[1]}{found[3] or ''}"
    return "index" if words_of(text) in _INDEX else ""


@lru_cache(maxsize=20_000)
def has_meaning(heading: Heading) -> bool:
    """Whether a heading says something that a table of levels or scores is read by."""
    if heading.role == "unknown":
        name = heading.node.removeprefix("name:")
        return bool(name) and (named_anywhere(name) or domain_anywhere(name))
    return heading.role not in ("ignored", "apart", "province", "")
