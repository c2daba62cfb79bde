"""Nothing in the project holds an address of a registry, a path of one machine or a folder its users lack."""

import re
import subprocess
import tomllib
from pathlib import Path

HOUSE = "tests/house/"  # these tests must say what they look for


def test_pins_hold_names_and_versions_and_no_address(texts):
    pins = tomllib.loads(texts["pyproject.toml"])["tool"]["uv"]["constraint-dependencies"]
    assert pins
    faults = [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+]*", pin)]
    assert not faults, "\n".join(faults)


def test_no_file_of_requirements_holds_an_address(texts):
    named = re.compile(r"(requirements|constraints|\.lock|pylock|environment|\.python-version|Pipfile)", re.I)
    faults = [name for name, text in texts.items() if named.search(name.split("/")[-1]) and "://" in text]
    tables = re.split(r"^(?=\[)", texts["pyproject.toml"], flags=re.MULTILINE)
    faults += [table for table in tables if table.startswith("[tool.uv") and "://" in table]
    assert not faults, "\n".join(faults)


def test_the_lock_that_holds_addresses_is_not_kept(texts, root):
    tracked = subprocess.run(["git", "ls-files", "uv.lock"], cwd=root, capture_output=True, check=True).stdout
    assert not tracked
    assert "uv.lock" not in texts, "uv.lock must be in .gitignore"


def test_no_file_names_another_place_to_install_from(texts):
    other = re.compile(r'registry = "http|index-url|extra-index|find-links')
    faults = [n for n, text in texts.items() if not n.startswith(HOUSE) and other.search(text)]
    assert not faults, "\n".join(faults)


def test_no_file_holds_a_path_of_this_machine(texts, root):
    homes = [p for p in (f"{root.parent}/", f"{Path.home()}/") if len(p) > 2]
    faults = [
        f"{name}: {home}"
        for name, text in texts.items()
        if not name.startswith(HOUSE)
        for home in homes
        if home in text
    ]
    assert not faults, "\n".join(faults)


def test_nothing_points_at_a_folder_that_users_do_not_have(texts):
    folder = re.compile(r"(?<![\w-])(\.\./)?shared/(data|design|sources|reference|hooks|tools)|\.\./shared")
    faults = [n for n, text in texts.items() if not n.startswith(HOUSE) and folder.search(text)]
    assert not faults, "\n".join(faults)
