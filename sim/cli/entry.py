"""Where the command line begins and ends: whatever happens between has an exit code of its own.

Holds no command.
"""

import sys
import traceback

from sim.cli.endings import CUT_OFF, INTERRUPTED, OWN_FAULT, UNFORESEEN
from sim.cli.outputs import make_outputs_patient

_CUT_OFF_WHILE_READING = 130
"""How the parser ends for Ctrl-C that comes while it reads the words."""


def main() -> None:
    """Entry point of the command `balloon-drift`."""
    try:
        make_outputs_patient()
        _obey()
    except KeyboardInterrupt:
        print(CUT_OFF, file=sys.stderr)
        sys.exit(INTERRUPTED)
    except Exception:
        traceback.print_exc()
        print(UNFORESEEN, file=sys.stderr)
        sys.exit(OWN_FAULT)


def _obey() -> None:
    """Do what was typed; the import stands here because it takes a tenth of a second, in which Ctrl-C may come."""
    from sim.cli.commands import app

    try:
        app()
    except SystemExit as end:
        if end.code == _CUT_OFF_WHILE_READING:
            raise KeyboardInterrupt from None
        raise
