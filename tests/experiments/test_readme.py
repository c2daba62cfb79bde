"""If it is printed, it is true: the README's Python runs, and its commands exist."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_of_the_readme_runs(block, capsys):
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out, "an example that prints nothing shows nothing"


def test_the_readme_has_an_example():
    assert blocks("python")


def test_every_command_of_the_readme_exists():
    from typer.main import get_command

    from joinedup.experiments.cli import app

    known = set(get_command(app).commands)
    used = set(re.findall(r"^(?:uv run )?joinedup ([a-z]+)", "\n".join(blocks("sh")), re.MULTILINE))
    assert used
    assert used <= known, used - known
