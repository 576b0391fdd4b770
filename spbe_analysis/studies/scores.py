"""Who is in the collection, and every figure that is published of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from spbe_analysis.evidence.published import load_published, published_years
from spbe_analysis.evidence.register import (
    Institution,
    find_institutions,
    institutions_of,
    load_register,
    resolve_institution,
)
from spbe_analysis.evidence.values.schema import KINDS
from spbe_analysis.regulation import framework_for_year, load_framework
from spbe_analysis.studies.arguments import Stage

if TYPE_CHECKING:
    import pandas as pd

_ABOUT = ["institution", "year", "stage"]


def institutions(text: str = "", kind: str | None = None, province: str | None = None) -> pd.DataFrame:
    """The bodies of the register that fit, one row each.

    Parameters
    ----------
    text : str
        A name or part of one; case, "Pemprov", "Kab." and short names such as
        "Kaltim" are understood. Empty for all.
    kind, province : str, optional
        Only of this kind or province; kinds are ``provinsi``, ``kabupaten``, ``kota``,
        ``kementerian``, ``lpnk`` (non-ministerial institutions), ``lns``
        (non-structural ones), and a few more, which a refusal names.

    Returns
    -------
    DataFrame
        By canonical name: ``kind``, ``province``, ``first_year`` and
        ``last_year`` with a published final result, and how many ``years``.

    Raises
    ------
    InstitutionError
        If there is no such kind or province; those there are are listed.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.institutions("bandar lampung").index.tolist()
    ['Pemerintah Kota Bandar Lampung']
    """
    import pandas as pd

    found = matching(text, kind, province)
    there = [published_years(body.name) for body in found]
    rows = [
        (body.kind, body.province, min(years, default=None), max(years, default=None), len(years))
        for body, years in zip(found, there, strict=True)
    ]
    table = pd.DataFrame(
        rows,
        columns=["kind", "province", "first_year", "last_year", "years"],
        index=pd.Index([body.name for body in found], name="institution"),
    )
    return table.astype({"first_year": "Int64", "last_year": "Int64"})


def matching(text: str = "", kind: str | None = None, province: str | None = None) -> list[Institution]:
    """Bodies of the register that a text, a kind and a province leave, those named exactly first."""
    found = institutions_of(kind, province)
    return [body for body in find_institutions(text) if body in found] if text.strip() else found


def scores(
    institution: str | None = None,
    year: int | Iterable[int] | None = None,
    kind: str | None = None,
    province: str | None = None,
    stage: Stage | None = "final",
    wide: bool = False,
) -> pd.DataFrame:
    """Published figures as a table: every value with its document, or one row an institution and year.

    Parameters
    ----------
    institution : str, optional
        Any name `institutions` understands.
    year : int or several, optional
        Index years; all by default.
    kind, province : str, optional
        Only institutions of this kind or province.
    stage : str or None
        ``final`` (default), ``interim``, ``self_assessment``, or None for all.
    wide : bool
        One row an institution, year and stage, with the figure used under each
        short code; else one row a value.

    Returns
    -------
    DataFrame
        Long: ``institution``, ``year``, ``stage``, ``code`` (short), ``kind`` (of the
        code: ``index``, ``domain``, ``aspect``, ``indicator``), ``name_id``,
        ``name_en``, ``value`` [1 to 5, float64], ``printed`` (as it stands in
        the document), ``used`` (False where another document of the same figure
        goes before), ``predicate``, ``document``, ``place``, ``url``,
        ``regulation``. Wide: ``institution``, ``year``, ``stage``, ``kind`` (of the institution),
        ``province``, ``regulation``, ``predicate``, then ``INDEX``, ``D1`` ...,
        ``A1`` ..., ``I01`` ... as float64; NaN where nothing is published. Where
        years lie under several regulations each has columns of its own
        (``P59-INDEX``, ``P8-INDEX``), so that none is taken from another.

    Raises
    ------
    InstitutionError
        If no institution, kind or province fits.
    RegulationError
        If no regulation covers a year.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> table = spbe.scores("Kaltim", 2024).query("used")
    >>> table.set_index("code").loc["INDEX", "value"]
    np.float64(3.79)
    >>> provinces = spbe.scores(year=[2023, 2024], kind="provinsi", wide=True)
    >>> provinces.groupby("year")["D2"].mean().round(2).tolist()
    [2.56, 3.07]
    """
    import pandas as pd

    table = load_published()
    register = {body.name: body for body in load_register()}
    if institution is not None:
        table = table[table["institution"] == resolve_institution(institution).name]
    if kind is not None or province is not None:
        table = table[table["institution"].isin({body.name for body in institutions_of(kind, province)})]
    if year is not None:
        years = [year] if isinstance(year, int) else list(year)
        for one in years:
            framework_for_year(one)  # refuses a year that no regulation covers: it would quietly be empty
        table = table[table["year"].isin(years)]
    if stage is not None:
        table = table[table["stage"] == stage]
    frameworks = {name: load_framework(name) for name in table["regulation"].unique()}
    nodes = [
        (frameworks[law], frameworks[law].nodes[code])
        for law, code in zip(table["regulation"], table["code"], strict=True)
    ]
    table = pd.DataFrame(
        {
            **{name: table[name] for name in _ABOUT},
            "code": [framework.short(node.code) for framework, node in nodes],
            "kind": table["kind"],
            "name_id": [node.name_id for _, node in nodes],
            "name_en": [node.name_en for _, node in nodes],
            "value": table["value"].astype(float),
            "printed": table["printed"],
            "used": ~table.duplicated([*_ABOUT, "code"]),
            **{name: table[name] for name in ("predicate", "document", "place", "url", "regulation")},
        }
    ).reset_index(drop=True)
    return _wide(table, register) if wide else table


def _wide(table: pd.DataFrame, register: dict) -> pd.DataFrame:
    used = table[table["used"]]
    if used["regulation"].nunique() > 1:
        prefix = {name: load_framework(name).prefix for name in used["regulation"].unique()}
        used = used.assign(code=used["regulation"].map(prefix) + "-" + used["code"])
    codes = sorted(set(zip(used["kind"], used["code"], strict=True)), key=lambda pair: (KINDS.index(pair[0]), pair[1]))
    values = used.pivot(index=_ABOUT, columns="code", values="value")[list(dict.fromkeys(code for _, code in codes))]
    regulation = used.groupby(_ABOUT)["regulation"].first()
    predicate = used[used["predicate"] != ""].groupby(_ABOUT)["predicate"].first()
    about = values.index.to_frame(index=False)
    about["kind"] = [register[name].kind for name in about["institution"]]
    about["province"] = [register[name].province for name in about["institution"]]
    about["regulation"] = regulation.reindex(values.index).to_numpy()
    about["predicate"] = predicate.reindex(values.index).fillna("").to_numpy()
    return about.join(values.reset_index(drop=True).rename_axis(columns=None))
