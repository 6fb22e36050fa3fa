// @ts-check
"use strict";
// A table that sorts, filters and grows.

/**
 * @typedef {{name: string, of: (row: any) => any, show?: (row: any) => any, number?: boolean, long?: boolean, title?: string}} Column
 * `of` is what it sorts by and what a CSV file gets; `show` what a cell has.
 */

/**
 * @param {{name: string, columns: Column[], rows: any[], search?: string, first?: number}} options `search` labels a box that
 * filters rows by their words
 * @returns {HTMLElement & {filter?: (keep: (row: any) => boolean) => void}}
 */
function table({ name, columns: all, rows, search, first = 50 }) {
  // A column that no row has a value in says nothing.
  const columns = all.filter((column, i) => i === 0 || !rows.length || rows.some((row) => ![undefined, null, ""].includes(column.of(row))));
  let shown = first;
  let keep = (/** @type {any} */ _row) => true;
  let words = "";
  /** @type {{column: Column, sign: number} | undefined} */
  let order;
  const body = h("tbody");
  const more = h("button", { type: "button", click: () => ((shown += 10 * first), draw()) });
  const heads = columns.map((column) =>
    h("th", { scope: "col", class: column.number && "number", title: column.title }, h("button", { type: "button", click: () => sort(column) }, column.name)),
  );
  const count = h("span", { class: "soft", role: "status" });

  function sort(/** @type {Column} */ column) {
    order = { column, sign: order?.column === column ? -order.sign : column.number ? -1 : 1 };
    heads.forEach((head, i) => {
      if (columns[i] === column) head.setAttribute("aria-sort", order?.sign === 1 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    draw();
  }

  const text = (/** @type {any} */ row) => columns.map((column) => column.of(row)).join(" ").toLowerCase();
  const chosen = () => {
    const list = rows.filter((row) => keep(row) && (!words || words.split(/\s+/).every((word) => text(row).includes(word))));
    if (!order) return list;
    const { column, sign } = order;
    const key = (/** @type {any} */ row) => {
      const value = column.of(row);
      return column.number ? (value === undefined || value === null || value === "" ? NaN : typeof value === "string" ? log10(value) : Number(value)) : String(value ?? "");
    };
    return list.map((row) => ({ row, key: key(row) })).sort((a, b) => (Number.isNaN(a.key) ? 1 : Number.isNaN(b.key) ? -1 : sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))).map(({ row }) => row);
  };

  function draw() {
    const list = chosen();
    body.replaceChildren(
      ...list.slice(0, shown).map((row) =>
        h("tr", {}, columns.map((column, i) => {
          const value = column.show ? column.show(row) : column.number ? short(column.of(row)) : column.of(row);
          const classes = [column.number && "number", column.long && "long", column.number && column.of(row) === 0 && "zero"].filter(Boolean).join(" ");
          return i === 0 ? h("th", { scope: "row", class: classes || undefined }, breakable(value)) : h("td", { class: classes || undefined }, value);
        })),
      ),
    );
    (/** @type {HTMLButtonElement} */ (more)).hidden = list.length <= shown;
    more.textContent = `Show ${grouped(Math.min(10 * first, list.length - shown))} more of ${grouped(list.length)}`;
    count.textContent = list.length === rows.length ? "" : `${grouped(list.length)} of ${grouped(rows.length)}`;
  }

  const save_all = h("button", { type: "button", click: () => save(`${name}.csv`, csv(columns.map((column) => column.name), chosen().map((row) => columns.map((column) => column.of(row))))) }, "CSV");
  const input = search && h("input", { type: "search", placeholder: search, "aria-label": search, input: (/** @type {any} */ event) => ((words = event.target.value.trim().toLowerCase()), draw()) });
  const element = h("div", { class: "table", "data-table": name },
    h("div", { class: "controls" }, input, count, save_all),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Table: ${name}` }, h("table", {}, h("thead", {}, h("tr", {}, heads)), body)),
    h("p", { class: "more" }, more));
  draw();
  return Object.assign(element, { filter: (/** @type {(row: any) => boolean} */ kept) => ((keep = kept), draw()) });
}
