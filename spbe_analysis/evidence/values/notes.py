"""What a reader must know about the figures used: the facts of a note, not its sentence."""

from __future__ import annotations

from dataclasses import dataclass

_ENGLISH = {  # as in presentation/messages/sources.toml, which has both languages
    "also": "{codes} {value} is also given by {document}.",
    "differs": "{codes} is {value} in {document}; {used} of {other} is used.",
    "corrected": "{codes} is printed as {printed} in {document}; {used} is used. {remark_en}",
    "illegible": "{codes} is not legible in {document}; {used} is used. {remark_en}",
    "predicate": "The predicate {predicate} is given by {document}.",
    "other_predicate": "{document} gives the predicate as {predicate}.",
    "remark": "{codes}: {remark_en}",
}
Fact = str | tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """One thing to know about the figures used; as text, its sentence in English.

    Keys and their facts, all text but ``codes``:

    - ``also``: `codes`, `value`, `document`: another document gives the same value;
    - ``differs``: `codes`, `value`, `document`, `used`, `other`: it gives another one, `used` of `other` is taken;
    - ``corrected``, ``illegible``: `codes`, `printed` (of ``corrected`` only), `document`, `used` and the reason;
    - ``predicate``, ``other_predicate``: `predicate`, `document`;
    - ``remark``: `codes` and the remark.

    A reason or remark stands in `remark_en` and `remark_id`.

    Examples
    --------
    >>> str(Note.of("also", codes=("P59-INDEX",), value="2.95", document="pranala.co (press)"))
    'P59-INDEX 2.95 is also given by pranala.co (press).'
    """

    key: str
    fields: tuple[tuple[str, Fact], ...]

    @classmethod
    def of(cls, key: str, **facts: Fact) -> Note:
        """The note of a key with its facts by name, in any order."""
        return cls(key, tuple(sorted(facts.items())))

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts by name."""
        return dict(self.fields)

    def __str__(self) -> str:
        """The sentence in English."""
        return _ENGLISH[self.key].format(
            **{name: fact if isinstance(fact, str) else ", ".join(fact) for name, fact in self.fields}
        )
