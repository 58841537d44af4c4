"""Options that several verbs have, and the paths that they take."""

from pathlib import Path
from typing import Any

import click


class NamedPath(click.Path):
    """A path that is not blank: a variable of a shell that is not set would mean the folder here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse a blank one."""
        if not str(value).strip():
            self.fail("the name is blank", param, ctx)
        return super().convert(value, param, ctx)


STUDY = click.option(
    "--study",
    type=NamedPath(file_okay=False, path_type=Path),
    default=Path(),
    show_default="here",
    help="The study folder, which holds study.toml and data/.",
)
STYLE = click.option(
    "--style",
    metavar="NAME",
    help="Print in the style of this journal: anticancer-research, ama, nejm, lancet, or a profile of the study in"
    " templates/journals/. [default: as study.toml says]",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for another program.")
