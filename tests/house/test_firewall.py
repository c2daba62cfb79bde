"""Behaviour sees marginal pounds and edges; it never learns which contract or which form it lives under."""

import ast
import re

HIDDEN = ("joinedup.model.payment", "joinedup.model.organisation")

CONTRACT_WORDS = {"contract", "contracts", "capitation", "capitated", "tariff", "tariffs", "blended"}
FORM_WORDS = {"stp", "stps", "acp", "acps", "acs", "acss", "aco", "acos", "icp", "icps", "hmo", "vanguard"}
PHRASES = (
    "feeperprocedure",
    "feeforservice",
    "sharedsavings",
    "gainshare",
    "paymentbyresults",
    "blockpayment",
)


def _behaviour(sources):
    return [s for s in sources if s.folder == "agents" or s.path.startswith("model/journey/")]


def _words(text):
    """The words of an identifier: FeePerProcedure and fee_per_procedure are the same three."""
    return [w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text)]


def _citations(source):
    """The strings in `source=`: a citation may name the tariff that it was read from."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "source":
            yield from (inner for inner in ast.walk(node.value) if isinstance(inner, ast.Constant))


def _names(source):
    """Every identifier and every string that is not documentation, with its line."""
    documentation = {*source.docstrings(), *_citations(source)}
    for node in ast.walk(source.tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
            yield line, node.value
        for field in ("id", "attr", "arg", "name", "asname", "module"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield line, value


def _gives_away(name, classes):
    words = _words(name)
    if name in classes or (CONTRACT_WORDS | FORM_WORDS) & set(words) or words == ["block"]:
        return True
    return any(phrase in "".join(words) for phrase in PHRASES)


def test_behaviour_imports_no_contract_and_no_form(sources):
    faults = [
        f"{source.path}:{line} imports {name}"
        for source in _behaviour(sources)
        for line, name in source.imports()
        if name.startswith(HIDDEN)
    ]
    assert not faults, "\n".join(faults)


def test_behaviour_knows_no_name_of_a_contract_or_a_form(sources):
    classes = {
        node.name
        for source in sources
        if source.name.startswith(HIDDEN)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    faults = [
        f"{source.path}:{line} says {name!r}"
        for source in _behaviour(sources)
        for line, name in _names(source)
        if _gives_away(name, classes)
    ]
    assert not faults, "\n".join(faults)
