// Draws each chart from the table beside it. A table in a folded part is drawn when that part is opened.
(() => {
  "use strict";

  const specs = JSON.parse(document.getElementById("chart-specs").textContent);
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

  const draw = async (place) => {
    const table = document.getElementById(place.dataset.source);
    const width = place.clientWidth;
    if (!table || width === 0 || place.closest("details:not([open])") || drawn.get(place) === width) return;
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

  const drawOpen = (within) => {
    for (const place of within.querySelectorAll(".chart")) draw(place);
  };

  let later = 0;
  window.addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(() => drawOpen(document), 200);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.open) drawOpen(event.target);
  }, true);
  drawOpen(document);
})();
