"""Options that several commands share."""

from typing import Annotated

import typer

QuietOption = Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace results that are there already.")]
