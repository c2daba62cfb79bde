"""The ways to compile code that runs once per patient: `@rule`, `@step` and `@kernel`.

A rule is small and is copied into its callers; a kernel is called from Python; a step is called by kernels and
other steps only, and so needs no door to Python, which takes as long to compile as the step itself.

Numba's disk cache does not notice an edit in another file: a kernel would go on running the old version
of a rule it imports. So the cache folder is named after the text of all files that compiled code is made of,
the interpreter and Numba itself; edit any line of them and everything compiles afresh, once.
"""

import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import typeof_impl

from joinedup.agents.sourced import SourcedList

_ROOT = Path(__file__).resolve().parent.parent
_A_MONTH = 30 * 86_400.0
_COMPILED = re.compile(rb"^@(rule|kernel|step)", re.MULTILINE)
_IMPORTED = re.compile(rb"^ *(?:from|import) joinedup\.([\w.]+)(?: import ([\w, ]+))?", re.MULTILINE)


def compiled_sources() -> list[Path]:
    """Every file with compiled code and every file of ours that it imports, and so on: what a kernel is made of."""
    texts = {
        p.relative_to(_ROOT).with_suffix("").as_posix().removesuffix("/__init__"): p.read_bytes()
        for folder in ("agents", "model", "experiments/reference_workload")
        for p in (_ROOT / folder).rglob("*.py")
    }
    waiting = [name for name, text in texts.items() if _COMPILED.search(text)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or name not in texts:
            continue
        found.add(name)
        for module, names in _IMPORTED.findall(texts[name]):
            path = module.decode().replace(".", "/")
            waiting += [path, *(f"{path}/{n.strip()}" for n in names.decode().split(","))]
    files = (_ROOT / f"{name}.py" for name in found)
    return sorted(f if f.exists() else f.with_suffix("") / "__init__.py" for f in files)


def source_digest() -> str:
    """Sixteen hex digits that change with any line a kernel is made of, with Python and with Numba."""
    text = b"".join(str(p.relative_to(_ROOT)).encode() + p.read_bytes() for p in compiled_sources())
    tools = f"{sys.version_info[:3]} {version('numba')} {version('numpy')}".encode()
    return sha256(text + tools).hexdigest()[:16]


def _cache_home() -> Path:
    """A checkout keeps its cache beside the code; an installed or read-only copy, in the user's cache folder."""
    if (_ROOT / "pyproject.toml").exists() and os.access(_ROOT, os.W_OK):
        return _ROOT / ".cache" / "kernels"
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "joinedup" / "kernels"


def _forget_old_versions(home: Path, keep: str) -> None:
    """Remove caches of other versions that nobody has used for a month."""
    try:
        for folder in home.iterdir():
            if folder.name != keep and time.time() - folder.stat().st_mtime > _A_MONTH:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        pass  # nothing to clean, or not ours to clean: compiling afresh still works


_DIGEST = source_digest()
CACHE = _cache_home() / _DIGEST
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]
_forget_old_versions(CACHE.parent, _DIGEST)


@typeof_impl.register(SourcedList)
def _typeof_sourced_list(value: SourcedList, context: Any) -> Any:
    """Compiled code sees several sourced numbers as a plain tuple of floats."""
    return types.UniTuple(types.float64, len(value))


_SETTINGS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}

_INSIDE: dict[str, Any] = {**_SETTINGS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}

kernel: Callable[..., Any] = numba.njit(**_SETTINGS)
rule: Callable[..., Any] = numba.njit(forceinline=True, **_SETTINGS)
step: Callable[..., Any] = numba.njit(**_INSIDE)

INTEGER = types.int64


def record(dtype: np.dtype) -> Any:
    """One row of a table, as an argument of a `step_on`."""
    return numba.from_dtype(dtype)


def table(dtype: np.dtype) -> Any:
    """A whole table, as an argument of a `step_on`."""
    return numba.from_dtype(dtype)[::1]


def step_on(*arguments: Any, returns: Any = types.void) -> Callable[..., Any]:
    """A step with one compiled form, whatever mix of codes and integers it is called with.

    Without it, Numba compiles a step again for every mix: it was the larger half of the first start.
    """
    decorate: Callable[..., Any] = numba.njit(returns(*arguments), **_INSIDE)
    return decorate
