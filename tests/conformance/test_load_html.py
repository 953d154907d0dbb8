"""The HTML report of `oaisim-load` by public parsers: well-formed, self-contained, and markup of others stays text."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import html5lib
import pytest
from load_runs import oaisim_load, read_json
from simulator import KEY, Simulator

EVIL = "<script>alert('x')</script>\"'&"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("html")
    with Simulator(LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="2") as simulator:
        oaisim_load("run", "--url", simulator.url, "--key", KEY, "--model", EVIL, "--users", "3", "--max-tokens", "8",
                    "--stream", "--requests", "60", "--quiet", "--label", f"{EVIL}={EVIL}", "--json",
                    made / "result.json", "--html", made / "run.html")
        # Wrong keys: every reply is an error, and nothing is measured.
        oaisim_load("run", "--url", simulator.url, "--key", "wrong", "--model", EVIL, "--requests", "10", "--quiet", "--json",
                    made / "failed.json", "--html", made / "failed.html", code=1)
    return made


@pytest.fixture(params=["run.html", "failed.html"])
def page(folder, request) -> str:
    return (folder / request.param).read_text(encoding="utf-8")


def test_a_strict_html_parser_finds_nothing_wrong(page):
    html5lib.HTMLParser(strict=True).parse(page)


def test_it_is_well_formed_xml(page):
    ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def test_it_runs_nothing_and_loads_nothing(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    elements = {element.tag.split("}")[-1] for element in tree.iter() if isinstance(element.tag, str)}
    assert not elements & {"script", "iframe", "object", "embed", "link", "img", "image", "use", "form", "base"}
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name not in ("src", "srcset", "action", "style"), name
            assert name != "href" or value.startswith("#"), value
    assert not re.search(r"url\(|@import", page)


def test_markup_in_names_is_shown_as_text(folder):
    tree = html5lib.parse((folder / "run.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    assert EVIL in "".join(tree.itertext())


def test_every_link_has_its_place_and_every_chart_its_words(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    places = {element.attrib["id"] for element in tree.iter() if "id" in element.attrib}
    for link in tree.iter("a"):
        assert link.attrib["href"].removeprefix("#") in places
    pictures = list(tree.iter("{http://www.w3.org/2000/svg}svg"))
    assert pictures
    for element in pictures:
        assert element.attrib.get("aria-label") or element.attrib.get("aria-hidden") == "true"


def test_the_verdict_of_a_run_without_successes_is_invalid(folder):
    tree = html5lib.parse((folder / "failed.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    verdicts = [element for element in tree.iter("div") if "verdict" in element.attrib.get("class", "")]
    assert verdicts[0].attrib["class"] == "verdict bad"
    assert "INVALID" in "".join(verdicts[0].itertext())


def test_a_stored_run_gives_the_page_that_the_run_gave(folder):
    for form, page in (("html", "run.html"), ("json", "result.json")):
        assert oaisim_load("report", folder / "result.json", "--format", form).stdout == (folder / page).read_text()


def test_a_run_does_not_differ_from_itself(folder):
    path = folder / "result.json"
    oaisim_load("compare", path, path, "--fail-if", "e2e_p99>+1%", "--json", folder / "comparison.json")
    comparison = read_json(folder / "comparison.json")
    assert comparison["failed"] is False
    assert {difference["difference"] for difference in comparison["differences"]} == {0}
