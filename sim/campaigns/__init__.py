"""Months and years of launches: nights tried and let go by a rule, and what all their balloons leave where.

Holds no drawing and no file; what a night leaves where comes from `sim.landing`.
"""

from sim.campaigns.nights import PLACES
from sim.campaigns.plan import Campaign, load_campaign
from sim.campaigns.reading import shipped_campaigns
from sim.campaigns.running import campaign
from sim.campaigns.telling import outline, told, whole_of

__all__ = ["PLACES", "Campaign", "campaign", "load_campaign", "outline", "shipped_campaigns", "told", "whole_of"]
