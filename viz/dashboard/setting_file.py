"""A file with a setting, chosen on a page or dropped there; works with keyboard and screen reader."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class SettingFile(anywidget.AnyWidget):
    """The browser's own choice of a file. It is read in the browser, and one that is too long is not sent.

    label: what it is called.  most: bytes.  chosen: JSON of the last file: name, text, and when.
    """

    _esm = Path(__file__).with_name("setting_file.js")
    label = traitlets.Unicode("").tag(sync=True)
    most = traitlets.Int(0).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
