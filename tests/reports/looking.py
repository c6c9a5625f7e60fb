"""What a reader does to see all of a page: parts become elements, charts are drawn and tables enriched as they come into sight."""

from __future__ import annotations

from typing import Any

_OPEN_ALL = """async () => {
  for (;;) {
    const closed = [...document.querySelectorAll("details:not([open])")];
    for (const part of closed) part.open = true;
    if (!closed.length) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
# A page is scrolled at most so often.
_LOOK_AT_ALL = """async () => {
  const waiting = ".later > noscript, .chart[data-source]:not(.drawn), table[data-search]:not([data-rich]):has(tbody > tr:nth-child(12))";
  const is_not_there = () => [...document.querySelectorAll(waiting)].find((one) => !one.closest("details:not([open])"));
  let place = is_not_there();
  for (let tries = 0; place && tries < 2000; place = is_not_there(), tries += 1) {
    const box = place.tagName === "NOSCRIPT" ? place.parentElement : place;  // what waits as text has no place of its own
    box.scrollIntoView({ behavior: "instant", block: "center" });
    await new Promise((done) => setTimeout(done, 50));
  }
  if (place) throw new Error("never comes: " + place.outerHTML.slice(0, 200));
  window.scrollTo({ top: 0, behavior: "instant" });
}"""


def look_at_all(page: Any) -> None:
    """Scroll to all that is not folded away; back at the top then."""
    page.evaluate(_LOOK_AT_ALL)


def open_all(page: Any) -> None:
    """Open all that is folded away, and look at it."""
    page.evaluate(_OPEN_ALL)
    look_at_all(page)
