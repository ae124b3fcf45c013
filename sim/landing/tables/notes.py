"""What must be said below a table of where things land.

Holds no estimator: it puts counts into sentences, and into attributes of what has no room for sentences.
"""

import numpy as np

from sim.ensemble.layout import INTACT_BUNDLE
from sim.ground import regions
from sim.landing.counting.counted_drops import CountedDrops

_CARRIED = {
    "landed_unopened": "in a bundle that did not open",
    "landed_with_balloon": "still on the balloon",
}

_EVENLY = "Balloons are drawn evenly (Sobol): the intervals are those of random draws, rather too wide."


def notes_of(endings: CountedDrops, items: tuple[str, ...], level: float) -> tuple[str, ...]:
    """What the intervals count, what was flown, and what the rows of each item hold."""
    beyond = int(endings.flights.attrs.get("landings_beyond_terrain", 0))
    words = "drops came down beyond the table of terrain heights, taken as sea level there."
    said: dict[str, list[str]] = {}
    for item in items:
        said.setdefault(_item_note(endings, item), []).append(item)
    return (
        interval_note(endings, level),
        *([_EVENLY] if endings.flights.attrs.get("sampling") == "sobol" else []),
        *_rule_notes(endings),
        *([f"{beyond:,} {words}"] if beyond else []),
        *(f"{', '.join(kinds)}: {note}" for note, kinds in said.items() if note),
    )


def interval_note(endings: CountedDrops, level: float) -> str:
    """Over what the intervals are."""
    if endings.members == 1:
        return (
            f"In brackets: {100 * level:.0f} % intervals over {endings.balloons:,} balloons of one weather. "
            "Weather is not sampled: for any other weather they are too narrow."
        )
    return (
        f"In brackets: {100 * level:.0f} % intervals over {endings.members} weather members "
        f"({endings.balloons:,} balloons); balloons of one member are not counted as independent."
    )


def _rule_notes(endings: CountedDrops) -> list[str]:
    """What the launch rule let go, where there is one."""
    if "night_refusal" not in endings.flights:
        return []
    refusal = endings.flights["night_refusal"]
    names = refusal.attrs["flag_meanings"].split()
    refused = int((refusal.values > 0).sum())
    told = f"The launch rule let {refusal.size - refused:,} of {refusal.size:,} nights go; only those are flown."
    shares = {
        name.replace("_", " "): float(((refusal.values & mask) > 0).sum()) / max(refused, 1)
        for name, mask in zip(names, refusal.attrs["flag_masks"], strict=True)
    }
    against = ", ".join(f"{name} in {100.0 * share:.0f} %" for name, share in shares.items() if share > 0.0)
    return [f"{told} Against the others spoke {against}." if against else told]


def _item_note(endings: CountedDrops, item: str) -> str:
    """What a reader must know about the drops behind the rows of one item; often nothing."""
    shares = endings.outcome_shares(item)
    if item == INTACT_BUNDLE:
        return f"only bundles that did not open, {100 * (1 - shares.get('bundle_opened', 0.0)):.1f} % of all."
    carried = [f"{100 * shares[name]:.1f} % {words}" for name, words in _CARRIED.items() if shares.get(name, 0) > 0]
    return f"of all, {' and '.join(carried)} are counted where they came down." if carried else ""


def drops_told(endings: CountedDrops, items: tuple[str, ...]) -> dict[str, int]:
    """Number of drops of some kinds, of those that came down, and of each outcome of the others, as attributes."""
    counted = [endings.counts(item) for item in items]
    landed = len(regions())
    numbers = np.sum([counts.landings for counts in counted], axis=0)
    others = {
        f"drops_{name}": int(number)
        for name, number in zip(counted[0].names[landed:], numbers[landed:], strict=True)
        if number
    }
    return {"drops": sum(counts.drops for counts in counted), "landings": int(numbers[:landed].sum()), **others}
