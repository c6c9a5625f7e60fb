// Parts that wait in text become elements when they are opened, seen, linked to or printed; a link opens what it leads to.
(() => {
  "use strict";

  const inSight = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) bring(entry.target);
  }, { rootMargin: "600px" });

  // What a noscript element holds is one text here, of elements that the report's writer escaped.
  const bring = (place) => {
    const waiting = place.querySelector(":scope > noscript");
    if (!waiting) return;
    inSight.unobserve(place);
    place.innerHTML = waiting.textContent;
    place.dispatchEvent(new CustomEvent("there", { bubbles: true }));
  };

  const waitingIn = (within) => [...within.querySelectorAll(".later > noscript")].map((one) => one.parentElement);

  const found = (id) => {
    if (!document.getElementById(id)) {
      const place = waitingIn(document).find((one) => one.firstChild.textContent.includes(`id="${id}"`));
      if (place) bring(place);
    }
    return document.getElementById(id);
  };

  const openAt = () => {
    const target = location.hash.length > 1 && found(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
  };

  document.addEventListener("wanted", (event) => found(event.detail));
  document.addEventListener("toggle", (event) => {
    if (event.target.open) for (const place of waitingIn(event.target)) if (!place.closest("details:not([open])")) bring(place);
  }, true);
  window.addEventListener("beforeprint", () => {
    for (const place of waitingIn(document)) if (!place.closest("details:not([open])")) bring(place);
  });
  window.addEventListener("hashchange", openAt);
  for (const place of waitingIn(document)) inSight.observe(place);
  window.addEventListener("DOMContentLoaded", openAt);
})();
