// Draws each chart from the table beside it when it comes into sight; until then a still picture is there.
(() => {
  "use strict";

  const ROOM_FOR_AXIS = 70;
  const drawn = new WeakMap();

  const milliseconds = (text) => {
    const parts = text.match(/\d+/g);
    return parts ? Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3] || 0, parts[4] || 0) : null;
  };

  const value = (column, text) => {
    if (column.dataset.kind === "number") return text === "" ? null : Number(text.replaceAll(",", ""));
    return column.dataset.kind === "time" ? milliseconds(text) : text;
  };

  // One object a row; where columns are series, one object a row and series.
  const rowsOf = (table) => {
    const columns = [...table.tHead.rows[0].cells];
    const found = [];
    for (const tr of table.tBodies[0].rows) {
      const row = {};
      const series = [];
      columns.forEach((column, index) => {
        const text = tr.cells[index].textContent;
        const key = column.dataset.key;
        row[key] = value(column, text);
        if (column.dataset.kind === "time") row[key + "_text"] = text;
        if (column.hasAttribute("data-series")) series.push(key);
      });
      if (series.length) for (const key of series) found.push({ ...row, series: key, value: row[key] });
      else found.push(row);
    }
    return found;
  };

  // How large a chart is follows from its place and its lines; one of several views cannot count its axes in.
  const fitted = (spec, rows, width) => {
    const line = spec.usermeta && spec.usermeta.line;
    if (line) spec.height *= new Set(rows.map((row) => row[line])).size;
    const inner = Math.max(120, width - ROOM_FOR_AXIS);
    if (spec.vconcat) spec.vconcat.forEach((view) => { view.width = inner; });
    else spec.width = spec.autosize ? width : inner;
    return spec;
  };

  // Megabytes of script that nobody needs who looks at no chart.
  const vega = () => {
    if (window.vegaEmbed) return;
    const script = document.createElement("script");
    script.textContent = document.getElementById("vega").textContent;
    document.head.append(script);
  };

  let specs = null;
  const draw = async (place) => {
    const width = place.clientWidth;
    if (width === 0 || place.closest("details:not([open])") || drawn.get(place) === width) return;
    document.dispatchEvent(new CustomEvent("wanted", { detail: place.dataset.source }));
    const table = document.getElementById(place.dataset.source);
    if (!table) return;
    vega();
    specs = specs || JSON.parse(document.getElementById("chart-specs").textContent);
    drawn.set(place, width);
    const rows = place.rows || (place.rows = rowsOf(table));
    const spec = fitted(structuredClone(specs[place.dataset.chart]), rows, width);
    spec.datasets = { rows };
    const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
      tooltip: { disableDefaultStyle: true } };
    try {
      await window.vegaEmbed(place, spec, options);
      // The place says what the chart is, and the table beside it what it shows: its marks would be read one by one.
      for (const svg of place.querySelectorAll("svg")) svg.setAttribute("aria-hidden", "true");
      place.classList.add("drawn");
    } catch (error) {
      place.textContent = "This chart could not be drawn; its numbers are in the table beside it.";
      console.error(error);
    }
  };

  const inSight = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  }, { rootMargin: "300px" });

  const watch = (within) => {
    for (const place of within.querySelectorAll(".chart")) inSight.observe(place);
  };

  let later = 0;
  window.addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(() => {
      for (const place of document.querySelectorAll(".chart.drawn")) draw(place);
    }, 200);
  });
  document.addEventListener("there", (event) => watch(event.target));
  watch(document);
})();
