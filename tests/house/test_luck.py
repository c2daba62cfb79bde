"""Luck comes from `model/chance.py` alone, and no two purposes share a draw."""

import ast
import re

from joinedup.agents.vocabulary import Luck

BANNED = re.compile(r"^(random|secrets|uuid|numpy\.random|np\.random|scipy\.stats\.\w+\.rvs)(\.|$)")
MESA_ASKS_FOR = {("agents/patients.py", "random.Random")}  # the type of an agent set's own `random`
PAIRS = {"normal"}  # functions of chance.py that use the draws of `purpose` and `purpose + 1`


def _dotted(node):
    """a.b.c of an attribute chain, or nothing."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def test_nobody_draws_from_a_global_stream(sources):
    faults = []
    for source in sources:
        faults += [
            f"{source.path}:{n} imports {name}"
            for n, name in source.imports()
            if BANNED.match(name) and (source.path, name) not in MESA_ASKS_FOR
        ]
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and re.match(r"^(np|numpy)\.random$", _dotted(node)):
                faults.append(f"{source.path}:{node.lineno} uses {_dotted(node)}")
            if isinstance(node, ast.Attribute) and node.attr in ("rvs", "default_rng", "RandomState"):
                faults.append(f"{source.path}:{node.lineno} uses .{node.attr}")
    assert not faults, "\n".join(faults)


def _reserved(root):
    """The numbers each purpose keeps for itself: its own, and those its comment names."""
    kept = {}
    lines = (
        (root / "agents" / "vocabulary.py").read_text(encoding="utf-8").split("class Luck(")[1].splitlines()
    )
    for line in lines:
        match = re.match(r"\s+([A-Z_]+) = (\d+)(?:\s+# (.*))?$", line)
        if match:
            name, first, comment = match[1], int(match[2]), match[3] or ""
            last = max([first, *map(int, re.findall(r"\b\d+\b", comment))])
            kept[name] = range(first, last + 1)
    return kept


def test_no_two_purposes_have_the_same_number(root):
    assert len(Luck.__members__) == len(list(Luck)) == len(_reserved(root))


def test_no_purpose_draws_from_the_numbers_of_another(root):
    owner = {}
    for name, numbers in _reserved(root).items():
        for number in numbers:
            assert number not in owner, f"{name} and {owner[number]} both use purpose {number}"
            owner[number] = name


def _first_purpose(node):
    """(name, offset) of `Luck.NAME` or `Luck.NAME + 2`; None if it is neither."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant):
        inner = _first_purpose(node.left)
        return inner and (inner[0], inner[1] + node.right.value)
    name = _dotted(node)
    return (name.split(".")[1], 0) if name.startswith("Luck.") else None


def test_every_draw_stays_within_the_numbers_of_its_purpose(sources, root):
    kept, faults = _reserved(root), []
    for source in sources:
        if not any(name == "joinedup.agents.vocabulary.Luck" for _, name in source.imports()):
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            for argument in node.args:
                purpose = _first_purpose(argument)
                if purpose:
                    name, offset = purpose
                    assert name in kept, (
                        f"{source.path}:{node.lineno} draws for Luck.{name}, which does not exist"
                    )
                    last = kept[name].start + offset + (_dotted(node.func).split(".")[-1] in PAIRS)
                    if last not in kept[name]:
                        faults.append(
                            f"{source.path}:{node.lineno} draws {last}; Luck.{name} keeps {kept[name]}"
                        )
    assert not faults, "\n".join(faults)
