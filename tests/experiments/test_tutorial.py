"""The tutorial runs from top to bottom, and what it says on the way is so."""

import re
import runpy
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.py"


@pytest.fixture(scope="module")
def tutorial():
    return runpy.run_path(str(TUTORIAL), run_name="tutorial")


def test_all_its_steps_run_and_end_in_a_figure(tutorial, tmp_path, capsys):
    tutorial["main"](1_000, tmp_path)
    said = capsys.readouterr().out
    assert re.findall(r"^(\d)\. ", said, re.MULTILINE) == list("123456")
    assert len(set(re.search(r"(\d+) and (\d+) children born", said).groups())) == 1
    assert "First day of divergence" in said or "No divergence" in said
    assert (tmp_path / "use-of-hospital.svg").read_text(encoding="utf-8").startswith("<svg")


def test_where_it_goes_on_is_there():
    for page in re.findall(r"docs/[\w./]+", TUTORIAL.read_text(encoding="utf-8")):
        assert (TUTORIAL.parents[1] / page.rstrip(".")).exists(), page
