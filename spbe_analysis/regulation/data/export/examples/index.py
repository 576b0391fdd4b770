# python index.py permenpanrb-8-2026      the printed index of the worked card, from the exported law alone
import json
import sys
from fractions import Fraction
from pathlib import Path

here = Path(__file__).parent.parent
law, card = (json.loads((here / f"{sys.argv[1]}{end}.json").read_text("utf-8")) for end in ("", ".card"))
index = sum(Fraction(n["weight"]) * Fraction(card["values"][n["code"]]) for n in law["nodes"] if n["grid"])
hundredths = (index * 200 + 1) // 2  # half up, once
print(f"{hundredths // 100}.{hundredths % 100:02d}")
