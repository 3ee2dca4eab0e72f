"""Report: figures apart from drawing; tables and one self-contained page."""

from skillsignal.report.figures import ReportFigures, report_figures
from skillsignal.report.page import render_page
from skillsignal.report.writers import TABLE_FORMATS, SignalsWriter, write_table

__all__ = [
    "TABLE_FORMATS",
    "ReportFigures",
    "SignalsWriter",
    "render_page",
    "report_figures",
    "write_table",
]
