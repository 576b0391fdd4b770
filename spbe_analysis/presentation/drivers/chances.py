"""How many indicators rose, stayed and fell: sentences and a table, and what no figure tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.message import Message
from spbe_analysis.presentation.page.tables import frame_of, join, label
from spbe_analysis.presentation.text.wording import number, percent, real, say, signed, whole

if TYPE_CHECKING:
    import pandas as pd

_MOVES = ("rose", "stayed", "fell")


def sentences(answer, moved, language: str) -> list[str]:
    """How many surely, how many under which assumption, from what that was learned, and that none can be named."""
    total = moved.apart.loc[answer.framework.root]
    sure = {move: int(total[f"sure_{move}"]) for move in _MOVES}
    indicators = int(total["indicators"])
    key = "chances.sure" if any(sure.values()) else "chances.sure_none"
    told = [say(key, language, indicators=indicators, open=indicators - sum(sure.values()), **sure)]
    told.append(say("chances.apart", language, **_about(total, language)))
    if moved.learned is None:
        reasons = " ".join(
            problem.told(language, on_page=True) if isinstance(problem, Message) else problem
            for problem in moved.refusal.problems
        )
        told.append(say("chances.refused", language, reasons=reasons))
    else:
        training, gains = moved.training, moved.gains
        tried = {"mean": sum(gains) / len(gains), "worst": min(gains), "best": max(gains)}
        about = {name: signed(real(gain), language, 2) for name, gain in tried.items()}
        about |= {"tables": training.tables, "institutions": training.institutions}
        expected = _about(moved.learned.loc[answer.framework.root], language)
        told.append(say("chances.learned", language, **expected, **about))
        if training.left_out:
            told.append(say("chances.left_out", language, institution=training.left_out))
        monitored = [str(card.year) for card in (answer.before, answer.after) if card.assessment == "pemantauan"]
        if monitored:
            told.append(say("chances.monitored", language, years=join(monitored, language)))
    return [*told, say("chances.which", language)]


def table(answer, moved, language: str) -> pd.DataFrame:
    """By domain: number of indicators, sure rises, and the chances of one indicator under each prior, as texts."""
    framework = answer.framework
    frames = {"uniform": moved.apart} | ({} if moved.learned is None else {"learned": moved.learned})
    cells: dict = {
        say("chances.head_domain", language): lambda code: (
            say("chances.all", language) if code == framework.root else label(code, framework, language)
        ),
        say("chances.head_indicators", language): lambda code: whole(
            int(moved.apart.loc[code, "indicators"]), language
        ),
        say("chances.head_sure", language): lambda code: whole(int(moved.apart.loc[code, "sure_rose"]), language),
    }
    for move in _MOVES:
        for name, frame in frames.items():
            head = say(f"chances.head_{move}", language, prior=say(f"chances.prior_{name}", language))
            cells[head] = lambda code, frame=frame, move=move: percent(
                frame.loc[code, move] / frame.loc[code, "indicators"], language
            )
    return frame_of(cells, moved.apart.index)


def of_priors(answer, language: str) -> list[str]:
    """What must be said with numbers that depend on a prior other than uniform."""
    told = [say("chances.category", language)] if answer.prior == "category" else []
    for training in answer.training:
        about = {"tables": training.tables, "institutions": training.institutions}
        told.append(say("chances.trained", language, **about))
        if training.left_out:
            told.append(say("chances.left_out", language, institution=training.left_out))
    return told


def no_fall(refuted, language: str) -> str:
    """How many institutions' printed figures contradict that no level fell."""
    about = {"from_year": refuted.years[0], "to_year": refuted.years[1]}
    share = percent(refuted.count / refuted.of, language, 1)
    return say("chances.no_fall", language, count=refuted.count, of=refuted.of, share=share, **about)


def _about(row, language: str) -> dict[str, str]:
    return {move: number(real(row[move]), language, 0) for move in _MOVES}
