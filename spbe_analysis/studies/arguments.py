"""What people hand to a verb: taken as its signature says, or refused in a sentence with a call that is right."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, wraps
from numbers import Number
from os import PathLike, fspath
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message

Count: TypeAlias = int  # from one
Stage: TypeAlias = str  # one of STAGES
Verb = TypeVar("Verb", bound=Callable[..., Any])

_WHOLE = re.compile(r"([+-]?\d{1,18})(\.0+)?", re.ASCII)
_SHOWN, _LONG = 40, 64  # letters of a value in its refusal; bits of a number that is written out


def taking(verb: Verb) -> Verb:
    """The verb, or the method of an answer, behind a check of its arguments against its signature.

    A whole number may come as text (``"2023"``), as a float (``2023.0``) or from
    numpy, and reaches the verb as an int.

    Raises
    ------
    ParameterError
        Naming every argument that is of another type, or what the verb takes
        where one is missing or unknown; with a call that is right.

    Examples
    --------
    >>> def of_year(year: int | None = None):
    ...     return year
    >>> taking(of_year)("2023"), taking(of_year)(2023.0), taking(of_year)()
    (2023, 2023, None)
    """
    signature = inspect.signature(verb)

    @wraps(verb)
    def checked(*args, **named):
        try:
            bound = signature.bind(*args, **named)
        except TypeError:
            names = tuple(name for name in signature.parameters if name != "self")
            raise _refusal(verb, [Message("verb.takes", names=names)]) from None
        problems = []
        for name, value in bound.arguments.items():
            if signature.parameters[name].annotation is inspect.Parameter.empty:
                continue  # self
            kinds = _kinds(signature.parameters[name].annotation)
            try:
                bound.arguments[name] = _taken(value, kinds)
            except ValueError:
                expected = tuple(map(_word, kinds))
                problems.append(Message("verb.argument", name=name, value=written(value)[:_SHOWN], expected=expected))
        if problems:
            raise _refusal(verb, problems)
        return verb(*bound.args, **bound.kwargs)

    return cast(Verb, checked)


class _Kind(NamedTuple):
    """A type that an argument may have: its name, and the types of what it holds."""

    name: str
    each: tuple[_Kind, ...] = ()


@cache
def _kinds(annotation: str) -> tuple[_Kind, ...]:
    """The types that an annotation allows.

    Read from its source: `typing.get_type_hints` would load pandas and every
    type of answer with the first call, and leave an int and a str of `Count`
    and `Stage`.
    """
    return _kinds_of(ast.parse(annotation, mode="eval").body)


def _kinds_of(node: ast.expr) -> tuple[_Kind, ...]:
    match node:
        case ast.BinOp(left=left, right=right):
            return _kinds_of(left) + _kinds_of(right)
        case ast.Subscript(value=outer, slice=inner):
            held = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return (_Kind(ast.unparse(outer), tuple(kind for one in held for kind in _kinds_of(one))),)
    return (_Kind(ast.unparse(node)),)


def _taken(value: Any, kinds: Iterable[_Kind]) -> object:
    """The value as the first of several types that takes it."""
    for kind in kinds:
        if kind.name in ("int", "Count"):
            number = _whole(value)
            if number is not None and (kind.name == "int" or number >= 1):
                return number
        elif kind.name in _FITS:
            if _FITS[kind.name](value):
                return bool(value) if kind.name == "bool" else value
        elif kind.name == "Iterable":
            if _several(value):
                return [_taken(one, kind.each) for one in value]
        elif kind.name in (base.__name__ for base in type(value).__mro__):
            return value
    raise ValueError


def _word(kind: _Kind) -> object:
    """What a type is called in a refusal."""
    if kind.name == "Iterable":
        return Message("verb.several", each=tuple(map(_word, kind.each)))
    return _WORDS.get(kind.name, kind.name)


def _whole(value: object) -> int | None:
    if isinstance(value, str):
        digits = _WHOLE.fullmatch(value.strip())
        return int(digits[1]) if digits else None
    number = bare(value)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    whole = isinstance(number, int) and not isinstance(number, bool) and number.bit_length() <= _LONG
    return cast(int, number) if whole else None


def _several(value: object) -> bool:
    """One text is not several, and neither is a table."""
    one = isinstance(value, (str, bytes, Mapping)) or getattr(value, "ndim", 1) != 1
    return isinstance(value, Iterable) and not one


_FITS: dict[str, Callable[[Any], bool]] = {
    "bool": lambda value: type(value).__name__ in ("bool", "bool_"),  # numpy's answers are truths too
    "str": lambda value: isinstance(value, str),
    "Stage": lambda value: isinstance(value, str) and value in STAGES,
    "Path": lambda value: isinstance(value, PathLike) and isinstance(fspath(value), str),
    "PathLike": lambda value: isinstance(value, PathLike) and isinstance(fspath(value), str),
    "None": lambda value: value is None,
    # `scorecard_of` says which shapes of levels and scores it knows; a bare number is none of them
    "Figures": lambda value: value is not None and not isinstance(value, (Number, bool)),
}
_WORDS = {
    "int": Message("verb.whole"),
    "Count": Message("verb.count"),
    "bool": Message("verb.truth"),
    "str": Message("verb.text"),
    "Stage": STAGES,
    "Path": Message("verb.path"),
    "PathLike": Message("verb.path"),
    "Figures": Message("verb.figures"),
}


def bare(value: object) -> object:
    """A number without what numpy puts around it; all else as it is."""
    return value.item() if isinstance(value, Number) and hasattr(value, "item") else value


def written(value: object) -> str:
    """A number or a text as people write it, anything larger by its type."""
    value = bare(value)
    if isinstance(value, int) and value.bit_length() > _LONG:
        return hex(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, str):
        return repr(value)
    return str(value) if value is None or isinstance(value, Number) else type(value).__name__


def _refusal(verb: Callable[..., Any], problems: list[Message]) -> ParameterError:
    """The refusal, with the first call among the examples of the verb."""
    from doctest import DocTestParser

    call = f".{verb.__name__}("
    examples = [one.source.split("  #")[0].strip() for one in DocTestParser().get_examples(verb.__doc__ or "")]
    right = next((source for source in examples if call in source), "")
    about = Message("verb.refused", verb=f"{'' if '.' in verb.__qualname__ else 'spbe'}{call[:-1]}")
    return ParameterError(about, problems, Message("verb.right_call", call=right) if right else "")
