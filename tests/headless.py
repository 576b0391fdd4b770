"""The browser that page tests drive, or why there is none."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def find_chromium() -> str | None:
    """Path of a Chromium, from ``SPBE_CHROMIUM`` or the usual names."""
    return os.environ.get("SPBE_CHROMIUM") or next(
        (
            path
            for name in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )


@contextmanager
def chromium():
    """A headless browser; skips the test without one unless ``SPBE_REQUIRE_BROWSER`` is set."""
    path = find_chromium()
    if path is None:
        if os.environ.get("SPBE_REQUIRE_BROWSER"):
            pytest.fail("SPBE_REQUIRE_BROWSER is set and no Chromium was found")
        pytest.skip("no Chromium at /usr/bin/chromium; set SPBE_CHROMIUM to one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
