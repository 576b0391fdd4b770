"""What the kinds of institutions are called."""

from __future__ import annotations

from spbe_analysis.presentation.text.wording import say

KINDS = (  # of the register, in the order of lists
    "kementerian",
    "lpnk",
    "lns",
    "setkab",
    "setjen_lembaga_negara",
    "alat_negara",
    "lembaga_penyiaran_publik",
    "lembaga_lainnya",
    "provinsi",
    "kabupaten",
    "kota",
)
SCOPES = {  # of printed means that are not of one kind alone
    "nasional": "national.scope_nation",
    "instansi pusat": "national.scope_central",
    "pemerintah daerah": "national.scope_local",
    "lembaga lainnya": "national.scope_bodies",
    "instansi lainnya": "national.scope_others",
    "lns dan instansi lainnya": "national.scope_lns_others",
}


def kind_name(kind: str, language: str) -> str:
    """A kind of the register in words; one the register has gained since stays as it is written there."""
    return say(f"evidence.kind_{kind}", language) if kind in KINDS else kind


def scope_name(scope: str, language: str) -> str:
    """Whose mean a source prints, in words: all, a kind, or a group that takes in several kinds."""
    return say(SCOPES[scope], language) if scope in SCOPES else kind_name(scope, language)


def kind_order(kind: str) -> tuple[int, str]:
    """Place of a kind in lists: central bodies, then local governments, unknown kinds last."""
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)
