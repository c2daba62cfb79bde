"""Every actor, form and mechanism points to code that is there and to a command that exists."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from joinedup.experiments.cli import app
from joinedup.experiments.inventory import ITEMS, Status, markdown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PLACES = sorted({place for item in ITEMS for place in item.code})
COMMANDS = sorted({item.command for item in ITEMS})


def test_every_item_is_there_once():
    wanted = [f"{x}{n}" for x, most in (("a", 13), ("f", 15), ("m", 35)) for n in range(1, most + 1)]
    assert [item.id for item in ITEMS] == wanted


@pytest.mark.parametrize("place", PLACES)
def test_the_code_is_where_it_is_said_to_be(place):
    path, _, name = place.partition(": ")
    assert (ROOT / path).exists()
    if name:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(def|class) {name}\b|^{name}\b.*=", text, re.MULTILINE), place


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_exists_and_understands_its_words(command):
    words = shlex.split(command)
    known = get_command(app).commands
    assert words[0] in known
    known[words[0]].make_context(words[0], words[1:])


def test_every_arm_of_the_commands_is_known():
    from joinedup.experiments.arms import chosen_arms

    for command in COMMANDS:
        words = shlex.split(command)
        if "--arms" in words:
            assert chosen_arms(words[words.index("--arms") + 1])


def test_an_item_that_is_not_done_says_what_is_missing():
    for item in ITEMS:
        assert (item.status is Status.DONE) == (not item.missing), item.id


def test_the_readme_shows_this_table():
    assert markdown() in README
