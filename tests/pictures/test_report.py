"""A report holds everything of its panels, opens nothing else, and lets nobody write code into it."""

import base64
import json
import re
from html.parser import HTMLParser
from importlib.metadata import EntryPoints
from math import nan
from pathlib import Path

import polars as pl
import pytest

from joinedup.experiments import limits, pictures
from joinedup.experiments.pictures import GROUP, Panel, Summary, drawn_again, pictured
from joinedup.viz.report import MOST_ROWS, cell

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
TABLE = pl.DataFrame(
    {
        "label": ["Bed days", EVIL],
        "mean": [-2.5125, 1.25],
        "low": [-3.0, nan],
        "high": [-2.0, None],
        "base": [592, 7],
    }
)
PANELS = [
    Panel("Use of hospital", "Left is less.", "intervals", TABLE, {"unit": "%"}),
    Panel(EVIL, EVIL, "table", pl.DataFrame({"x": [1234.56789, None], "y": ["a", EVIL]})),
    Panel("Nothing", "None.", "bars", pl.DataFrame({"label": [], "value": []})),
]
MANIFEST = {
    "command": f"joinedup compare '{EVIL}'",
    "seed": 17,
    "adequacy": 0.9,
    "versions": {"numpy": "9.9.9"},
    "changed": {"staff.memory": 7.0},
    "replications": [{"replication": 0, "digests": {"capitated": "abcdef0123"}}],
}
VOID = {"meta", "img", "br", "hr", "input", "link"}


class Page(HTMLParser):
    """The elements of a page, and whether each that opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a report of three panels."""
    made = tmp_path_factory.mktemp("run")
    pictured(
        made,
        f"What does it do? {EVIL}",
        PANELS,
        MANIFEST,
        Summary("One line.", ["−£3 a head"], ["+2 deaths"]),
    )
    return made


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_every_panel_has_its_files(folder):
    names = sorted(path.name for path in (folder / "figures").iterdir())
    assert names == [
        "01-use-of-hospital.csv",
        "01-use-of-hospital.png",
        "01-use-of-hospital.svg",
        "02-script-alert-1-script-img-src-x-onerror-alert-2.csv",
        "03-nothing.csv",
        "03-nothing.png",
        "03-nothing.svg",
        "panels.json",
    ]


def test_the_page_is_whole(page):
    assert page.open == []
    names = [a["id"] for _, a in page.elements if "id" in a]
    assert len(names) == len(set(names))
    links = [a["href"][1:] for a in page.all("a") if a["href"].startswith("#")]
    assert len(links) == len(PANELS) + 2
    assert set(links) <= set(names)


def test_a_user_s_words_are_words_and_no_code(page):
    assert not page.all("script")
    assert not page.all("img")
    assert not [a for _, attributes in page.elements for a in attributes if a.startswith("on")]
    assert "".join(page.words).count(EVIL) >= 5


def test_the_page_opens_nothing_from_anywhere(text, page):
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert not page.all("link")
    without = re.sub(r'xmlns(:xlink)?="http://www\.w3\.org/[\w/]+"', "", text)
    outside = re.findall(r"https?:|url\((?!#)|@import|//\w+\.", re.sub(r'href="data:[^"]+"', "", without))
    assert not outside
    assert all(a["href"].startswith(("#", "data:")) for a in page.all("a"))


def test_every_number_of_a_table_stands_on_the_page_and_exactly_in_the_download(folder, page):
    words = set(page.words)
    for shown in (TABLE, PANELS[1].table):
        for column in shown.columns:
            for value in shown[column]:
                assert cell(None if value is None or value != value else value) in words
    held = {
        a["download"]: base64.b64decode(a["href"].split(",", 1)[1]) for a in page.all("a") if "download" in a
    }
    for name, content in held.items():
        assert content == (folder / "figures" / name).read_bytes()
    assert len(held) == 5
    assert pl.read_csv(held["01-use-of-hospital.csv"])["mean"].to_list() == [-2.5125, 1.25]


def test_tables_can_be_read_out(page):
    assert len(page.all("caption")) >= 2
    assert all(a.get("scope") in ("col", "row") for a in page.all("th"))
    assert all(a.get("role") == "img" and a.get("aria-label") for a in page.all("svg"))


def test_the_page_says_what_it_cannot_say_and_where_it_came_from(page):
    words = "".join(page.words)
    for sentence in limits.chosen(0.9):
        assert sentence.replace("`", "") in words
    assert MANIFEST["command"] in words
    for said in ("17", "9.9.9", "abcdef0123", "staff.memory", "One line.", "−£3 a head", "+2 deaths"):
        assert said in words
    from joinedup.model.parameters import Parameters, every_number

    about = next(a for name, _, a in every_number(Parameters()) if name == "staff.memory")
    assert about.source in words
    assert about.unit in words


def test_a_report_drawn_again_is_the_same(folder, tmp_path):
    before = {
        path: path.read_bytes() for path in folder.rglob("*.*") if path.suffix in (".svg", ".png", ".html")
    }
    for path in before:
        path.unlink()
    drawn_again(folder)
    assert {path: path.read_bytes() for path in before} == before


def test_a_folder_without_panels_is_named(tmp_path, cli):
    code, _, said = cli("report", tmp_path)
    assert code == 2
    assert "holds no figures/panels.json" in said
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "panels.json").write_text('{"title": 1}')
    code, _, said = cli("report", tmp_path)
    assert code == 2
    assert "cannot be read as panels" in said


def test_the_command_draws_again(folder, cli):
    code, out, _ = cli("report", folder, "--json")
    assert code == 0
    assert str(folder / "report.html") in json.loads(out)["written"]


def test_a_very_long_table_is_cut_on_the_page_and_whole_in_its_file(tmp_path):
    table = pl.DataFrame({"row": [f"row {i}" for i in range(MOST_ROWS + 50)]})
    pictured(tmp_path, "Long", [Panel("Rows", "Read.", "table", table)], {})
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"the first {MOST_ROWS} of {MOST_ROWS + 50} rows" in text
    assert f">row {MOST_ROWS - 1}<" in text
    assert f">row {MOST_ROWS}<" not in text
    assert pl.read_csv(tmp_path / "figures" / "01-rows.csv").height == MOST_ROWS + 50


def test_without_anybody_who_draws_the_tables_are_there_and_a_sentence_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pictures, "entry_points", lambda group: EntryPoints())
    pictured(tmp_path, "Tables", PANELS, {})
    assert sorted(p.suffix for p in (tmp_path / "figures").iterdir()) == [".csv"] * 3 + [".json"]
    assert not (tmp_path / "report.html").exists()
    assert "no pictures: nobody who draws is installed" in capsys.readouterr().err


def test_the_installation_says_who_draws():
    from importlib.metadata import entry_points

    assert [e.value for e in entry_points(group=GROUP)] == ["joinedup.viz.report:draws"]


@pytest.mark.parametrize(
    ("kind", "columns", "said"),
    [
        ("pie", {"label": ["a"]}, "is of kind 'pie'; there are: intervals"),
        ("bars", {"label": ["a"]}, "has no column value; it has: label"),
        ("bars", {"label": ["a"], "value": ["much"]}, "column value holds String; it must hold numbers"),
    ],
)
def test_a_panel_that_cannot_be_drawn_is_named_before_anything_is_written(tmp_path, kind, columns, said):
    with pytest.raises(ValueError, match=said):
        pictured(tmp_path, "T", [Panel("P", "r", kind, pl.DataFrame(columns))], {})
    assert not list(tmp_path.iterdir())
