"""What the tables of a paper mean: from printed texts to the figures of a paper, with every doubt."""

from il2report.audit.understanding.paper import understand
from il2report.audit.understanding.toml import as_toml
from il2report.audit.understanding.understood import Doubt, Understood, UnderstoodCell, UnreadCell

__all__ = ["Doubt", "Understood", "UnderstoodCell", "UnreadCell", "as_toml", "understand"]
