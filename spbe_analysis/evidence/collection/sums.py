"""Sidecars and corrections held against the list of their hashes: a sidecar vouches for its table, the list for both."""

from __future__ import annotations

import hashlib
from pathlib import Path

from spbe_analysis.message import Message

SUMS = "SHA256SUMS"
RENEW = "sha256sum corrections.csv $(find raw -name '*.meta.toml' | sort) > SHA256SUMS"


def sum_faults(data: Path) -> list[Message]:
    """Listed files that are not what ``SHA256SUMS`` says, in the format of the program ``sha256sum``.

    A file that is not listed is taken as it is, and so is a collection without
    a list: files of one's own need no seal.
    """
    try:
        lines = (data / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    faults: list[Message] = []
    for number, line in enumerate(lines, start=1):
        wanted, _, name = line.partition("  ")
        try:
            content = (data / name).read_bytes() if name else b""
        except (OSError, ValueError):
            faults.append(Message("sums.missing", line=number, file=name))
            continue
        plain = content.replace(b"\r\n", b"\n")
        if wanted == hashlib.sha256(content).hexdigest():
            continue
        if wanted == hashlib.sha256(plain).hexdigest():
            faults.append(Message("file.line_endings", file=name))
        else:
            faults.append(Message("sums.other", file=name or line, command=RENEW))
    return faults
