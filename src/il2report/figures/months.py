"""The month axis that the time figures share."""

import math

_MOST_INTERVALS = 8
_SPACINGS = (1, 2, 3, 6, 12, 24, 60, 120)


def month_ticks(longest: float) -> tuple[int, ...]:
    """Ticks from 0 to the first one at or past `longest` months, nine at most up to 80 years."""
    spacing = next((s for s in _SPACINGS if s * _MOST_INTERVALS >= longest), _SPACINGS[-1])
    last = max(1, math.ceil(longest / spacing))
    return tuple(spacing * index for index in range(last + 1))
