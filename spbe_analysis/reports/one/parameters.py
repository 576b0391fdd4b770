"""Parameters of a run, checked against the notebook before anything runs.

papermill only warns about an unknown name, writes names into the notebook as
they are, and runs the defaults instead; so nothing unchecked may reach it. In
a notebook run by hand `parameters` makes the same check of what its cells say.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.message import Message

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from spbe_analysis.presentation.page.document import Block

MAX_TEXT = 300  # characters; the longest institution's name has under 120
TAG, INJECTED = "parameters", "injected-parameters"
_PAPERMILL = "# Parameters\n"  # what the cell begins with that papermill puts in
_TYPES = {"str": str, "int": int, "float": (int, float), "bool": bool}
_HERE = "notebook"
Declared = dict[str, tuple[str, object]]  # type and default by name


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
    return _checked(notebook.name, _declared_in(notebook), given)


def check_injected(notebook: NotebookNode, name: str = _HERE) -> None:
    """Refuse a notebook into which papermill has put what its typed parameters cell does not declare.

    Raises
    ------
    ParameterError
        As `check_parameters`.
    """
    declared = _tagged(notebook, TAG)
    if len(declared) == 1 and _is_parameters(declared[0]):
        injected = [source for source in _tagged(notebook, INJECTED) if source.startswith(_PAPERMILL)]
        _checked(name, _declared(declared, name), {key: value for cell in injected for key, value in _assigned(cell)})


def parameters() -> Block:
    """Check the parameters of the notebook this is called in, and let every answer speak its ``language``.

    Whether they stand in the parameters cell or were put in by papermill: an
    unknown name, a wrong type, an institution that is not one, or years that
    are not in order stop the notebook here.

    Parameters
    ----------
    None
        They are read from the notebook: the cell whose lines are
        ``name: TYPE = VALUE`` and what papermill put below it.

    Returns
    -------
    Block
        The parameters as checked.

    Raises
    ------
    ParameterError
        Listing everything that is wrong.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.parameters()
    Traceback (most recent call last):
        ...
    spbe_analysis.errors.ParameterError: no parameters cell has been run
    Run the parameters cell first; each of its lines reads name: TYPE = VALUE.
    """
    import spbe_analysis
    from spbe_analysis.presentation.page.document import aside
    from spbe_analysis.presentation.text.wording import DASH, LANGUAGES

    names, cells = _of_this_notebook()
    declared = _declared(cells[:1], _HERE)
    given = {name: names[name] for name in declared if name in names}
    if given.get("language") in LANGUAGES:
        spbe_analysis.language = given["language"]
    given |= {key: value for cell in cells[1:] for key, value in _assigned(cell) if key not in declared}
    found = _checked(_HERE, declared, given)
    return aside(" \N{MIDDLE DOT} ".join(str(value) or DASH for value in found.values()))


def read_parameters(notebook: Path, texts: Mapping[str, str]) -> dict[str, object]:
    """Parameters written as text, by name, in the types the notebook declares; ids such as 0012 stay as written.

    Raises
    ------
    ParameterError
        Listing every unknown name and every text that is not of its type.
    """
    declared, found = _declared_in(notebook), {}
    for name, text in texts.items():
        kind = declared[name][0].removesuffix(" | None") if name in declared else "str"
        try:
            found[name] = text if kind == "str" else ast.literal_eval(text)
        except (ValueError, SyntaxError):
            found[name] = text  # the check says what was expected
    if found:  # what the notebook holds by itself need not be whole: the factory fills it in
        check_parameters(notebook, found)
    return found


def with_parameters(notebook: Path, values: Mapping[str, object]) -> NotebookNode:
    """The notebook with checked values in its parameters cell, so that no second cell follows that contradicts it."""
    import nbformat

    found = nbformat.read(notebook, as_version=4)
    cell = next(cell for cell in found.cells if TAG in cell.metadata.get("tags", []))
    lines = cell.source.encode().split(b"\n")  # places in a syntax tree count bytes
    for statement in ast.parse(cell.source).body:
        assert isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value
        value, line = statement.value, lines[statement.lineno - 1]
        if statement.target.id in values:
            text = _literal(values[statement.target.id]).encode()
            lines[statement.lineno - 1] = line[: value.col_offset] + text + line[value.end_col_offset :]
    cell.source = b"\n".join(lines).decode()
    return found


def _literal(value: object) -> str:
    """A value as code, texts in double quotes as the notebooks write them."""
    if not isinstance(value, str):
        return repr(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _checked(file: str, declared: Declared, given: Mapping[str, object]) -> dict[str, object]:
    problems: list[str] = []
    found = {name: default for name, (_, default) in declared.items()}
    for name, value in given.items():
        if not isinstance(name, str) or name not in declared:
            problems.append(Message("parameters.unknown", name=name, file=file))
            continue
        problem = _type_problem(name, value, declared[name][0])
        problem = problem or (_text_problem(name, value) if isinstance(value, str) else None)
        if problem:
            problems.append(problem)
        else:
            found[name] = value
    problems += [] if problems else _meaning(found)
    if problems:
        known = ", ".join(f"{name}: {kind}" for name, (kind, _) in declared.items()) or "-"
        raise ParameterError(
            Message("parameters.refused", file=file), problems, Message("advice.parameters", known=known)
        )
    return found


def _declared_in(notebook: Path) -> Declared:
    import nbformat

    if not notebook.is_file():
        raise ParameterError(Message("report.no_notebook", notebook=notebook), advice=Message("report.name_notebook"))
    return _declared(_tagged(nbformat.read(notebook, as_version=4), TAG), notebook.name)


def _tagged(notebook: NotebookNode, tag: str) -> list[str]:
    return [cell.source for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def _declared(sources: list[str], file: str) -> Declared:
    """Type and default of every parameter, from the syntax tree of the cell, so that nothing is guessed."""
    found: Declared = {}
    problems: list[str] = [] if len(sources) == 1 else [Message("parameters.cells", found=len(sources))]
    for line in ast.parse("\n".join(sources)).body:
        try:
            kind, default = ast.unparse(line.annotation), ast.literal_eval(line.value)  # type: ignore[attr-defined]
            if kind.removesuffix(" | None") not in _TYPES or _type_problem("", default, kind):
                raise ValueError
            found[line.target.id] = (kind, default)  # type: ignore[attr-defined]
        except (AttributeError, ValueError, TypeError):
            problems.append(Message("parameters.untyped", text=ast.unparse(line)))
    if problems:
        raise ParameterError(
            Message("parameters.cell_refused", file=file),
            problems,
            Message("parameters.write", types=tuple(_TYPES)),
        )
    return found


def _of_this_notebook() -> tuple[Mapping[str, object], list[str]]:
    """The names of the running notebook; the parameters cell as it was last run and the cells papermill put after it."""
    from IPython import get_ipython

    shell = get_ipython()
    cells = list(shell.user_ns.get("In", ())) if shell is not None else []
    places = [place for place, source in enumerate(cells) if _is_parameters(source)]
    if not places:
        raise ParameterError(Message("parameters.none"), advice=Message("advice.parameters_cell"))
    later = [source for source in cells[places[-1] + 1 :] if source.startswith(_PAPERMILL)]
    return shell.user_ns, [cells[places[-1]], *later]


def _is_parameters(source: str) -> bool:
    """Whether every line of a cell is a typed parameter."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False  # a magic
    return bool(body) and all(isinstance(line, ast.AnnAssign) for line in body)


def _assigned(source: str) -> Iterable[tuple[str, object]]:
    """Names and values of a cell that papermill wrote."""
    for line in ast.parse(source).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            try:
                yield line.targets[0].id, ast.literal_eval(line.value)
            except ValueError:  # what is no plain value, such as float("nan")
                yield line.targets[0].id, line.value


def _type_problem(name: str, value: object, kind: str) -> Message | None:
    wanted, optional = kind.removesuffix(" | None"), kind.endswith(" | None")
    if value is None and optional:
        return None
    accepted = _TYPES[wanted]
    if type(value) in (accepted if isinstance(accepted, tuple) else (accepted,)) and value == value:
        return None
    return Message("parameters.type", name=name, kind=kind, found=type(value).__name__, value=value)


def _text_problem(name: str, text: str) -> Message | None:
    if len(text) > MAX_TEXT:
        return Message("parameters.long", name=name, limit=MAX_TEXT)
    unsafe = {
        character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    }
    signs = tuple(sorted(f"U+{ord(character):04X}" for character in unsafe))
    return Message("parameters.control", name=name, signs=signs) if unsafe else None


def _meaning(found: dict[str, object]) -> list[str]:
    from spbe_analysis.evidence.register import resolve_institution
    from spbe_analysis.evidence.values.schema import STAGES
    from spbe_analysis.presentation.text.wording import LANGUAGES

    problems: list[str] = []
    if "language" in found and found["language"] not in LANGUAGES:
        problems.append(Message("parameters.language", language=found["language"], known=LANGUAGES))
    try:
        if isinstance(found.get("institution"), str):
            found["institution"] = resolve_institution(str(found["institution"])).name
    except SpbeError as error:
        problems += [error.summary, *error.problems]
    first, last = found.get("from_year"), found.get("to_year")
    stages = {name: found[name] for name in ("stage", "to_stage") if name in found}
    for name, stage in stages.items():
        if stage not in STAGES:
            problems.append(Message("parameters.stage", name=name, stage=stage, known=STAGES))
    if isinstance(first, int) and isinstance(last, int) and first >= last:
        two_stages = first == last and len(set(stages.values())) == 2
        if not two_stages:
            key = "parameters.one_year" if first == last and stages else "parameters.years"
            problems.append(Message(key, first=first, last=last))
    return problems
