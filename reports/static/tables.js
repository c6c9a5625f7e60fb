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

  const dataTable = () => {
    if (window.DataTable) return;
    const script = document.createElement("script");
    script.textContent = document.getElementById("datatables").textContent;
    document.head.append(script);
  };

  const enrich = (table) => {
    if (table.dataset.rich) return;
    dataTable();
    table.dataset.rich = "yes";
    new window.DataTable(table, options(table));
    showLinked();
  };

  const inSight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      inSight.unobserve(entry.target);
      enrich(entry.target);
    }
  }, { rootMargin: "300px" });

  const watch = (within) => {
    for (const table of within.querySelectorAll("table[data-search]")) {
      if (table.tBodies[0].rows.length >= LONG && !table.dataset.rich) inSight.observe(table);
    }
  };

  // A link to a line that is on another page of its table, or filtered away, leads there all the same.
  const showLinked = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || document.getElementById(id)) return;
    for (const table of document.querySelectorAll("table[data-rich]")) {
      const rows = new window.DataTable.Api(table);
      const line = rows.rows().nodes().toArray().find((one) => one.querySelector(`#${CSS.escape(id)}`));
      if (!line) continue;
      rows.search("").columns().search("").draw();
      const place = rows.rows({ order: "applied" }).nodes().indexOf(line);
      rows.page(Math.floor(place / rows.page.len())).draw("page");
      line.scrollIntoView();
    }
  };

  // On paper nobody turns pages of a table.
  const rich = () => [...document.querySelectorAll("table[data-rich]")].map((table) => new window.DataTable.Api(table));
  let lengths = [];
  window.addEventListener("beforeprint", () => {
    lengths = rich().map((table) => [table, table.page.len()]);
    for (const [table] of lengths) table.page.len(-1).draw(false);
  });
  window.addEventListener("afterprint", () => {
    for (const [table, length] of lengths) table.page.len(length).draw(false);
  });

  document.addEventListener("there", (event) => watch(event.target));
  watch(document);
  window.addEventListener("hashchange", showLinked);
})();
