"""What the descriptions say of the code is true: their tables, the places of the code they name, their links."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FOLDERS = ("agents", "model", "experiments", "viz", "tests", "docs")


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    monkeypatch.delitem(sys.modules, "tables", raising=False)
    import tables

    return tables


def test_the_tables_are_those_of_the_code(tables):
    for page in (tables.PAGE, tables.CARD):
        text = page.read_text(encoding="utf-8")
        assert tables.filled(text) == text, f"docs/{page.name} is old: uv run python docs/tables.py"


def test_every_table_has_its_place(tables):
    text = "".join(page.read_text(encoding="utf-8") for page in (tables.PAGE, tables.CARD))
    for name in tables.TABLES:
        assert tables.BEGIN.format(name) in text, name


def test_every_outcome_and_every_number_stands_in_the_tables(tables):
    from joinedup.model.outcomes import OUTCOMES
    from joinedup.model.parameters import Parameters, every_number

    text = tables.PAGE.read_text(encoding="utf-8")
    for name in [*OUTCOMES, *(path for path, _, _ in every_number(Parameters()))]:
        assert f"| `{name}` |" in text, name


def test_every_field_of_a_table_of_records_is_explained(tables):
    for name in ("person", "chart", "household", "provider", "link"):
        for line in tables.TABLES[name]().splitlines():
            assert not line.endswith("|  |"), f"{name}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(DOCS)) for p in PAGES])
def test_every_place_of_the_code_that_is_named_exists(page):
    for path, name in re.findall(
        rf"`((?:{'|'.join(FOLDERS)})/[\w/*.-]+?)(?:: (\w+))?`", page.read_text(encoding="utf-8")
    ):
        found = list(ROOT.glob(path))
        assert found, f"{page.name}: there is no {path}"
        if name:
            text = found[0].read_text(encoding="utf-8")
            assert re.search(rf"^(def|class) {name}\b|^{name}\b.*=", text, re.MULTILINE), f"{path}: {name}"


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(DOCS)) for p in PAGES])
def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text):
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, f"{page.name}: #{anchor}"
