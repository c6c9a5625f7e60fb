"""Parts of the page that are only wanted when a reader comes to them, so that the page opens at once.

Without a script they simply stand there. Where scripts run, a browser takes what a noscript element holds for one text and
makes no elements of it; the page's script does so when the part comes into sight, is opened, linked to, or printed.
"""

from __future__ import annotations

from reports.markup import Html, tag

_BEGINS, _ENDS = '<div class="later"><noscript>', "</noscript></div>"


def later(content: Html) -> Html:
    """Content that becomes elements when it is wanted; parts of it that were to come later still come with it."""
    whole = content.replace(_BEGINS, "<div>").replace(_ENDS, "</div>")
    return tag("div", tag("noscript", Html(whole)), class_="later")
