"""If it is printed, it is true: the Python of the guides runs as it stands there, block after block."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def blocks(name, language="python"):
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run(name, namespace, capsys):
    found = blocks(name)
    assert found
    for block in found:
        exec(compile(block, name, "exec"), namespace)
        assert capsys.readouterr().out, f"an example that prints nothing shows nothing:\n{block}"


def test_the_guide_for_users_of_mesa_runs(capsys):
    run("from_mesa.md", {"__name__": "guide"}, capsys)


def test_the_guide_to_results_runs(capsys, tmp_path, monkeypatch, cli):
    monkeypatch.chdir(tmp_path)
    code, _, said = cli(
        "compare", "dudley", "--people", 1_000, "--years", 1, "--replications", 2, "--out", "results/dudley"
    )
    assert code == 0, said
    code, _, said = cli("log", "dudley", "--people", 1_000, "--arm", "PIO", "--out", "results/log.csv")
    assert code == 0, said
    run("results.md", {"__name__": "guide"}, capsys)


def test_the_guide_to_the_queue_laboratory_runs_and_its_formulas_hold(capsys):
    namespace = {"__name__": "guide"}
    for block in blocks("how_to/queue_laboratory.md"):
        exec(compile(block, "queue_laboratory.md", "exec"), namespace)
    assert capsys.readouterr().out.count("True") == 5
    assert all(check.passed for check in namespace["checks"])


@pytest.mark.parametrize("name", ["dashboard.md", "evidence.md", "from_mesa.md", "results.md", "synthea.md"])
def test_every_command_of_the_guides_exists(name):
    from typer.main import get_command

    from joinedup.experiments.cli import app

    known = set(get_command(app).commands)
    used = set(re.findall(r"^joinedup ([a-z]+)", "\n".join(blocks(name, "sh")), re.MULTILINE))
    assert used <= known, used - known
