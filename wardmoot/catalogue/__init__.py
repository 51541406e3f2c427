"""Content as data: what a practitioner edits, and what reads and checks it."""

from wardmoot.catalogue.faults import Fault, PlanFaults
from wardmoot.catalogue.plans import load_plan

__all__ = ["Fault", "PlanFaults", "load_plan"]
