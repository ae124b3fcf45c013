"""One page about a run that works offline: the answer, an interactive map, figures, tables, inputs and limits.

Holds no statistics and no drawing of its own: the numbers come from `sim.landing`, the figures from `sim.maps`.
"""

from sim.report.limits import NOT_MODELLED
from sim.report.writing import refuse_other_than_html, write_report

__all__ = ["NOT_MODELLED", "refuse_other_than_html", "write_report"]
