"""The regulations as files for others: JSON, its schema, a worked card each, and the sum in three languages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from spbe_analysis.analysis.index import read_predicate, score_levels
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.regulation import Framework, load_framework, regulation_ids
from spbe_analysis.regulation.law_json import law_json
from spbe_analysis.regulation.loader import DATA
from spbe_analysis.regulation.rounding import fixed

EXPORT = DATA / "export"  # what goes along unchanged: schema, examples, README


def export_law(out: str | Path) -> list[Path]:
    """Write every regulation as JSON with its schema, a worked card and examples, and name the files.

    Parameters
    ----------
    out : path
        Folder, made where it is missing. Files of the same name are replaced.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in export_law(folder) if "2026" in path.name]
    ['permenpanrb-8-2026.card.json', 'permenpanrb-8-2026.json']
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(EXPORT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in regulation_ids():
        framework = load_framework(name)
        _write(folder / f"{name}.json", law_json(framework))
        if "worked_card" in framework.meta:
            _write(folder / f"{name}.card.json", worked_card(framework))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def worked_card(framework: Framework) -> dict:
    """A whole card of the collection and the scores that follow from it, exact and as printed.

    Examples
    --------
    >>> worked_card(load_framework("permenpanrb-8-2026"))["index"]
    {'exact': '2483/2000', 'rounded': '1.24', 'printed': '1.24'}
    """
    about = framework.meta["worked_card"]
    card = scorecard_for(about["institution"], about["year"], about["stage"])
    values = {leaf: card.values[leaf].value for leaf in framework.indicators}
    scores = score_levels(values, framework)

    def told(code: str) -> dict[str, str]:
        rounded = fixed(scores[code], framework.decimals, framework.rounding)
        printed = card.values[code].text.replace(",", ".") if code in card.values else ""
        return {"exact": str(scores[code]), "rounded": rounded, "printed": printed}

    return {
        "regulation": framework.id,
        "institution": card.institution,
        "year": card.year,
        "stage": card.stage,
        "source": card.values[framework.root].url,
        "values": {leaf: card.values[leaf].text.replace(",", ".") for leaf in framework.indicators},
        "index": told(framework.root),
        "scores": {code: told(code) for code in framework.nodes if framework.children(code)},
        "predicate": read_predicate(scores[framework.root], framework, card.year).predicate.name_id,
    }


def _write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
