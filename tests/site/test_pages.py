"""The site that is built: every link leads somewhere, nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from tests.site.pages import Page

Pages = dict[str, Page]
_LARGEST = 200_000


def _is_outside(address: str) -> bool:
    return bool(urlsplit(address).netloc)


def test_every_link_within_the_site_leads_to_a_place(site: Path, pages: Pages) -> None:
    """The page is there, and so is the anchor on it."""
    lost = []
    for name, page in pages.items():
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            target = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
            found = pages.get(target)
            anchor = unquote(parts.fragment)
            if not (site / target).is_file() or (found and anchor and anchor not in found.anchors):
                lost.append(f"{name}: {address}")
    assert lost == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: Pages) -> None:
    """Neither a page nor a style sheet asks another host for anything."""
    outside = {
        f"{name}: {address}"
        for name, page in pages.items()
        for address in page.resources
        if _is_outside(address)
    }
    for sheet in site.rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
        for address in re.findall(r"url\(['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", rules):
            outside |= {f"{sheet.name}: {each}" for each in address if _is_outside(each)}
    assert outside == set()


def test_what_is_loaded_is_there(site: Path, pages: Pages) -> None:
    """Every script, style sheet and picture of a page is a file of the site."""
    for name, page in pages.items():
        for address in page.resources:
            parts = urlsplit(address)
            if parts.path and not parts.scheme:
                assert (site / normpath(join(dirname(name), parts.path))).exists(), (name, address)


def test_no_page_is_large(pages: Pages) -> None:
    """A page is read on a telephone too."""
    assert {name: page.size for name, page in pages.items() if page.size >= _LARGEST} == {}
