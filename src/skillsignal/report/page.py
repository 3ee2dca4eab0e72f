"""The report as one HTML page that asks nothing of anybody: no request, no inline handler."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from skillsignal.report.figures import ReportFigures

_BAR_WIDTH = 240


def render_page(figures: ReportFigures) -> str:
    """Return the page: HTML with its style and script inside, allowed by their hashes only."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style, script = _template("report.css"), _template("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["percent"] = _percent
    return environment.from_string(_template("report.html.j2")).render(
        **{name: getattr(figures, name) for name in figures.__slots__},
        policy=policy,
        style=Markup(style),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
        bar_width=_BAR_WIDTH,
    )


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f} %" if 0 < percent < 10 else f"{percent:.0f} %"


def _template(name: str) -> str:
    return (resources.files("skillsignal.report") / "templates" / name).read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
