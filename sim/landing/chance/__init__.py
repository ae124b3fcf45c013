"""How well the answer is known: intervals, parts of the scatter, and what it takes to know better."""
