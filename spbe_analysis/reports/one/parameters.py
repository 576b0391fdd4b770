"""Parameters of a run, checked against the notebook before anything runs.

papermill only warns about an unknown name, writes names into the notebook as
they are, and runs the defaults instead; so nothing unchecked may reach it.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from spbe_analysis.errors import ParameterError, SpbeError

MAX_TEXT = 300  # characters; the longest institution's name has under 120
_TYPES = {"str": str, "int": int, "float": (int, float), "bool": bool}


def check_parameters(notebook: Path, given: Mapping[str, object]) -> dict[str, object]:
    """All parameters of a run: the notebook's defaults with the checked given ones in their place.

    Parameters
    ----------
    notebook : Path
        A notebook with a cell tagged ``parameters`` whose lines are typed,
        such as ``institution: str = "..."``.
    given : mapping of str to str, int, float, bool or None
        Values by name. An institution may go by any name the register knows;
        it comes back as the canonical one.

    Raises
    ------
    ParameterError
        Listing every unknown name, wrong type, unsafe text, unknown language,
        institution that is not one, and years that are not in order.
    """
    declared = _declared(notebook)
    problems, found = [], {name: default for name, (_, default) in declared.items()}
    for name, value in given.items():
        if not isinstance(name, str) or name not in declared:
            problems.append(f"{name!r} is not a parameter of {notebook.name}")
            continue
        kind = declared[name][0]
        problem = _type_problem(value, kind) or (_text_problem(value) if isinstance(value, str) else "")
        if problem:
            problems.append(f"{name}: {problem}")
        else:
            found[name] = value
    problems += [] if problems else _meaning(found)
    if problems:
        known = ", ".join(f"{name}: {kind}" for name, (kind, _) in declared.items()) or "none"
        raise ParameterError(f"{notebook.name} cannot run with these parameters", problems, f"It takes {known}.")
    return found


def read_parameters(notebook: Path, texts: Mapping[str, str]) -> dict[str, object]:
    """Parameters written as text, by name, in the types the notebook declares; ids such as 0012 stay as written.

    Raises
    ------
    ParameterError
        Listing every unknown name and every text that is not of its type.
    """
    declared, found = _declared(notebook), {}
    for name, text in texts.items():
        kind = declared[name][0].removesuffix(" | None") if name in declared else "str"
        try:
            found[name] = text if kind == "str" else ast.literal_eval(text)
        except (ValueError, SyntaxError):
            found[name] = text  # the check says what was expected
    check_parameters(notebook, found)
    return found


def _declared(notebook: Path) -> dict[str, tuple[str, object]]:
    """Type and default of every parameter, from the syntax tree of the cell, so that nothing is guessed."""
    import nbformat

    if not notebook.is_file():
        raise ParameterError(f"there is no notebook {notebook}", advice="Name one of the project's notebooks.")
    cells = nbformat.read(notebook, as_version=4).cells
    sources = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    found, problems = {}, [] if len(sources) == 1 else [f"expected one cell tagged parameters, found {len(sources)}"]
    for line in ast.parse("\n".join(sources)).body:
        try:
            kind, default = ast.unparse(line.annotation), ast.literal_eval(line.value)
            if kind.removesuffix(" | None") not in _TYPES or _type_problem(default, kind):
                raise ValueError
            found[line.target.id] = (kind, default)
        except (AttributeError, ValueError, TypeError):
            problems.append(f"{ast.unparse(line)!r} is not a typed parameter")
    if problems:
        raise ParameterError(
            f"{notebook.name}: its parameters cannot be checked",
            problems,
            f"Write each as `name: TYPE = VALUE` with TYPE one of {', '.join(_TYPES)}, or `TYPE | None`.",
        )
    return found


def _type_problem(value: object, kind: str) -> str:
    wanted, optional = kind.removesuffix(" | None"), kind.endswith(" | None")
    if value is None and optional:
        return ""
    accepted = _TYPES[wanted]
    if type(value) in (accepted if isinstance(accepted, tuple) else (accepted,)) and value == value:
        return ""
    return f"expected {kind}, found {type(value).__name__} {value!r}"


def _text_problem(text: str) -> str:
    if len(text) > MAX_TEXT:
        return f"is longer than {MAX_TEXT} characters"
    unsafe = {
        character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    }
    return f"holds control characters {sorted(f'U+{ord(c):04X}' for c in unsafe)}" if unsafe else ""


def _meaning(found: dict[str, object]) -> list[str]:
    from spbe_analysis.evidence.register import resolve_institution
    from spbe_analysis.presentation.text.wording import check_language

    problems = []
    try:
        if "language" in found:
            check_language(found["language"])
    except SpbeError as error:
        problems.append(str(error))
    try:
        if isinstance(found.get("institution"), str):
            found["institution"] = resolve_institution(found["institution"]).name
    except SpbeError as error:
        problems.append(str(error))
    if "from_year" in found and "to_year" in found and found["from_year"] >= found["to_year"]:
        problems.append(f"from_year {found['from_year']} is not before to_year {found['to_year']}")
    return problems
