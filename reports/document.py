"""The page around the sections: its head with the policy that lets nothing in, its scripts and its styles."""

from __future__ import annotations

from reports import assets
from reports.markup import Html, join, json_text, tag


def policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """A Content-Security-Policy that allows these scripts and styles, and nothing from anywhere else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(assets.csp_hash(script) for script in scripts)}",
            f"style-src {' '.join(assets.csp_hash(style) for style in styles)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _head(title: str, scripts: tuple[str, ...], styles: tuple[str, ...]) -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(scripts, styles)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        *(tag("style", Html(style)) for style in styles),
    )


def document(title: str, body: Html, charts: dict[str, object]) -> str:
    """The whole page, with the specifications that its charts are drawn by.

    Third-party scripts stand in it as text: the page's own script runs them when a chart or a table first wants them.
    """
    libraries, script, styles = assets.libraries(), assets.script(), assets.styles()
    specs = tag("script", json_text(charts), type="application/json", id="chart-specs")
    waiting = join(
        tag("script", Html(library), type="text/plain", id=id_) for id_, library in libraries.items()
    )
    head = _head(title, (*libraries.values(), script), styles)
    body = tag("body", body, specs, waiting, tag("script", Html(script)))
    return "<!DOCTYPE html>\n" + tag("html", head, body, lang="en")
