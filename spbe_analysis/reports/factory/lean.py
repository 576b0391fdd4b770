"""What our own processes leave out when they start."""

from __future__ import annotations

import sys


def lean_start() -> None:
    """Spare the imports that follow the grammar of internationalised web addresses.

    jsonschema, which reads notebooks' format, loads rfc3987-syntax where it is
    installed, and that builds a grammar for two seconds; no rule of the format
    uses it. To be called by a program of ours before it imports anything, never
    by a module, for it holds in the whole process.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
