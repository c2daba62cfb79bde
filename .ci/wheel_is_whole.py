"""Does the wheel hold every file of the four folders, and nothing else of ours?

python .ci/wheel_is_whole.py dist/joinedup-*.whl
"""

import sys
from pathlib import Path
from zipfile import ZipFile

FOLDERS = ("agents", "model", "experiments", "viz")
ROOT = Path(__file__).resolve().parent.parent


def main(wheel: str) -> None:
    """Compare the two lists; exit with the difference."""
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    kept = {
        f"joinedup/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    faults = [f"missing from the wheel: {name}" for name in sorted(kept - packed)]
    faults += [f"in the wheel but in no folder: {name}" for name in sorted(packed - kept)]
    if faults:
        sys.exit("\n".join(faults))
    print(f"the wheel holds all {len(kept)} files")


if __name__ == "__main__":
    main(sys.argv[1])
