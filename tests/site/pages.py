"""Reads a page of the site as a browser does: its text, tables, anchors and addresses."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import attrs


@attrs.define
class Page:
    """What a test asks of a page."""

    size: int
    """Bytes."""
    text: str = ""
    anchors: set[str] = attrs.field(factory=set)
    links: list[str] = attrs.field(factory=list)
    """Addresses of ``<a>``, which somebody may follow."""
    resources: list[str] = attrs.field(factory=list)
    """Addresses that a browser loads by itself, and those that a form sends to."""
    rows: list[list[str]] = attrs.field(factory=list)
    """Texts of the cells of all tables."""

    @classmethod
    def read(cls, path: Path) -> Page:
        """Read a file."""
        page = cls(path.stat().st_size)
        _Reader(page).feed(path.read_text("utf-8"))
        return page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._cells = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        self._page.anchors |= {named[name] for name in ("id", "name") if name in named}
        if tag == "a" and "href" in named:
            self._page.links.append(named["href"])
        elif tag != "a":
            loaded = [named[name] for name in ("src", "href", "action", "data") if name in named]
            self._page.resources += [*loaded, *named.get("srcset", "").split()]
        self._hidden += tag in ("script", "style")
        if tag == "tr":
            self._page.rows.append([])
        elif tag in ("td", "th") and self._page.rows:
            self._page.rows[-1].append("")
            self._cells += 1

    def handle_endtag(self, tag: str) -> None:
        self._cells -= tag in ("td", "th")
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self._page.text += data
        if self._cells:
            self._page.rows[-1][-1] += data
