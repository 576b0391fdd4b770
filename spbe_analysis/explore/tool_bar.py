"""The bar that stays in view: the parts to jump to, undo and redo, and the state saved, copied and opened."""

from __future__ import annotations

from spbe_analysis.explore.saved import FILE
from spbe_analysis.explore.state import Choice
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.language_marks import Teller
from spbe_analysis.presentation.text.wording import number, say


def share(state: Choice) -> list[Block]:
    """Whose levels stand where, whether that is a saved state just opened, and the state as a file.

    The script `keys` brings the reader to the levels when ``data-opened``, the
    number of states opened so far, has grown.
    """
    saved, lang = state.saved(), state.language
    index = number(state.standing().index, lang, state.levels_framework.decimals)
    about = {"name": saved.institution, "index": index, "moved": len(saved.levels), "count": len(state.table)}
    opened = saved == state.opened
    text = say("explore.state_opened" if opened else "explore.state_now", lang, **about)

    def make(told: Teller) -> str:
        shown = {"class_": "spbe-state", "role": "status" if opened else ""}
        return told("p", text, data_state=saved.text(), data_opened=str(state.openings), **shown)

    return [
        Block(make, text),
        document.download(saved.json(), FILE, say("explore.share_file", lang), "application/json"),
    ]


def elsewhere(state: Choice) -> list[Block]:
    """How a saved state is opened on another computer."""
    lang = state.language
    command, how = "spbe explore", say("explore.share_elsewhere", lang, open=say("explore.open_file", lang))

    def make(told: Teller) -> str:
        copied = [
            _copy(told, what, key, lang)
            for what, key in (("command", "site.make_copy"), ("text", "explore.copy_state"))
        ]
        return f"{told('p', how)}<p>{told('code', command)} {copied[0]}</p><p>{copied[1]}</p>"

    return [Block(make, f"{how} {command}")]


def parts(language: str) -> Block:
    """The list of parts to jump to; the script `keys` fills it from the page's headings."""
    return Block(
        lambda told: (
            f'<details class="spbe-parts">{told("summary", say("explore.parts", language))}<ul></ul></details>'
        ),
        "",
    )


def address(language: str) -> Block:
    """The button that copies the address, shown only where the exploration is a page of its own."""

    def make(told: Teller) -> str:
        return f"<p>{_copy(told, 'address', 'explore.copy_address', language, 'explore.address_copied')}</p>"

    return Block(make, "")


def opener(language: str) -> Block:
    """What shows and hides `elsewhere`."""
    return Block(
        lambda told: f'<details class="spbe-elsewhere">{told("summary", say("explore.elsewhere", language))}</details>',
        "",
    )


def _copy(told: Teller, what: str, key: str, language: str, copied: str = "cite.copied") -> str:
    """A button for the clipboard; the script `keys` makes it work and tells behind it what it has done."""
    words = {"data_copied": say(copied, language), "data_not": say("explore.not_copied", language)}
    return told("button", say(key, language), type="button", data_copy=what, **words) + ' <span role="status"></span>'
