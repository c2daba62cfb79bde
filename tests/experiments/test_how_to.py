"""The how-to guides do what they say: their files are written, their commands run, their Python prints."""

import re
import shlex
from pathlib import Path

import pytest

GUIDES = Path(__file__).parents[2] / "docs" / "how_to"
PARTS = re.compile(
    r"(?:^`(?P<file>[\w.-]+)`:\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE
)
NAMES = sorted(path.name for path in GUIDES.glob("*.md") if path.name != "queue_laboratory.md")  # test_docs


def test_there_are_guides():
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_does_what_it_says(name, tmp_path, monkeypatch, capsys, cli):
    monkeypatch.chdir(tmp_path)
    parts = list(PARTS.finditer((GUIDES / name).read_text(encoding="utf-8")))
    for part in parts:
        if part["file"]:
            Path(part["file"]).write_text(part["text"])
    namespace = {"__name__": "guide"}
    played = 0
    for part in parts:
        if part["language"] == "sh":
            for line in part["text"].splitlines():
                words = shlex.split(line, comments=True)
                assert words[0] == "joinedup", line
                code, out, err = cli(*words[1:])
                assert code == 0, f"{line}\n{err}"
                assert out or err or "--out" in words, line
                played += 1
        elif part["language"] == "python":
            exec(compile(part["text"], name, "exec"), namespace)
            assert capsys.readouterr().out, f"an example that prints nothing shows nothing:\n{part['text']}"
            played += 1
    assert played
