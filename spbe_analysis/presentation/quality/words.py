"""Frames and sentences of the page on the quality of the collection."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from spbe_analysis import __version__
from spbe_analysis.presentation.text.findings import mark, message, rounding_name, shown
from spbe_analysis.presentation.text.kinds import scope_name
from spbe_analysis.presentation.text.wording import percent, say, whole

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

_KINDS = {
    "index": "quality.column_index",
    "domain": "quality.column_domain",
    "aspect": "quality.column_aspect",
    "indicator": "quality.column_indicator",
}
_REST = {"whole": "quality.column_whole", "figures": "quality.column_figures", "documents": "quality.column_documents"}
RULES = {
    "blank": "quality.rule_blank",
    "illegible": "quality.rule_illegible",
    "foreign": "quality.rule_foreign",
    "repeated": "quality.rule_repeated",
    "not_whole": "quality.rule_not_whole",
    "off_scale": "quality.rule_off_scale",
    "not_reproducible": "quality.rule_not_reproducible",
    "parts": "quality.rule_parts",
    "predicate": "quality.rule_predicate",
    "sources": "quality.rule_sources",
    "together": "quality.rule_together",
    "means_parts": "quality.rule_means_parts",
    "means_sources": "quality.rule_means_sources",
}
_ROUNDING = {
    "half_up": "quality.rounding_half_up",
    "half_even": "quality.rounding_half_even",
    "truncate": "quality.rounding_truncate",
}
_PREDICATE = {"rounded": "quality.predicate_rounded", "exact": "quality.predicate_exact"}
SHOWN = {
    "domains": "quality.shown_domains",
    "aspects": "quality.shown_aspects",
    "aspects_index": "quality.shown_aspects_index",
    "all": "quality.shown_all",
}
_HASH = 16
_COLUMNS = {"institution": "quality.raw_institution", "heading": "quality.raw_heading", "value": "quality.raw_value"}
_WORDS_CORRECTED = ("institution", "heading")  # columns whose corrections are of spelling


def headline(scorecards, means, findings, language: str) -> str:
    """How much was read and how much does not fit."""
    return say(
        "quality.headline",
        language,
        rows=whole(figures(scorecards, means), language),
        cards=whole(len(scorecards), language),
        tables=len(means),
        findings=len(findings),
        corrected=corrected(findings),
    )


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
    if unsound:
        names = "; ".join(unsound)
        told.append(
            say(
                "quality.check_after",
                language,
                sound=whole(scorecards - len(unsound), language),
                cards=whole(scorecards, language),
                names=names,
            )
        )
    else:
        told.append(say("quality.check_after_all", language, cards=whole(scorecards, language)))
    return told


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
    return held[list(_KINDS)].T, [say(key, language) for key in _KINDS.values()]


def holdings_table(held: pd.DataFrame, language: str) -> pd.DataFrame:
    """Holdings as texts, one row a year."""
    keys = {**_KINDS, **_REST}
    texts = {say(key, language): [whole(int(n), language) for n in held[name]] for name, key in keys.items()}
    return _frame({say("quality.column_year", language): [str(year) for year in held.index], **texts})


def holdings_alt(held: pd.DataFrame, language: str) -> str:
    """The map of holdings in words."""
    told = [
        say("quality.holdings_of_year", language, year=year, **row[list(_KINDS)].to_dict())
        for year, row in held.iterrows()
    ]
    return say("quality.holdings_alt", language, list=" ".join(told))


def rule_counts(findings, language: str) -> pd.DataFrame:
    """``label``, ``count_``, ``corrected`` by kind of finding, in the order of the rules."""
    count, done = Counter(f.rule for f in findings), Counter(f.rule for f in findings if f.correction)
    rules = [rule for rule in RULES if count[rule]]
    return _frame(
        {
            "label": [say(RULES[rule], language) for rule in rules],
            "count_": [count[rule] for rule in rules],
            "corrected": [done[rule] for rule in rules],
        }
    )


def rule_alt(counts: pd.DataFrame, language: str) -> str:
    """The bars of findings in words."""
    told = [
        say("quality.findings_of_rule", language, rule=r.label, count=r.count_, corrected=r.corrected)
        for r in counts.itertuples()
    ]
    return say("quality.findings_alt", language, list=" ".join(told))


def findings_table(findings, language: str) -> pd.DataFrame:
    """Every finding as texts."""
    heads = [
        say(key, language)
        for key in (
            "quality.column_whose",
            "quality.column_year",
            "quality.column_code",
            "quality.column_printed",
            "quality.column_message",
            "quality.column_fits",
            "quality.column_done",
        )
    ]
    rows = []
    for f in findings:
        whose = (
            say("quality.mean_of", language, scope=scope_name(f.institution, language))
            if f.rule.startswith("means")
            else f.institution
        )
        fits = "; ".join(shown(f, s.value, language) for s in f.suggestions) or say("import.none", language)
        printed = shown(f, f.printed, language) or say("check.nothing", language)
        rows.append([whose, str(f.year), f.code, printed, message(f, language), fits, _done(f, language)])
    return _frame(dict(zip(heads, map(list, zip(*rows, strict=True)), strict=True)))


def corrections_table(listed: pd.DataFrame, language: str) -> pd.DataFrame:
    """Every correction with its reason, as texts."""
    nothing = say("check.nothing", language)
    return _frame(
        {
            say("quality.column_file", language): [f"{r.file}, {r.row}" for r in listed.itertuples()],
            say("quality.column_column", language): [_column(name, language) for name in listed["column"]],
            say("quality.column_printed", language): [mark(text, language) or nothing for text in listed["expected"]],
            say("quality.column_used", language): [mark(text, language) for text in listed["used"]],
            say("quality.column_reason", language): list(listed[f"reason_{language}"]),
        }
    )


def conflicts_table(noted: pd.DataFrame, language: str) -> pd.DataFrame:
    """Differences between sources as texts."""
    return _frame(
        {
            say("quality.column_subject", language): [
                " ".join(filter(None, both)) for both in zip(noted[f"subject_{language}"], noted["year"], strict=True)
            ],
            say("quality.column_item", language): list(noted[f"item_{language}"]),
            say("quality.column_one", language): list(noted[f"value_a_{language}"]),
            say("quality.column_other", language): list(noted[f"value_b_{language}"]),
            say("quality.column_comment", language): list(noted[f"comment_{language}"]),
        }
    )


def quotations(noted: pd.DataFrame, language: str) -> list[str]:
    """Words of Indonesian sources that the list of conflicts quotes, on a page in another language."""
    texts = noted.filter(regex=f"_{language}$").to_numpy().ravel() if language != "id" else ()
    return [quoted for text in texts for quoted in re.findall(r'"([^"]+)"', text)]


def rules_text(counts: Mapping[int, tuple], tables: Mapping[int, str], language: str) -> list[str]:
    """Which rules each table shows, one sentence a table."""
    told = []
    for year, (rounding, predicate) in counts.items():
        told.append(
            say(
                "quality.rules_text",
                language,
                table=tables[year],
                rounding=say(_ROUNDING[rounding.rule], language),
                fits=rounding.fits[rounding.rule],
                cards=rounding.scorecards,
                predicate=say(_PREDICATE[predicate.rule], language),
                predicate_fits=predicate.fits[predicate.rule],
                predicates=predicate.scorecards,
            )
        )
    return [*told, say("quality.rules_inferred", language)]


def rules_frame(counts: Mapping[int, tuple], language: str) -> pd.DataFrame:
    """``label``, ``table``, ``rule``, ``misfits``, ``cards`` for every rule of every table."""
    rows = []
    for names, at in ((_ROUNDING, 0), (_PREDICATE, 1)):
        for rule, key in names.items():
            for year, both in counts.items():
                told = {"rule": say(key, language), "year": year}
                bar = (
                    say("quality.bar_predicate", language, **told)
                    if at
                    else say("quality.bar_rounding", language, **told)
                )
                rows.append([bar, year, told["rule"], both[at].scorecards - both[at].fits[rule], both[at].scorecards])
    columns = list(zip(*rows, strict=True))
    return _frame(dict(zip(("label", "table", "rule", "misfits", "cards"), map(list, columns), strict=True)))


def rules_alt(frame: pd.DataFrame, language: str) -> str:
    """The bars of misfits in words."""
    told = [
        say("quality.rules_of", language, year=r.table, rule=r.rule, misfits=r.misfits, cards=r.cards)
        for r in frame.itertuples()
    ]
    return say("quality.rules_alt", language, list=" ".join(told))


def slip_shares(counts: Mapping[str, object], language: str) -> pd.DataFrame:
    """``label``, ``found``, ``mended`` (shares) by what is printed."""
    return _frame(
        {
            "label": [say(SHOWN[shown], language) for shown in counts],
            "found": [count.found / count.scorecards for count in counts.values()],
            "mended": [count.mended / count.found for count in counts.values()],
        }
    )


def slip_alt(shares: pd.DataFrame, language: str) -> str:
    """The dots of slips in words."""
    told = [
        say(
            "quality.slips_of",
            language,
            shown=r.label,
            found=percent(r.found, language, 1),
            mended=percent(r.mended, language, 1),
        )
        for r in shares.itertuples()
    ]
    return say("quality.slips_alt", language, list=" ".join(told))


def finding(scorecards, means, findings, language: str) -> str:
    """One sentence for the list of reports."""
    rows = whole(figures(scorecards, means), language)
    return say("quality.finding", language, findings=len(findings), rows=rows, corrected=corrected(findings))


def limits(language: str) -> list[str]:
    """What this page cannot show."""
    return [
        say("quality.limit_proof", language),
        say("quality.limit_levels", language),
        say("quality.limit_means", language),
        say("quality.limit_wording", language),
    ]


def provenance(
    scorecards, means, frameworks: Iterable[Framework], parameters: Mapping[str, object], language: str
) -> dict[str, str]:
    """Facts about this page by their names."""
    digest = hashlib.sha256()
    for scorecard in scorecards:
        for code, text in scorecard.cells.items():
            digest.update(
                f"{scorecard.institution}\x1f{scorecard.year}\x1f{scorecard.stage}\x1f{code}\x1f{text}\x1f{scorecard.document}\n".encode()
            )
    rules = {framework.number_text: rounding_name(framework, None, language) for framework in frameworks}
    return {
        say("quality.fact_data", language): say(
            "quality.fact_data_text",
            language,
            hash=digest.hexdigest()[:_HASH],
            rows=whole(figures(scorecards, means), language),
        ),
        say("quality.fact_rounding", language): "; ".join(f"{name}: {rule}" for name, rule in rules.items()),
        say("quality.fact_program", language): f"spbe-analysis {__version__}",
        say("quality.fact_parameters", language): ", ".join(f"{key}={value}" for key, value in parameters.items()),
    }


def _column(name: str, language: str) -> str:
    """A column of a raw table as readers know it; one that is named by a code by that code."""
    key = _COLUMNS.get(name)
    return say(key, language) if key else name.upper()


def _done(finding, language: str) -> str:
    if finding.correction:
        return say("quality.done_corrected", language)
    if finding.rule in ("sources", "means_sources"):
        return say("quality.done_first_source", language)
    return say("quality.done_kept", language)


def _frame(columns: dict) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)
