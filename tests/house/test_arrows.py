"""Who may import what: agents <- model <- experiments <- viz, and each third party where it belongs."""

import sys

ORDER = ["agents", "model", "experiments", "viz"]

THIRD_PARTY = {
    "agents": {"numpy", "mesa"},
    "model": {"numpy", "mesa", "networkx", "pydantic", "pydantic_core", "yaml"},
    "experiments": {
        "numpy", "mesa", "networkx", "pydantic", "pydantic_core", "yaml", "polars", "pyarrow", "scipy",
        "SALib", "sklearn", "threadpoolctl", "filelock", "dask", "distributed", "dask_jobqueue", "typer", "click",
        "rich",
    },
}  # fmt: skip
THIRD_PARTY["viz"] = THIRD_PARTY["experiments"] | {
    "plotly", "matplotlib", "solara", "jinja2", "anywidget", "traitlets", "uvicorn", "starlette", "reacton",
}  # fmt: skip


def test_nobody_imports_to_the_right(sources):
    faults = []
    for source in sources:
        allowed = ORDER[: ORDER.index(source.folder) + 1]
        for line, name in source.imports():
            parts = name.split(".")
            if parts[0] == "joinedup" and parts[1] not in allowed:
                faults.append(f"{source.path}:{line} imports {name}; it may import {', '.join(allowed)}")
    assert not faults, "\n".join(faults)


def test_nobody_imports_past_the_namespace(sources):
    faults = [
        f"{source.path}:{line} imports {name}; write joinedup.{name}"
        for source in sources
        for line, name in source.imports()
        if name.split(".")[0] in ORDER
    ]
    assert not faults, "\n".join(faults)


def test_third_parties_come_in_only_where_they_belong(sources):
    faults = []
    for source in sources:
        allowed = {"joinedup"} | set(sys.stdlib_module_names) | THIRD_PARTY[source.folder]
        if source.path == "agents/compiled.py":
            allowed.add("numba")  # the only module that knows how code is compiled
        faults += [
            f"{source.path}:{line} imports {name}"
            for line, name in source.imports()
            if name.split(".")[0] not in allowed
        ]
    assert not faults, "\n".join(faults)


def test_mesa_and_networkx_stay_at_the_edge(sources):
    edge = {
        "mesa": {"model/health_system.py", "model/branch.py", "model/mesa_tools.py"},
        "networkx": {"model/referral_graph.py", "model/place.py"},
    }
    faults = [
        f"{source.path}:{line} imports {name}; only {', '.join(sorted(edge[name.split('.')[0]]))} may"
        for source in sources
        if source.folder == "model"
        for line, name in source.imports()
        if name.split(".")[0] in edge and source.path not in edge[name.split(".")[0]]
    ]
    assert not faults, "\n".join(faults)
