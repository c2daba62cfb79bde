"""Nothing leaves the machine: what Solara is told before a page is served, whoever starts it."""

from __future__ import annotations

import solara.server.settings as settings

# a package whose files a page may ask for under static/assets: plotly.min.js
ASSETS = "plotly.package_data"


def keep_offline() -> None:
    """No telemetry, no check against a server elsewhere, and Plotly from the installed package.

    `joinedup dashboard` says this in the environment too; under `solara run` this is the only place.
    """
    if ASSETS not in settings.assets.extra_locations:
        settings.assets.extra_locations = [*settings.assets.extra_locations, ASSETS]
    settings.assets.fontawesome_enabled = False
    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner = False
    settings.main.mode = "production"
