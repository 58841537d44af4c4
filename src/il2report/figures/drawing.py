"""What draws the figures; importing it imports matplotlib."""

from il2report.figures.adverse_events import draw_adverse_events
from il2report.figures.saving import FORMATS, svg_bytes
from il2report.figures.swimmer import draw_swimmer
from il2report.figures.swimmer_summary import draw_swimmer_summary
from il2report.figures.time_to_progression import draw_time_to_progression

__all__ = [
    "FORMATS",
    "draw_adverse_events",
    "draw_swimmer",
    "draw_swimmer_summary",
    "draw_time_to_progression",
    "svg_bytes",
]
