"""Readers: every export format behind one registry, sniffed by content."""

from skillsignal.readers.base import Export, ReadOptions
from skillsignal.readers.registry import format_names, open_export, open_exports

__all__ = ["Export", "ReadOptions", "format_names", "open_export", "open_exports"]
