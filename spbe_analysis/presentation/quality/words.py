"""Frames and sentences of the page on the quality of the collection."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from spbe_analysis import __version__
from spbe_analysis.analysis.consistency.coverage import KINDS
from spbe_analysis.analysis.findings import RULES
from spbe_analysis.presentation.page.tables import frame_of
from spbe_analysis.presentation.text.findings import mark, message, rounding_name, shown
from spbe_analysis.presentation.text.kinds import scope_name
from spbe_analysis.presentation.text.wording import percent, say, whole
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.loader import PREDICATE_RULES
from spbe_analysis.regulation.rounding import RULES as ROUNDING_RULES

_HASH = 16
_COLUMNS = ("institution", "heading", "value")  # of raw tables, that are not named by a code
_WORDS_CORRECTED = ("institution", "heading")  # columns whose corrections are of spelling


def headline(scorecards, means, findings, language: str) -> str:
    """How much was read and how much does not fit."""
    counts = {"tables": len(means), "findings": len(findings), "corrected": corrected(findings)}
    rows, cards = whole(figures(scorecards, means), language), whole(len(scorecards), language)
    return say("quality.headline", language, rows=rows, cards=cards, **counts)


def national(scorecards, findings, language: str) -> str:
    """Which institutions of the national tables have a finding."""
    documents = Counter(scorecard.document for scorecard in scorecards)
    tables = [
        name for name, count in documents.items() if count == max(documents.values()) or count > len(scorecards) / 4
    ]
    names = list(dict.fromkeys(f"{f.institution} {f.year}" for f in findings if f.document in tables and f.stage))
    rows = whole(sum(documents[name] for name in tables), language)
    return say("quality.national", language, rows=rows, bodies=len(names), names="; ".join(names))


def checks(figures: int, unsound: list[str], scorecards: int, language: str) -> list[str]:
    """What was checked of the corrections, and which cards still stand against the check."""
    told = [say("quality.check_corrections", language, count=figures)]
    about = {"sound": whole(scorecards - len(unsound), language), "cards": whole(scorecards, language)}
    key = "quality.check_after" if unsound else "quality.check_after_all"
    return [*told, say(key, language, names="; ".join(unsound), **about)]


def corrected(findings) -> int:
    """How many findings a correction answers."""
    return sum(bool(finding.correction) for finding in findings)


def corrected_figures(listed: pd.DataFrame) -> int:
    """How many of the corrections are of figures; the others mend names and headings."""
    return int((~listed["column"].isin(_WORDS_CORRECTED)).sum())


def figures(scorecards, means) -> int:
    """How many printed figures were read."""
    return sum(len(scorecard.cells) for scorecard in scorecards) + sum(
        len(t) for table in means for t in table.cells.values()
    )


def holdings_counts(held: pd.DataFrame, language: str) -> tuple[pd.DataFrame, list[str]]:
    """What the map of holdings draws: levels down, years across, and the levels' names."""
    return held[list(KINDS)].T, [say(f"quality.column_{kind}", language) for kind in KINDS]


def holdings_table(held: pd.DataFrame, language: str) -> pd.DataFrame:
    """Holdings as texts, one row a year."""
    cells: dict = {say("quality.column_year", language): lambda year: year}
    for name in (*KINDS, "whole", "figures", "documents"):
        cells[say(f"quality.column_{name}", language)] = lambda year, name=name: whole(
            int(held.at[year, name]), language
        )
    return frame_of(cells, held.index)


def holdings_alt(held: pd.DataFrame, language: str) -> str:
    """The map of holdings in words."""
    told = [
        say("quality.holdings_of_year", language, year=year, **row[list(KINDS)].to_dict())
        for year, row in held.iterrows()
    ]
    return say("quality.holdings_alt", language, list=" ".join(told))


def rule_counts(findings, language: str) -> pd.DataFrame:
    """``label``, ``count_``, ``corrected`` by kind of finding, in the order of the rules."""
    count, done = Counter(f.rule for f in findings), Counter(f.rule for f in findings if f.correction)
    cells = {
        "label": lambda rule: say(f"quality.rule_{rule}", language),
        "count_": count.get,
        "corrected": lambda rule: done[rule],
    }
    return frame_of(cells, [rule for rule in RULES if count[rule]])


def rule_alt(counts: pd.DataFrame, language: str) -> str:
    """The bars of findings in words."""
    told = [
        say("quality.findings_of_rule", language, rule=r.label, count=r.count_, corrected=r.corrected)
        for r in counts.itertuples()
    ]
    return say("quality.findings_alt", language, list=" ".join(told))


def findings_table(findings, language: str) -> pd.DataFrame:
    """Every finding as texts."""

    def whose(f) -> str:
        if not f.rule.startswith("means"):
            return f.institution
        return say("quality.mean_of", language, scope=scope_name(f.institution, language))

    def fits(f) -> str:
        return "; ".join(shown(f, s.value, language) for s in f.suggestions) or say("import.none", language)

    cells = {
        say("quality.column_whose", language): whose,
        say("quality.column_year", language): lambda f: f.year,
        say("quality.column_code", language): lambda f: f.code,
        say("quality.column_printed", language): lambda f: (
            shown(f, f.printed, language) or say("check.nothing", language)
        ),
        say("quality.column_message", language): lambda f: message(f, language),
        say("quality.column_fits", language): fits,
        say("quality.column_done", language): lambda f: _done(f, language),
    }
    return frame_of(cells, findings)


def corrections_table(listed: pd.DataFrame, language: str) -> pd.DataFrame:
    """Every correction with its reason, as texts."""
    nothing = say("check.nothing", language)
    cells = {
        say("quality.column_file", language): lambda row: f"{row['file']}, {row['row']}",
        say("quality.column_column", language): lambda row: _column(row["column"], language),
        say("quality.column_printed", language): lambda row: mark(row["expected"], language) or nothing,
        say("quality.column_used", language): lambda row: mark(row["used"], language),
        say("quality.column_reason", language): lambda row: row[f"reason_{language}"],
    }
    return frame_of(cells, listed.to_dict("records"))


def conflicts_table(noted: pd.DataFrame, language: str) -> pd.DataFrame:
    """Differences between sources as texts."""
    cells = {
        say("quality.column_subject", language): lambda row: " ".join(
            filter(None, (row[f"subject_{language}"], row["year"]))
        ),
        say("quality.column_item", language): lambda row: row[f"item_{language}"],
        say("quality.column_one", language): lambda row: row[f"value_a_{language}"],
        say("quality.column_other", language): lambda row: row[f"value_b_{language}"],
        say("quality.column_comment", language): lambda row: row[f"comment_{language}"],
    }
    return frame_of(cells, noted.to_dict("records"))


def quotations(noted: pd.DataFrame, language: str) -> list[str]:
    """Words of Indonesian sources that the list of conflicts quotes, on a page in another language."""
    texts = noted.filter(regex=f"_{language}$").to_numpy().ravel() if language != "id" else ()
    return [quoted for text in texts for quoted in re.findall(r'"([^"]+)"', text)]


def rules_text(counts: Mapping[int, tuple], tables: Mapping[int, str], language: str) -> list[str]:
    """Which rules each table shows, one sentence a table."""
    told = []
    for year, (rounding, predicate) in counts.items():
        about = {
            "rounding": say(f"quality.rounding_{rounding.rule}", language),
            "fits": rounding.fits[rounding.rule],
            "cards": rounding.scorecards,
            "predicate": say(f"quality.predicate_{predicate.rule}", language),
            "predicate_fits": predicate.fits[predicate.rule],
            "predicates": predicate.scorecards,
        }
        told.append(say("quality.rules_text", language, table=tables[year], **about))
    return [*told, say("quality.rules_inferred", language)]


def rules_frame(counts: Mapping[int, tuple], language: str) -> pd.DataFrame:
    """``label``, ``table``, ``rule``, ``misfits``, ``cards`` for every rule of every table."""
    rows = []
    names = {(0, rule): say(f"quality.rounding_{rule}", language) for rule in ROUNDING_RULES}
    names |= {(1, rule): say(f"quality.predicate_{rule}", language) for rule in PREDICATE_RULES}
    keys = ("quality.bar_rounding", "quality.bar_predicate")
    for (place, rule), name in names.items():
        for year, both in counts.items():
            bar, count = say(keys[place], language, rule=name, year=year), both[place]
            rows.append((bar, year, name, count.scorecards - count.fits[rule], count.scorecards))
    return pd.DataFrame(rows, columns=["label", "table", "rule", "misfits", "cards"])


def rules_alt(frame: pd.DataFrame, language: str) -> str:
    """The bars of misfits in words."""
    told = [
        say("quality.rules_of", language, year=r.table, rule=r.rule, misfits=r.misfits, cards=r.cards)
        for r in frame.itertuples()
    ]
    return say("quality.rules_alt", language, list=" ".join(told))


def slip_shares(counts: Mapping[str, object], language: str) -> pd.DataFrame:
    """``label``, ``found``, ``mended`` (shares) by what is printed."""
    cells = {
        "label": lambda shown: say(f"quality.shown_{shown}", language),
        "found": lambda shown: counts[shown].found / counts[shown].scorecards,
        "mended": lambda shown: counts[shown].mended / counts[shown].found,
    }
    return frame_of(cells, counts)


def slip_alt(shares: pd.DataFrame, language: str) -> str:
    """The dots of slips in words."""
    told = []
    for row in shares.itertuples():
        about = {name: percent(getattr(row, name), language, 1) for name in ("found", "mended")}
        told.append(say("quality.slips_of", language, shown=row.label, **about))
    return say("quality.slips_alt", language, list=" ".join(told))


def finding(scorecards, means, findings, language: str) -> str:
    """One sentence for the list of reports."""
    rows = whole(figures(scorecards, means), language)
    return say("quality.finding", language, findings=len(findings), rows=rows, corrected=corrected(findings))


def provenance(
    scorecards, means, frameworks: Iterable[Framework], parameters: Mapping[str, object], language: str
) -> dict[str, str]:
    """Facts about this page by their names."""
    digest = hashlib.sha256()
    for scorecard in scorecards:
        whose = (scorecard.institution, scorecard.year, scorecard.stage)
        for code, text in scorecard.cells.items():
            digest.update(("\x1f".join(map(str, (*whose, code, text, scorecard.document))) + "\n").encode())
    rules = {framework.number_text: rounding_name(framework, None, language) for framework in frameworks}
    about = {"hash": digest.hexdigest()[:_HASH], "rows": whole(figures(scorecards, means), language)}
    return {
        say("quality.fact_data", language): say("quality.fact_data_text", language, **about),
        say("quality.fact_rounding", language): "; ".join(f"{name}: {rule}" for name, rule in rules.items()),
        say("quality.fact_program", language): f"spbe-analysis {__version__}",
        say("quality.fact_parameters", language): ", ".join(f"{key}={value}" for key, value in parameters.items()),
    }


def _column(name: str, language: str) -> str:
    """A column of a raw table as readers know it; one that is named by a code by that code."""
    return say(f"quality.raw_{name}", language) if name in _COLUMNS else name.upper()


def _done(finding, language: str) -> str:
    if finding.correction:
        return say("quality.done_corrected", language)
    if finding.rule in ("sources", "means_sources"):
        return say("quality.done_first_source", language)
    return say("quality.done_kept", language)
