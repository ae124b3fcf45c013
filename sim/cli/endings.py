"""How a command ends: its exit codes, and what is said of an end that nobody asked for.

Holds no command, and imports nothing: it is there before anything that can fail.
"""

OTHER_BITS = 1
BAD_INPUT = 2
SOME_NOT_LANDED = 3
INTERRUPTED = 4
OWN_FAULT = 5

CODES = (
    "Exit codes: 0 done; 1 flown again, to other bits (reproduce only); 2 bad input, or a file that cannot be "
    "written; 3 done, but some flights have no landing; 4 interrupted; 5 a fault of the program itself."
)

CUT_OFF = "Interrupted; no file was left unfinished. Start the same command again."

UNFORESEEN = "This is a fault of the program, not of what was typed: please report it with the lines above."
