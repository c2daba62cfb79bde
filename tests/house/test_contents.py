"""Every folder opens with its contents page, and every file has a name that says what it holds."""

import re

PAGES = [
    "agents",
    "model",
    "model/journey",
    "model/payment",
    "model/organisation",
    "model/outcomes",
    "experiments",
    "experiments/evidence",
    "experiments/executors",
    "experiments/sweep",
    "experiments/uncertainty",
    "viz",
    "viz/figures",
]
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "misc", "tools"}
LONGEST = 400  # lines


def test_the_contents_page_of_every_folder_names_every_file(sources):
    faults = []
    for page in PAGES:
        text = next(s.text for s in sources if s.path == f"{page}/__init__.py")
        stems = [s.path.split("/")[-1][:-3] for s in sources if s.path.rsplit("/", 1)[0] == page]
        faults += [
            f"{page}/__init__.py does not mention {stem}"
            for stem in stems
            if not stem.startswith("__") and not re.search(rf"\b{stem}\b", text)
        ]
    assert not faults, "\n".join(faults)


def test_the_contents_page_names_no_file_that_is_gone(sources, root):
    faults = []
    for page in PAGES:
        text = next(s.text for s in sources if s.path == f"{page}/__init__.py")
        for stem in re.findall(r"^ {4}(\w+)(?:\.py)? {2,}\S", text, re.MULTILINE):
            if not (root / page / f"{stem}.py").exists() and not (root / page / stem).is_dir():
                faults.append(f"{page}/__init__.py lists {stem}, which is not there")
    assert not faults, "\n".join(faults)


def test_no_file_has_a_name_that_says_nothing(texts):
    faults = [name for name in texts if name.endswith(".py") and name.split("/")[-1][:-3] in SAYS_NOTHING]
    assert not faults, "\n".join(faults)


def test_no_file_is_too_long_to_hold_one_idea(texts):
    lengths = {name: text.count("\n") for name, text in texts.items() if name.endswith(".py")}
    faults = [
        f"{name} has {lines} lines; at most {LONGEST}" for name, lines in lengths.items() if lines > LONGEST
    ]
    assert not faults, "\n".join(faults)


def test_every_module_opens_by_saying_what_it_is(sources):
    faults = []
    for source in sources:
        body = source.tree.body
        if body and (not source.docstrings() or body[0].value not in source.docstrings()):
            faults.append(f"{source.path} has no docstring")
    assert not faults, "\n".join(faults)
