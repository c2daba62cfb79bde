"""The dashboard's pictures for the README and the guide: uv run python docs/pictures/make.py

Starts a server, plays the usual setting in Chromium and saves PNGs beside this file.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "browser"))

from serving import Server  # noqa: E402
from visitor import Visitor, chromium  # noqa: E402

PAGES = {"/": ("two-worlds", 960), "/map": ("referral-map", 1300)}  # as far as they are there; pixels high
WIDTH = 1280  # pixels
COLOURS = 128  # so that a file stays small; lines and letters have fewer


def make() -> None:
    """Save a picture of each page that is there."""
    with (
        TemporaryDirectory() as scratch,
        Server(Path(scratch) / "log") as server,
        sync_playwright() as playwright,
    ):
        visitor = Visitor(chromium(playwright), server, (WIDTH, 960))
        visitor.opens(query="")
        visitor.waits_for("Finished", seconds=300)
        for path, (name, height) in PAGES.items():
            if path not in visitor.paths:
                print(f"there is no page {path}; {name}.png is not made")
                continue
            visitor.page.set_viewport_size({"width": WIDTH, "height": height})
            visitor.goes_to(path)
            file = HERE / f"{name}.png"
            visitor.page.screenshot(path=file)
            Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
            print(f"{file.relative_to(HERE.parents[1])}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    make()
