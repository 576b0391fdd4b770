"""An institution as the register names it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Institution:
    """A public body: canonical name, kind, province, the name printed each year, short names."""

    name: str
    kind: str
    province: str
    names: dict[int, str] = field(default_factory=dict, compare=False)
    slug: str = ""
    aliases: tuple[str, ...] = ()
