"""The pictures on the site show what the text beside them says."""

from __future__ import annotations

import html
import re
from pathlib import Path
from xml.etree import ElementTree

import yaml

from cryosparc_spec import JobDefinition, check_file, load

_DOCS = Path(__file__).parents[2] / "docs"
_SVG = "{http://www.w3.org/2000/svg}"


def test_the_graph_of_the_pipeline_is_that_of_the_page() -> None:
    """Read apart from what draws it: boxes and arrows of the SVG, jobs and connections of YAML."""
    page = (_DOCS / "pipelines.md").read_text("utf-8")
    jobs = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])["jobs"]
    boxes: set[tuple[str, ...]] = {(name, job["job_type"]) for name, job in jobs.items()}
    arrows: set[tuple[str, ...]] = set()
    for name, job in jobs.items():
        for port, source in job["connections"].items():
            origin, output = source.split(".")
            boxes |= set() if origin in jobs else {(origin,)}
            arrows.add((origin, name, output if output == port else f"{output} to {port}"))

    drawn: dict[str, list[tuple[str, ...]]] = {"node": [], "edge": []}
    for group in ElementTree.parse(_DOCS / "pipeline.svg").iter(f"{_SVG}g"):
        texts = [text.text or "" for text in group.findall(f"{_SVG}text")]
        title = (group.findtext(f"{_SVG}title") or "").split("->")
        ends = [re.sub("^(job|source)_", "", end) for end in title]
        if group.get("class") == "node":
            drawn["node"].append(tuple(texts))
        elif group.get("class") == "edge":
            drawn["edge"].append((*ends, *texts))
    assert sorted(drawn["node"]) == sorted(boxes)
    assert sorted(drawn["edge"]) == sorted(arrows)


def test_notebook_tables_are_those_of_the_objects(site: Path) -> None:
    """What the page on notebooks shows is what a cell would show."""
    page = (site / "notebooks.html").read_text("utf-8")
    assert load(_DOCS / "examples" / "picker.yaml", JobDefinition)._repr_html_() in page
    with_path = check_file(_DOCS / "broken_examples" / "several_mistakes.yaml")
    assert all(problem.severity.value in page for problem in with_path)


def test_consoles_have_the_colours_of_a_terminal(site: Path) -> None:
    """Commands, severities and what to write stand apart; no word is lost on the way."""
    page = (site / "index.html").read_text("utf-8")
    shown = page[page.index('<span class="gp">$ </span><span class="gs">cryosparc-spec check') :]
    shown = shown[: shown.index("</pre>")]
    assert re.findall(r'<span class="g[re]">(\w+)</span>', shown) == ["error", "warning", "error"]
    fixes = [html.unescape(fix) for fix in re.findall(r'<span class="gi">(.*)', shown)]
    assert [fix.removesuffix("</span>").strip() for fix in fixes] == [
        "write min=",
        'write "?ctf" if that is meant',
        'write "picked"',
    ]
    source = (_DOCS / "index.md").read_text("utf-8")
    assert html.unescape(re.sub("<[^>]*>", "", shown)).strip() in source
