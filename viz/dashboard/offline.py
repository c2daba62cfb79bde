"""Nothing leaves the machine: what Solara is told before a page is served, whoever starts it."""

from __future__ import annotations

from pathlib import Path

import solara.server.settings as settings

# a package whose files a page may ask for under static/assets: plotly.min.js
ASSETS = "plotly.package_data"
OURS = str(Path(__file__).with_name("assets"))  # and our own: custom.js


def keep_offline() -> None:
    """No telemetry, no check against a server elsewhere, and Plotly from the installed package.

    Said by `joinedup dashboard` before the server is loaded, and by the pages themselves for `solara run`.
    """
    there = settings.assets.extra_locations
    settings.assets.extra_locations = [*there, *(a for a in (ASSETS, OURS) if a not in there)]
    settings.assets.fontawesome_enabled = False
    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner = False
    settings.main.mode = "production"
