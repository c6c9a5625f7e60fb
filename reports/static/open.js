// A link into a folded part opens it, with every part around it.
(() => {
  "use strict";

  const openAt = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
  };

  window.addEventListener("hashchange", openAt);
  openAt();
})();
