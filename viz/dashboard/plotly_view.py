"""A Plotly figure on a page: as wide as its column, changed in place, told of in words, saved as SVG."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class PlotlyView(anywidget.AnyWidget):
    """One figure.

    figure: Plotly's JSON, {"data": [...], "layout": {...}}; `layout.height` in pixels is kept.
    label: what a screen reader says.  name: of the file it is saved as.  saves: counted up to save it.
    clicked: JSON of the last click: the `customdata` of the point, or its number, and when.
    """

    _esm = Path(__file__).with_name("plotly_view.js")
    figure = traitlets.Unicode("{}").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("picture").tag(sync=True)
    saves = traitlets.Int(0).tag(sync=True)
    clicked = traitlets.Unicode("").tag(sync=True)
