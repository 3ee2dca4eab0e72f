"""Signals: which of the social skills a post shows, how sure that is, and where it stands."""

from skillsignal.signals.bundle import default_model_path, load_model
from skillsignal.signals.evidence import read_signals
from skillsignal.signals.model import SignalModel
from skillsignal.signals.taxonomy import Signal, Taxonomy, default_taxonomy

__all__ = [
    "Signal",
    "SignalModel",
    "Taxonomy",
    "default_model_path",
    "default_taxonomy",
    "load_model",
    "read_signals",
]
