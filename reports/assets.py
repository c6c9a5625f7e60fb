"""Scripts and styles of the page: our own from this package, third-party ones from where they are installed.

Nothing third-party is kept in this repository: vl-convert carries Vega, and itables carries DataTables.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import metadata, resources
from pathlib import Path

_SCRIPTS = ("open.js", "charts.js", "tables.js")
_STYLES = ("page.css", "tables.css", "vega.css", "print.css")
_EXPORTS = re.compile(r"export\s*\{(?P<names>[^}]*)\}\s*;?")
_IMAGES = re.compile(r"url\(data:[^)]*\)")


def in_element(script: str) -> str:
    """A script as it may stand in a script element: it neither ends the element nor begins a comment."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def csp_hash(content: str) -> str:
    """The source expression that allows exactly this script or style."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _own(*names: str) -> str:
    folder = resources.files("reports") / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def _itables(name: str) -> str:
    path = metadata.distribution("itables").locate_file(f"itables/html/{name}")
    return Path(str(path)).read_text(encoding="utf-8")


def as_plain_script(module: str) -> str:
    """DataTables' module as a plain script that leaves its default export in ``window.DataTable``.

    An inline module cannot be imported by name, and the policy forbids to import it from anywhere else.
    """
    exports = [match for match in _EXPORTS.finditer(module) if " as default" in match["names"]]
    if not exports:
        msg = "the installed itables has no default export where one is expected; itables 2.9 has"
        raise ValueError(msg)
    last = exports[-1]
    name = re.search(r"([\w$]+) as default", last["names"])
    assert name is not None
    body = module[: last.start()] + module[last.end() :]
    return f'(()=>{{"use strict";\n{body}\nwindow.DataTable={name[1]};}})();'


@cache
def libraries() -> dict[str, str]:
    """Third-party scripts by the id of the element in which they wait until the page's own want them."""
    import vl_convert  # starts a JavaScript engine; only a report needs it

    vega = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return {"vega": in_element(vega), "datatables": in_element(as_plain_script(_itables("dt_bundle.js")))}


@cache
def script() -> str:
    """The page's own script, ready to stand in a script element."""
    return in_element(_own(*_SCRIPTS))


@cache
def styles() -> tuple[str, ...]:
    """Every style of the page, in order; DataTables' few embedded pictures are left out, as no picture is allowed."""
    return (_IMAGES.sub("none", _itables("dt_bundle.css")), _own(*_STYLES))
