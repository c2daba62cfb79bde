"""The source code as the tests of the house see it: every module, parsed once."""

import ast
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("agents", "model", "experiments", "viz")  # each may import what stands to its left


class Source(NamedTuple):
    """One module of ours."""

    path: str  # from the root: model/journey/wards.py
    folder: str  # the top-level folder
    name: str  # joinedup.model.journey.wards
    text: str
    tree: ast.Module

    def imports(self) -> list[tuple[int, str]]:
        """Every import, as (line, full dotted name); `from a import b` gives a.b."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                found += [(node.lineno, f"{origin}.{alias.name}") for alias in node.names]
        return found

    def _origin(self, node: ast.ImportFrom) -> str:
        """The absolute name after `from`, relative ones resolved."""
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        up = node.level - (1 if self.path.endswith("__init__.py") else 0)
        return ".".join([*package[: len(package) - up], *([node.module] if node.module else [])])

    def docstrings(self) -> set[ast.Constant]:
        """The string nodes that are documentation, not data."""
        owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        return {
            node.body[0].value
            for node in ast.walk(self.tree)
            if isinstance(node, owners)
            and node.body
            and isinstance(node.body[0], ast.Expr)
            and isinstance(node.body[0].value, ast.Constant)
        }


def _source(path: Path) -> Source:
    relative = path.relative_to(ROOT)
    parts = [p for p in relative.with_suffix("").parts if p != "__init__"]
    text = path.read_text(encoding="utf-8")
    return Source(relative.as_posix(), parts[0], ".".join(["joinedup", *parts]), text, ast.parse(text))


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    """Every module of the four folders."""
    found = [_source(p) for folder in FOLDERS for p in sorted((ROOT / folder).rglob("*.py"))]
    assert len(found) > 10, "the tests of the house found next to no code to look at"
    return found


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Every text file that git keeps or would keep, by its path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    found = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and not path.is_symlink():
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture
    return found
