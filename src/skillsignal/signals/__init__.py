"""Signals: which of the social skills a post shows, how sure that is, and where it stands."""

from skillsignal.signals.bundle import load_model, shipped_model_path
from skillsignal.signals.evidence import read_signals
from skillsignal.signals.model import LinearModel, SignalModel
from skillsignal.signals.taxonomy import Signal, Taxonomy, default_taxonomy

__all__ = [
    "LinearModel",
    "Signal",
    "SignalModel",
    "Taxonomy",
    "default_taxonomy",
    "load_model",
    "read_signals",
    "shipped_model_path",
]
