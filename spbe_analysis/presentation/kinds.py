"""What the kinds of institutions are called."""

from __future__ import annotations

from spbe_analysis.presentation.wording import say

KINDS = {
    "kementerian": "evidence.kind_kementerian",
    "lpnk": "evidence.kind_lpnk",
    "lns": "evidence.kind_lns",
    "setkab": "evidence.kind_setkab",
    "setjen_lembaga_negara": "evidence.kind_setjen_lembaga_negara",
    "alat_negara": "evidence.kind_alat_negara",
    "lembaga_penyiaran_publik": "evidence.kind_lembaga_penyiaran_publik",
    "lembaga_lainnya": "evidence.kind_lembaga_lainnya",
    "provinsi": "evidence.kind_provinsi",
    "kabupaten": "evidence.kind_kabupaten",
    "kota": "evidence.kind_kota",
}


def kind_name(kind: str, language: str) -> str:
    """A kind of the register in words; one the register has gained since stays as it is written there."""
    return say(KINDS[kind], language) if kind in KINDS else kind


def kind_order(kind: str) -> tuple[int, str]:
    """Place of a kind in lists: central bodies, then local governments, unknown kinds last."""
    return (list(KINDS).index(kind) if kind in KINDS else len(KINDS), kind)
