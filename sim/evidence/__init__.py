"""What the newspapers said: loads and checks seeds/*.toml. Holds no scenario and no model."""

from sim.evidence.load import Evidence, load_evidence
from sim.evidence.records import ROLES, Article, Correction, Fact, FoundPlace, Role

__all__ = ["ROLES", "Article", "Correction", "Evidence", "Fact", "FoundPlace", "Role", "load_evidence"]
