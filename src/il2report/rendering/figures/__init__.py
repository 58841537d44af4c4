"""The figures of the manuscript: value objects and printed labels in, vector drawings out.

Nothing here computes a statistic, and pyplot is never imported.
"""

from il2report.rendering.figures.adverse_events import draw_adverse_events
from il2report.rendering.figures.alternative_texts import (
    alternative_text_adverse_events,
    alternative_text_swimmer,
    alternative_text_swimmer_summary,
    alternative_text_time_to_progression,
)
from il2report.rendering.figures.saving import FORMATS, svg_bytes, write_figure
from il2report.rendering.figures.swimmer import draw_swimmer
from il2report.rendering.figures.swimmer_summary import draw_swimmer_summary
from il2report.rendering.figures.time_to_progression import draw_time_to_progression

__all__ = [
    "FORMATS",
    "alternative_text_adverse_events",
    "alternative_text_swimmer",
    "alternative_text_swimmer_summary",
    "alternative_text_time_to_progression",
    "draw_adverse_events",
    "draw_swimmer",
    "draw_swimmer_summary",
    "draw_time_to_progression",
    "svg_bytes",
    "write_figure",
]
