"""How long the exploration takes to answer a reader's move: from the event to the last output being set.

``python benchmarks/explore.py [--busy N] [--browser URL] [--json FILE]``

The notebook runs in a real kernel. A move is the very message that a browser
sends when a control is changed; it is over when the kernel has sent all that
follows from it and says that it is idle. ``--busy N`` keeps N other processes
at work meanwhile. ``--browser`` takes the address that ``spbe explore
--no-browser`` prints and measures in JupyterLab in a headless Chromium as well:
from the key or the change to the last change of the page.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).parents[1]
NOTEBOOK = PROJECT / "notebooks" / "00_explore.ipynb"
INSTITUTIONS = {
    "47 indicators": "Pemerintah Kota Bandar Lampung",
    "domains": "Pemerintah Provinsi Kalimantan Timur",
    "index only": "Pemerintah D.I. Yogyakarta",
}
YEARS, INDEX_ONLY = (2023, 2024), (2021, 2022)  # the years mostly chosen, and two of which only the index is published
SAMPLE, SEED = 60, 1
CHROMIUM = os.environ.get("SPBE_CHROMIUM", "/usr/bin/chromium")
SETTLED = 1500  # milliseconds after which nothing more is waited for
NAMED = (
    "institution",
    "from_year",
    "to_year",
    "language",
    "detail",
    "rule",
    "other",
    "start",
    "reset",
    "apply",
    "paste",
    "use_paste",
)
_QUESTION = f"""__import__("json").dumps({{
    **{{name: getattr(explore.live(), name).model_id for name in {NAMED!r}}},
    **{{kind: tick.model_id for kind, tick in explore.live().ticks.items()}},
    **{{code: box.model_id for code, box in explore.live().steppers.boxes.items()}},
    "names": list(explore.live().institution.options), "years": list(explore.years),
    "at_from_year": explore.from_year, "at_to_year": explore.to_year,
}})"""


class Kernel:
    """A kernel in which the notebook has run, and the addresses of its controls."""

    def __init__(self) -> None:
        from jupyter_client.manager import start_new_kernel

        os.chdir(PROJECT)
        self.manager, self.client = start_new_kernel()
        cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                self._run("".join(cell["source"]))
        self.at = self.ask()

    def ask(self) -> dict:
        """Addresses of the controls, and the lists that they offer."""
        reply = self.client.execute_interactive("", user_expressions={"x": _QUESTION}, output_hook=lambda _: None)
        return json.loads(
            reply["content"]["user_expressions"]["x"]["data"]["text/plain"][1:-1].encode().decode("unicode_escape")
        )

    def _run(self, code: str) -> None:
        reply = self.client.execute_interactive(code, output_hook=lambda _: None, timeout=120)
        assert reply["content"]["status"] == "ok", reply["content"]

    def move(self, control: str, **state: object) -> tuple[float, int]:
        """Milliseconds and bytes of the answer to one change of a control, or to a click when no state is given."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        if not state:
            data = {"method": "custom", "content": {"event": "click"}}
        message = self.client.session.msg("comm_msg", {"comm_id": self.at[control], "data": data})
        begun, size = time.perf_counter(), 0
        self.client.shell_channel.send(message)
        while True:
            heard = self.client.get_iopub_msg(timeout=60)
            if heard["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if heard["msg_type"] in ("stream", "error"):
                raise RuntimeError(heard["content"])
            if heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                return (time.perf_counter() - begun) * 1000, size
            size += len(json.dumps(heard["content"]))

    def close(self) -> None:
        """Stop the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def choose_years(kernel: Kernel, first: int, last: int) -> list[tuple[float, int]]:
    """Choose two years in the lists; a list that stands there already is left alone."""
    chosen = kernel.ask()
    moves = [
        (control, year)
        for control, year in (("from_year", first), ("to_year", last))
        if chosen[f"at_{control}"] != year
    ]
    return [kernel.move(control, index=chosen["years"].index(year)) for control, year in moves]


def measure(kernel: Kernel) -> dict[str, list[tuple[float, int]]]:
    """Times of every sort of move."""
    found: dict[str, list[tuple[float, int]]] = {}
    move = kernel.move
    others = random.Random(SEED).sample(kernel.at["names"], SAMPLE)
    found[f"pick one of {SAMPLE} institutions at random"] = random_picks = []
    for name in others:
        random_picks.append(move("institution", value=name))
        if set(YEARS) <= set(kernel.ask()["years"]):
            choose_years(kernel, *YEARS)
    for what, name in INSTITUTIONS.items():
        picks = []
        for _ in range(6):
            move("institution", value="Pemerintah Kota Denpasar")
            choose_years(kernel, *YEARS)
            if what != "index only":
                picks.append(move("institution", value=name))
            else:
                move("institution", value=name)
                picks += choose_years(kernel, *INDEX_ONLY)
        found["other years, index only" if what == "index only" else f"pick, {what}"] = picks
        found[f"language, {what}"] = [move("language", index=(i + 1) % 2) for i in range(8)]
        found[f"hide and reveal figures, {what}"] = [move("index", value=bool(i % 2)) for i in range(8)]
        found[f"detail, {what}"] = [move("detail", index=(i + 1) % 2) for i in range(8)]
        found[f"peers by another rule, {what}"] = [move("rule", index=(i + 1) % 3) for i in range(9)]
        found[f"another institution beside it, {what}"] = [move("other", value=one) for one in (*others[:6], "")]
        found[f"move a level, {what}"] = [move("P59-I15", value=2 + i % 2) for i in range(20)][1:]
        found[f"apply the plan and take it back, {what}"] = [move(("apply", "reset")[i % 2]) for i in range(6)]
        found[f"start from another table, {what}"] = [move("start", index=(i + 1) % 2) for i in range(8)]
    found["a name that fits several, or none"] = [
        move("institution", value=text) for text in ("Bogor", "Bogr", "zzz qqq")
    ]
    move("institution", value=INSTITUTIONS["domains"])
    pasted = []
    for level in (3, 4):
        move("paste", value=" ".join([str(level)] * 47))
        pasted.append(move("use_paste"))
    move("paste", value="1 2 x")
    found["paste levels (taken, and refused)"] = [*pasted, move("use_paste")]
    return found


def in_browser(url: str) -> dict[str, list[tuple[float, int]]]:
    """The same in JupyterLab: from the event in the page to the last change of the page that follows."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[tuple[float, int]]] = {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        page.goto(url)
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(state="attached", timeout=120_000)
        page.get_by_role("button", name="Mulai / Start").click()
        page.get_by_text("Unduh tingkat ini").wait_for(state="attached", timeout=120_000)
        page.wait_for_timeout(SETTLED)
        page.evaluate(_WATCH)
        box, stepper = page.get_by_label("Instansi", exact=True), page.get_by_label("15. Pembangunan Aplikasi SPBE")
        language = page.locator("select", has_text="English")

        def timed(what: str, act: Callable, *given: object) -> None:
            page.evaluate("window.spbeTimes = {begun: 0, ended: 0}")
            act(*given)
            page.wait_for_timeout(SETTLED)
            found.setdefault(what, []).append((page.evaluate("spbeTimes.ended - spbeTimes.begun"), 0))

        def pick(name: str) -> None:
            box.fill(name)
            box.press("Enter")

        for name in ("Kota Bandar Lampung", "Kaltim") * 5:
            timed("pick an institution", pick, name)
        stepper.focus()
        for key in ("ArrowUp", "ArrowDown") * 5:
            timed("move a level", page.keyboard.press, key)
        for label in ("English", "Bahasa Indonesia") * 3:
            timed("language", lambda label: language.select_option(label=label), label)
        chromium.close()
    return found


_WATCH = """() => {
  window.spbeTimes = {begun: 0, ended: 0};
  const begin = () => { window.spbeTimes.begun = performance.now(); window.spbeTimes.ended = 0; };
  for (const sort of ["change", "click"]) window.addEventListener(sort, begin, true);
  window.addEventListener("keydown", (event) => { if (event.key.startsWith("Arrow")) begin(); }, true);
  new MutationObserver(() => requestAnimationFrame(() => { window.spbeTimes.ended = performance.now(); }))
    .observe(document.querySelector(".jp-Notebook"), {subtree: true, childList: true, attributes: true});
}"""


def _work() -> None:
    while True:
        sum(range(100_000))


def table(found: dict[str, list[tuple[float, int]]]) -> str:
    """Median and worst of each sort of move as a table in Markdown."""
    rows = ["| move | times | median | worst | largest answer |", "|---|---|---|---|---|"]
    for what, answers in found.items():
        times = [milliseconds for milliseconds, _ in answers]
        size = max(size for _, size in answers)
        kilobytes = f"{size / 1000:.0f} kB" if size else ""
        rows.append(
            f"| {what} | {len(times)} | {statistics.median(times):.0f} ms | {max(times):.0f} ms | {kilobytes} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--busy", type=int, default=0, metavar="N", help="other processes kept at work meanwhile")
    parser.add_argument("--browser", metavar="URL", help="measure in the JupyterLab at this address as well")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every single time")
    args = parser.parse_args()
    busy = [multiprocessing.Process(target=_work, daemon=True) for _ in range(args.busy)]
    for process in busy:
        process.start()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f} at the beginning, {args.busy} other processes at work"
    )
    kernel = Kernel()
    try:
        found = measure(kernel)
    finally:
        kernel.close()
    print(table(found))
    if args.browser:
        shown = in_browser(args.browser)
        print(f"\nin the browser\n\n{table(shown)}")
        found |= {f"browser: {what}": times for what, times in shown.items()}
    print(f"load {os.getloadavg()[0]:.2f} at the end")
    for process in busy:
        process.terminate()
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
