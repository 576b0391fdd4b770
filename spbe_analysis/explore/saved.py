"""All that a reader has set in the exploration as one value: kept for undo, written to a file or an address, read back."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from spbe_analysis.analysis.consistency.full_tables import shortest
from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.evidence.published import published_years, scorecard_for
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.limits import MAX_TEXT_BYTES, read_bytes
from spbe_analysis.evidence.values.scorecard import Scorecard, off_scale
from spbe_analysis.explore.starting_levels import LOWEST, OWN, Taken
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework

KINDS = ("index", "domain", "aspect", "indicator")
RULES = ("near", "kind", "province")
DETAILS = ("parts", "indicators")
LANGUAGES = ("id", "en")
MOST_OTHERS = 8  # institutions held beside the one looked at
VERSION, _MARK = 1, "spbe_exploration"
FILE = "exploration.json"
_MOST = 100_000  # characters: a table of one's own and every level moved take about 3,000
_CHOICES = {"language": LANGUAGES, "detail": DETAILS, "rule": RULES}
_TYPE_NAMES = {
    int: "state.type_int",
    str: "state.type_str",
    list: "state.type_list",
    dict: "state.type_dict",
    type(None): "state.type_NoneType",
}
_TYPES: dict[str, tuple[type, ...]] = {
    _MARK: (int,),
    "institution": (str,),
    "years": (list,),
    "language": (str,),
    "shown": (list,),
    "detail": (str,),
    "rule": (str,),
    "others": (list,),
    "start": (str,),
    "levels": (dict,),
    "weights": (dict,),
    "own": (dict, type(None)),
}
_OWN: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "regulation": (str,),
    "institution": (str,),
    "year": (int, type(None)),
    "values": (dict,),
}
_ADDRESS = re.compile(r"[#?&]state=([^&#\s]*)")


@dataclass(frozen=True)
class Saved:
    """Everything that is chosen in the exploration at one moment.

    Attributes
    ----------
    levels : tuple of (str, int or Fraction)
        Codes whose level differs from the table `start`, with their level.
    weights : tuple of Fraction
        Percent of every domain in the regulation's order; empty for the
        regulation's own weights.
    """

    institution: str
    years: tuple[int, int]
    language: str
    shown: tuple[str, ...]
    detail: str
    rule: str
    others: tuple[str, ...]
    own: Taken | None
    start: str
    levels: tuple[tuple[str, int | Fraction], ...]
    weights: tuple[Fraction, ...]

    def json(self) -> str:
        """The state as the text of a file."""
        return json.dumps(self._plain(), ensure_ascii=False, indent=1) + "\n"

    def text(self) -> str:
        """The state in letters, digits, ``-`` and ``_``, as an address holds it after ``#state=``."""
        plain = json.dumps(self._plain(), ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    def _plain(self) -> dict[str, Any]:
        framework = _framework(self.institution, self.years[1])
        own = None
        if self.own is not None:
            card = self.own.scorecard
            about = {"name": self.own.name, "regulation": card.regulation, "institution": self.own.institution}
            values = {load_framework(card.regulation).short(code): one.text for code, one in card.values.items()}
            own = {**about, "year": self.own.year, "values": values}
        return {
            _MARK: VERSION,
            "institution": self.institution,
            "years": list(self.years),
            "language": self.language,
            "shown": list(self.shown),
            "detail": self.detail,
            "rule": self.rule,
            "others": list(self.others),
            "start": self.start,
            "levels": {framework.short(code): shortest(level) for code, level in self.levels},
            "weights": dict(zip(map(framework.short, domains(framework)), map(shortest, self.weights), strict=False)),
            "own": own,
        }


class History:
    """States in the order they were reached, and where among them the reader is."""

    def __init__(self, first: Saved) -> None:
        self._states, self._at = [first], 0

    def note(self, state: Saved) -> None:
        """Add a state after the present one; those that were undone are forgotten."""
        if state != self._states[self._at]:
            self._at += 1
            self._states[self._at :] = [state]

    def step(self, by: int) -> Saved | None:
        """Go to the state before (-1) or after (1), or None where there is none."""
        if not 0 <= self._at + by < len(self._states):
            return None
        self._at += by
        return self._states[self._at]

    @property
    def left(self) -> tuple[int, int]:
        """How many steps can be undone, and how many done again."""
        return self._at, len(self._states) - 1 - self._at


def domains(framework: Framework) -> list[str]:
    """Codes that the index is the weighted sum of."""
    return list(framework.children(framework.root))


def as_percent(given: object) -> Fraction | None:
    """A percentage that a saved state can hold: from 0 to 100, up to four decimals; None for anything else.

    Examples
    --------
    >>> as_percent(12.5), as_percent(Fraction(100, 3)), as_percent("x")
    (Fraction(25, 2), None, None)
    """
    return _number(shortest(given) if isinstance(given, Fraction) else str(given))


def own_weights(framework: Framework) -> tuple[Fraction, ...]:
    """The regulation's weights of its domains [percent]."""
    return tuple(100 * framework.weight(code) for code in domains(framework))


def state_text(given: object) -> str:
    """What a file of that name holds, or the text itself."""
    if not isinstance(given, (str, os.PathLike)):
        raise _refused([Message("state.not_one")])
    if str(given).lower().endswith(".json") and not os.path.isfile(given):
        raise _refused([Message("machine.missing", file=os.path.abspath(given))])
    return read_bytes(given, MAX_TEXT_BYTES).decode("utf-8", "replace") if os.path.isfile(given) else str(given)


def read_saved(text: str) -> Saved:
    """A state from a file's text, from its short text, or from an address that holds it.

    Raises
    ------
    ParameterError
        If it is no state of this version, or something in it is not known here;
        everything wrong is named at once.

    Examples
    --------
    >>> from spbe_analysis import open_exploration
    >>> saved = open_exploration("Kaltim", 2023, 2024).saved()
    >>> read_saved(saved.text()) == read_saved(saved.json()) == saved
    True
    """
    given = _given(text)
    problems = _shape(given, _TYPES, "")
    if isinstance(given.get("own"), dict):
        problems += _shape(given["own"], _OWN, "own.")
    if given.get(_MARK) != VERSION:
        problems.insert(0, _expected(_MARK, given.get(_MARK), VERSION))
    if problems:
        raise _refused(problems)
    for name, known in _CHOICES.items():
        if given[name] not in known:
            problems.append(_expected(name, given[name], known))
    if strange := [one for one in given["shown"] if one not in KINDS]:
        problems.append(_expected("shown", strange, KINDS))
    if len(given["others"]) > MOST_OTHERS:
        problems.append(_expected("others", len(given["others"]), Message("state.at_most", most=MOST_OTHERS)))

    def found(read, *about):
        try:
            return read(*about)
        except SpbeError as error:
            problems.extend([error.summary, *error.problems])
            return None

    others = [found(resolve_institution, str(one)) for one in given["others"]]
    own = found(_own, given["own"]) if given["own"] is not None else None
    institution, years = found(resolve_institution, given["institution"]), given["years"]
    known = published_years(institution.name) if institution is not None else []
    if known and (len(years) != 2 or any(type(year) is not int or year not in known for year in years)):
        problems.append(_expected("years", years, Message("state.two_of", known=tuple(known))))
    elif known:
        framework = _framework(institution.name, years[1])
        law = own.scorecard.regulation if own is not None else framework.id
        if law != framework.id:
            problems.append(_expected("own.regulation", law, framework.id))
        starts = [str(year) for year in years if scorecard_for(institution.name, year).regulation == framework.id]
        starts += [LOWEST, *([OWN] if own is not None else [])]
        if given["start"] not in starts:
            problems.append(_expected("start", given["start"], tuple(starts)))
        levels = _levels(given["levels"], framework, problems)
        weights = _weights(given["weights"], framework, problems)
    if problems:
        raise _refused(problems)
    return Saved(
        institution.name,
        (years[0], years[1]),
        given["language"],
        tuple(kind for kind in KINDS if kind in given["shown"]),
        given["detail"],
        given["rule"],
        tuple(dict.fromkeys(one.name for one in others)),
        own,
        given["start"],
        levels,
        weights,
    )


def _given(text: str) -> dict[str, Any]:
    if address := _ADDRESS.search(text):
        text = address[1]
    text = text.strip().removeprefix("\ufeff")
    try:
        if len(text) > _MOST:
            raise ValueError
        if not text.startswith("{"):
            text = "".join(text.split())  # mail breaks long lines
            text = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        given = json.loads(text, object_pairs_hook=_once)
    except (binascii.Error, ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise _refused([Message("state.not_one")])
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise _refused([Message("state.twice", name=name) for name in twice])
    return dict(pairs)


def _shape(given: Mapping[str, Any], types: Mapping[str, tuple[type, ...]], where: str) -> list[Message]:
    problems = [Message("state.missing", name=where + name) for name in types if name not in given]
    problems += [Message("state.foreign", name=where + name) for name in given if name not in types]
    for name, wanted in types.items():
        if name in given and type(given[name]) not in wanted:
            kinds = tuple(Message(_TYPE_NAMES[kind]) for kind in wanted)
            problems.append(_expected(where + name, given[name], kinds))
    return problems


def _own(given: Mapping[str, Any]) -> Taken:
    framework = load_framework(given["regulation"])
    card = Scorecard.of(framework, {code: str(text) for code, text in given["values"].items()})
    whole = card.levels(framework) is not None
    return Taken(given["name"], card, whole, len(card.values), given["institution"], given["year"])


def _levels(
    given: Mapping[str, Any], framework: Framework, problems: list[Message]
) -> tuple[tuple[str, int | Fraction], ...]:
    levels = {}
    for name, text in given.items():
        code, value = framework.find(name), _number(text)
        if code not in framework.indicators:
            problems.append(Message("levels.foreign", text=name, law=framework.id))
        elif value is None or not framework.fits(code, value):
            problems.append(off_scale(framework, name, text))
        elif code in levels:
            problems.append(Message("state.twice", name=framework.short(code)))
        else:
            levels[code] = int(value) if value.denominator == 1 else value
    return tuple((code, levels[code]) for code in framework.indicators if code in levels)


def _weights(given: Mapping[str, Any], framework: Framework, problems: list[Message]) -> tuple[Fraction, ...]:
    wanted = domains(framework)
    values = {framework.find(name): _number(text) for name, text in given.items()}
    if not given:
        return ()
    percent = [values.get(code) for code in wanted]
    if values.keys() != set(wanted) or None in percent or sum(percent) != 100:  # type: ignore[arg-type]
        names = tuple(map(framework.short, wanted))
        problems.append(_expected("weights", dict(given), Message("state.percent", names=names)))
        return ()
    return tuple(percent)  # type: ignore[arg-type]


def _number(text: object) -> Fraction | None:
    """A level or a percentage as it is written, at least 0 and at most 100; None where it is neither."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{1,3}(\.\d{1,4})?", text, re.ASCII):
        return None
    value = Fraction(text)
    return value if value <= 100 else None


def _framework(institution: str, year: int) -> Framework:
    return load_framework(scorecard_for(institution, year).regulation)


def _expected(name: str, found: object, wanted: object) -> Message:
    shown = json.dumps(found, ensure_ascii=False)
    return Message("state.expected", name=name, found=shown if len(shown) <= 80 else f"{shown[:80]} ...", wanted=wanted)


def _refused(problems: list[Message]) -> ParameterError:
    return ParameterError(Message("state.refused"), problems, Message("advice.state"))
