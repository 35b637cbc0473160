"""The site in a browser: narrow and wide, light and dark, and the check that runs there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from docs._ext.browser_check import check_text
from tests.site.chromium import Chromium, chromium, find_chromium
from tests.site.pages import Page

_FORM = "document.querySelector('form.browser-check')"
_LARGEST_IN_ALL = 15_000_000


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Serve the site, and return where it is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Run one browser for all tests."""
    program = find_chromium()
    if program is None:
        pytest.skip("Chromium is not installed")
    with chromium(program, tmp_path_factory.mktemp("profile")) as page:
        yield page


def _outside(browser: Chromium, address: str) -> list[str]:
    """Return what was asked for elsewhere, of which there has to be something on the site."""
    assert browser.requests
    inside = (f"{address}/", "data:", f"blob:{address}/")
    return [each for each in browser.requests if not each.startswith(inside)]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_no_page_is_wider_than_the_window(
    width: int, scheme: str, browser: Chromium, address: str, pages: dict[str, Page]
) -> None:
    """What is wide scrolls by itself, or is put in lines; and nothing comes from elsewhere."""
    browser.show(width=width, scheme=scheme)
    browser.requests.clear()
    wide = {}
    for name in pages:
        browser.open(f"{address}/{name}")
        found = browser.run("document.documentElement.scrollWidth")
        if found > width:
            wide[name] = found
    assert wide == {}
    assert _outside(browser, address) == []


def test_consoles_and_tables_can_be_read_at_360_pixels(browser: Chromium, address: str) -> None:
    """Consoles are wrapped, and the cells of a row stand one below the other, with their words."""
    browser.show(width=360, scheme="light")
    browser.open(f"{address}/definitions.html")
    cut = "[...document.querySelectorAll('.highlight-console pre')]"
    assert browser.run(f"{cut}.every((each) => each.scrollWidth <= each.clientWidth)")
    browser.open(f"{address}/catalogue/slot_types.html")
    cell = "document.querySelector('table.filtered tbody td:nth-child(2)')"
    assert browser.run(f"getComputedStyle({cell}, '::before').content") == '"slot type"'
    assert browser.run(f"{cell}.getBoundingClientRect().width > 250")


def _search(browser: Chromium, words: str) -> list[str]:
    """Return the rows that are left on the page."""
    browser.run(
        f"""{{ const box = document.querySelector(".row-search input");
        box.value = {json.dumps(words)};
        box.dispatchEvent(new Event("input")); }}"""
    )
    rows: list[str] = browser.run(
        """[...document.querySelectorAll("table.filtered tbody tr")]
        .filter((row) => row.checkVisibility()).map((row) => row.textContent)"""
    )
    return rows


def test_the_box_finds_rows(browser: Chromium, address: str) -> None:
    """Those with all the words, in any order and case; nothing in the box shows all again."""
    browser.show(width=1280, scheme="light")
    browser.open(f"{address}/catalogue/slot_types.html")
    everything = _search(browser, "")
    found = _search(browser, "DF1_a particle")
    assert len(found) == 1
    assert "df1_A" in found[0]
    assert _search(browser, "nothing has these words") == []
    assert browser.run("document.querySelector('.row-search output').textContent").startswith(
        "0 of"
    )
    assert _search(browser, "") == everything


def test_the_box_finds_parameters_by_their_job_type(browser: Chromium, address: str) -> None:
    """The word of the section counts as well, and sections without a row are hidden."""
    browser.open(f"{address}/catalogue/job_types_refinement.html")
    found = _search(browser, "homo_refine_new refine_symmetry")
    assert found
    assert all("refine_symmetry" in row for row in found)
    sections = "[...document.querySelectorAll('section section')]"
    left = browser.run(
        f"{sections}.filter((each) => each.checkVisibility()).map((each) => each.id)"
    )
    assert left == ["homo-refine-new", "sources"]


@pytest.fixture(scope="module")
def checking(site: Path, browser: Chromium, address: str) -> Chromium:
    """The page that checks, once Python is ready."""
    if not (site / "_browser").is_dir():
        pytest.skip("the site was built without Pyodide: npm install --prefix docs")
    browser.show(width=1280, scheme="light")
    browser.requests.clear()
    browser.open(f"{address}/in_the_browser.html")
    browser.wait_for(f"['ready', 'failed'].includes({_FORM}.dataset.state)")
    return browser


def _check(page: Chromium, name: str, text: str) -> list[str]:
    page.run(
        f"""{{ const form = {_FORM};
        form.elements.name.value = {json.dumps(name)};
        form.elements.text.value = {json.dumps(text)};
        form.requestSubmit(); }}"""
    )
    page.wait_for(f"['checked', 'failed'].includes({_FORM}.dataset.state)")
    assert page.run(f"{_FORM}.dataset.state") == "checked"
    told: list[str] = page.run(
        "[...document.querySelectorAll('.browser-problems li')].map((each) => each.textContent)"
    )
    return told


_TEXTS = {
    "picker.yaml": "inputs: {a: {type: exposur, slots: [micrograph_blob, '?cft']}}\n",
    "picker.toml": '[outputs.a]\ntype = "particl"\nslots = ["blob", "<b>x</b>"]\n',
    "picker.json": '{"outputs": {"a": {"type": "particle", "slots": ["?blob"]}}}',
    "picker.py": "from cryosparc.tools import CryoSPARC\n"
    'job = CryoSPARC().create_external_job("P3", "W1")\n'
    'job.add_input("exposure", "micrographs", count_min=1, slots=["?cft"])\n',
    "sound.yaml": "outputs: {a: {type: particle, slots: [blob]}}\n",
}


@pytest.mark.parametrize("name", _TEXTS)
def test_the_check_in_the_browser_says_what_the_package_says(
    name: str, checking: Chromium, pages: dict[str, Page]
) -> None:
    """Problem by problem, at the same lines; the kind is a link, and text is never markup."""
    text = _TEXTS[name]
    kind = name if name != "sound.yaml" else "picker.yaml"
    expected = json.loads(check_text(kind, text))
    told = _check(checking, kind, text)
    assert bool(expected) is (name != "sound.yaml")
    assert len(told) == len(expected)
    for shown, problem in zip(told, expected, strict=True):
        assert shown.startswith(problem["severity"])
        assert f"line {problem['line']}, column {problem['column']}:" in shown
        assert f"{problem['place']}: {problem['message']} ({problem['kind']})" in shown
        assert shown.endswith(problem["hint"] or ")")
        assert problem["kind"] in pages["kinds.html"].anchors


def test_the_check_in_the_browser_asks_nobody_else(checking: Chromium, address: str) -> None:
    """Python and all packages come from the site."""
    assert f"{address}/_browser/pyodide.asm.wasm" in checking.requests
    assert _outside(checking, address) == []


def test_the_check_in_the_browser_is_not_large(site: Path, checking: Chromium) -> None:
    """All that the page loads, before compression."""
    size = sum(path.stat().st_size for path in (site / "_browser").iterdir())
    assert size < _LARGEST_IN_ALL
