// Makes the marked tables sortable and searchable, each when it first comes into sight.
(() => {
  "use strict";

  const LONG = 12;
  const options = (table) => {
    const columns = [...table.tHead.rows[0].cells];
    const control = (column) => {
      const kind = column.dataset.kind || "text";
      if (column.dataset.key === "chain") return [];
      return kind === "text" ? ["order", ["searchList"]] : ["order"];
    };
    return {
      order: [],
      pageLength: 25,
      lengthMenu: [25, 100, { label: "all", value: -1 }],
      autoWidth: false,
      ordering: { indicators: false, handler: false },
      columns: columns.map((column) => ({ columnControl: control(column), orderable: column.dataset.key !== "chain" })),
      layout: { topStart: "search", topEnd: "info", bottomStart: "pageLength", bottomEnd: "paging" },
      language: {
        search: "", searchPlaceholder: "Search the table", info: "_START_ to _END_ of _TOTAL_",
        infoEmpty: "nothing found", infoFiltered: "(among _MAX_)", zeroRecords: "Nothing found.", lengthMenu: "_MENU_ a page",
      },
    };
  };

  const enrich = (within) => {
    for (const table of within.querySelectorAll("table[data-search]")) {
      if (table.dataset.rich || table.tBodies[0].rows.length < LONG || table.closest("details:not([open])")) continue;
      table.dataset.rich = "yes";
      new window.DataTable(table, options(table));
    }
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.open) enrich(event.target);
  }, true);
  enrich(document);
})();
