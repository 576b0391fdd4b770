"""What must be said with an answer on a change: remarks, the predicate rules, the sources, the regulation."""

from __future__ import annotations

from spbe_analysis.analysis.drivers.answer import DriversAnswer
from spbe_analysis.presentation.drivers.sentences import one_year, remarks, span
from spbe_analysis.presentation.page.tables import scorecard_notes
from spbe_analysis.presentation.text.findings import predicate_name, predicate_text
from spbe_analysis.presentation.text.wording import say


def notes(answer: DriversAnswer, language: str) -> list[str]:
    """What must be said with the answer, as whole sentences."""
    framework, found = answer.framework, remarks(answer, language)
    if answer.one_year:
        found.insert(0, one_year(answer, language))
    sides = zip((answer.before, answer.after), answer.years, span(answer, language).values(), strict=True)
    for scorecard, year, name in sides:
        printed = scorecard.values.get(framework.root)
        if printed is not None and answer.reproducible:
            exact = {
                predicate_name(framework.predicate(score, "exact"), language)
                for score in year.score_bounds(framework.root)
            }
            rounded = predicate_name(framework.predicate(printed.value, "exact"), language)
            if exact != {rounded}:
                published = predicate_text(scorecard.predicate, framework, language) or "-"
                about = {"rounded": rounded, "exact": " / ".join(sorted(exact)), "published": published}
                found.append(say("answer.predicate_rules_differ", language, year=scorecard.year or name, **about))
        told = scorecard_notes(scorecard, framework, language)
        found += [note for note in told if note not in found]
    return found + [note[f"text_{language}"] for note in framework.meta.get("notes", [])]
