"""Events as XES, IEEE 1849-2016, one trace a person and arm; written as they come, so a large log needs no memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import quoteattr

from joinedup.experiments.event_log import LoggedEvent

EXTENSIONS = {
    "Concept": "concept",
    "Time": "time",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
}
# the column of an event, the type and the key it has in XES
KEYS = (
    ("activity", "string", "concept:name"),
    ("timestamp", "date", "time:timestamp"),
    ("resource", "string", "org:resource"),
    ("role", "string", "org:role"),
    ("lifecycle", "string", "lifecycle:transition"),
    ("kind", "string", "kind"),
    ("amount", "int", "amount"),
    ("cause", "string", "cause"),
    ("age_band", "string", "age_band"),
    ("deprivation_fifth", "int", "deprivation_fifth"),
    ("cost_pounds", "float", "cost_pounds"),
)
DEFAULTS = {"date": "1970-01-01T00:00:00+00:00", "int": "0", "string": "unknown"}
SOMETIMES = ("lifecycle", "cause", "cost_pounds")  # columns that an event may lack


@lru_cache(1 << 16)  # the same few thousand words, days and amounts come again and again
def _attribute(sort: str, key: str, value: object) -> str:
    return f'<{sort} key="{key}" value={quoteattr(str(value))}/>'


def write_xes(rows: Iterable[LoggedEvent], file: TextIO, name: str) -> None:
    """Write events, those of a person and arm standing together, as an XES document.

    name: of the log.
    """
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    # the schema wants a decimal number for the version: 1849-2016 with a point
    file.write('<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    for long, prefix in EXTENSIONS.items():
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        file.write(f'<extension name="{long}" prefix="{prefix}" uri="{uri}"/>\n')
    always = ((sort, key) for column, sort, key in KEYS if column not in SOMETIMES)
    everywhere = {"trace": [("string", "concept:name"), ("string", "arm")], "event": list(always)}
    for scope, keys in everywhere.items():
        attributes = "".join(_attribute(sort, key, DEFAULTS[sort]) for sort, key in keys)
        file.write(f'<global scope="{scope}">{attributes}</global>\n')
    file.write('<classifier name="Activity" scope="event" keys="concept:name"/>\n')
    file.write('<classifier name="Resource" scope="event" keys="org:resource"/>\n')
    file.write(_attribute("string", "concept:name", name) + "\n")
    for (arm, case), trace in groupby(rows, lambda row: (row.arm, row.case_id)):
        file.write(f"<trace>{_attribute('string', 'concept:name', case)}{_attribute('string', 'arm', arm)}\n")
        for row in trace:
            written = (
                _attribute(sort, key, value)
                for column, sort, key in KEYS
                if (value := getattr(row, column)) != ""
            )
            file.write(f"<event>{''.join(written)}</event>\n")
        file.write("</trace>\n")
    file.write("</log>\n")
