"""Only compiled code goes without annotations: Numba types it at each call."""

import ast

COMPILED = {"rule", "kernel", "step", "step_on"}  # the decorators of agents/compiled.py


def _is_compiled(function):
    called = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return any(isinstance(d, ast.Name) and d.id in COMPILED for d in called)


def _functions(body):
    """The functions of a module and its classes; functions inside functions are their own business."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def test_every_function_that_is_not_compiled_is_annotated(sources):
    faults = []
    for source in sources:
        for function in _functions(source.tree.body):
            if _is_compiled(function):
                continue
            a = function.args
            arguments = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
            bare = [x.arg for x in arguments if x.annotation is None and x.arg not in ("self", "cls")]
            if bare or (function.returns is None and (arguments == [] or function.name != "__init__")):
                faults.append(
                    f"{source.path}:{function.lineno} {function.name}: {', '.join(bare) or 'returns'}"
                )
    assert not faults, "\n".join(faults)


def test_nothing_is_compiled_except_by_our_own_decorators(sources):
    others = {"njit", "jit", "vectorize", "guvectorize", "jitclass", "cfunc", "stencil"}
    faults = [
        f"{source.path}:{line} imports {name}"
        for source in sources
        if source.path != "agents/compiled.py"
        for line, name in source.imports()
        if name.split(".")[-1] in others
    ]
    assert not faults, "\n".join(faults)
