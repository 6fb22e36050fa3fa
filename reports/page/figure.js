// @ts-check
"use strict";
// Figures: a caption, one plot or a grid of small ones, a legend, and the data behind them as a table and as CSV.

/** @type {any} */
const Plots = /** @type {any} */ (globalThis).Plot;

const colours = ["var(--accent)", "var(--second)", "var(--third)", "var(--fourth)", "var(--soft)"];

/**
 * @typedef {{title?: string, note?: string, points: number, draw: (width: number) => Element}} Panel
 * @typedef {{name: string, colour: string, kind?: "dot" | "dashed"}} Key
 * @typedef {{id: string, title: string, caption?: any, legend?: Key[], panels: Panel[], wide?: boolean, names: string[], rows: any[][]}} FigureOptions
 */

/** @param {FigureOptions} options `wide` panels take the whole width and are drawn anew when it changes */
function figure({ id, title, caption, legend, panels, wide, names, rows }) {
  const plots = h("div", { class: wide ? "wide" : "panels" });
  const data = h("div", { class: "data" });
  data.hidden = true;
  const toggle = h("button", { type: "button", "aria-expanded": "false", click: () => {
    data.hidden = !data.hidden;
    toggle.setAttribute("aria-expanded", String(!data.hidden));
    if (!data.hidden && !data.firstChild) data.append(table({ name: `${id}-data`, columns: names.map((name, i) => ({ name, of: (row) => row[i], number: rows.some((row) => typeof row[i] === "number") })), rows }));
  } }, "Data");
  const element = h("figure", { id },
    h("figcaption", {}, h("strong", {}, title, "."), " ", caption),
    legend && h("ul", { class: "legend" }, legend.map((key) => h("li", {}, h("i", { class: key.kind, style: key.kind === "dot" ? `background:${key.colour}` : `border-color:${key.colour}` }), key.name))),
    plots,
    h("div", { class: "tools" }, toggle, h("button", { type: "button", click: () => save(`${id}.csv`, csv(names, rows)) }, "CSV"), panels.length === 1 && svg_button(() => plots, id)),
    data);
  let drawn = 0;
  function draw() {
    const width = wide ? Math.max(300, Math.min(1056, plots.clientWidth || 1056)) : 290;
    if (width === drawn) return;
    drawn = width;
    plots.replaceChildren(...panels.map((panel, i) => {
      const svg = panel.draw(width);
      // The picture has one name; those of its marks are no names of elements with a role.
      for (const mark of svg.querySelectorAll("[aria-label]")) mark.removeAttribute("aria-label");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", [title, panel.title, counted(panel.points, "point")].filter(Boolean).join(", "));
      svg.setAttribute("data-points", String(panel.points));
      const holder = h("div", { class: "panel" }, panel.title && h("h5", {}, h("span", { class: "name" }, panel.title, panel.note && h("span", { class: "soft" }, " ", panel.note)), panels.length > 1 && svg_button(() => holder, `${id}-${i + 1}`, panel.title)), svg);
      return holder;
    }));
  }
  drawing.push({ element, draw, wide: Boolean(wide) });
  return element;
}

/** A button that saves the plot within an element. @param {() => Element} holder @param {string} name @param {string} [title] */
const svg_button = (holder, name, title) => h("button", { type: "button", "aria-label": title ? `SVG of ${title}` : undefined, click: () => save(`${name}.svg`, svg_text(/** @type {Element} */ (holder().querySelector("svg"))), "image/svg+xml") }, "SVG");

/** A plot as a file of its own: on paper, with the colours and the letters that the page gives it. @param {Element} svg */
function svg_text(svg) {
  const style = getComputedStyle(document.documentElement);
  const copy = /** @type {Element} */ (svg.cloneNode(true));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "sans-serif");
  copy.setAttribute("font-size", "11");
  copy.setAttribute("style", `background:${style.getPropertyValue("--paper")};color:${style.getPropertyValue("--ink")}`);
  for (const text of copy.querySelectorAll("text")) text.setAttribute("fill", "currentColor");
  return copy.outerHTML.replace(/var\((--[a-z-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
}

/** Figures wait until they come near the window: a page of a hundred plots opens at once. @type {{element: HTMLElement, draw: () => void, wide: boolean}[]} */
const drawing = [];

function draw_figures() {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) {
        drawing.find(({ element }) => element === target)?.draw();
        if (!drawing.find(({ element }) => element === target)?.wide) seen.unobserve(target);
      }
  }, { rootMargin: "600px" });
  for (const { element } of drawing) seen.observe(element);
  addEventListener("beforeprint", () => drawing.forEach(({ draw }) => draw()));
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawing.filter(({ wide, element }) => wide && element.querySelector("svg")).forEach(({ draw }) => draw()), 150);
  });
}

/** Many dots as one path: a zero-length line a dot, round at its ends. @param {{x: number, y: number}[]} points */
function dots(points, colour = colours[0], size = 3.2, opacity = 0.65) {
  return (/** @type {any} */ _index, /** @type {any} */ scales) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", "dots");
    path.setAttribute("d", points.map(({ x, y }) => `M${scales.x(x).toFixed(1)},${scales.y(y).toFixed(1)}h0`).join(""));
    path.setAttribute("fill", "none");
    path.setAttribute("stroke", colour);
    path.setAttribute("stroke-opacity", String(opacity));
    path.setAttribute("stroke-width", String(size));
    path.setAttribute("stroke-linecap", "round");
    return path;
  };
}

/** What hovering shows. @param {{x: number, y: number, title: string}[]} points */
const hover = (points) => Plots.tip(points, Plots.pointer({ x: "x", y: "y", title: "title", maxRadius: 24, fontSize: 11, lineWidth: 24 }));

/** Axes in decades of values given as logarithms. @param {number[]} logs @param {number} [most] of labels */
function decades(logs, most = 6) {
  const finite = logs.filter(Number.isFinite);
  let low = Math.floor(finite.reduce((a, b) => Math.min(a, b), Infinity));
  let high = Math.ceil(finite.reduce((a, b) => Math.max(a, b), -Infinity));
  if (!finite.length) [low, high] = [0, 1];
  if (low === high) high = low + 1;
  const step = Math.max(1, Math.ceil((high - low) / most));
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) ticks.push(tick);
  return { domain: [low, high], ticks, tickFormat: decade };
}

/**
 * A small plot of dots.
 * @param {{x: any, y: any, marks: any[], width: number, height?: number}} options
 */
function small({ x, y, marks, width, height = 210 }) {
  return Plots.plot({
    width, height, marginLeft: 44, marginBottom: 34, marginTop: 24, marginRight: 10, style: { background: "transparent" },
    x: { label: null, ...x, labelAnchor: "center", labelArrow: "none", tickSize: 0 }, y: { label: null, ...y, labelArrow: "none", labelAnchor: "top", tickSize: 0 },
    marks: [Plots.gridX({ ticks: x.ticks, stroke: "var(--grid)", strokeOpacity: 1 }), Plots.gridY({ ticks: y.ticks, stroke: "var(--grid)", strokeOpacity: 1 }), ...marks],
  });
}

/** Axes in decades of shares, in per cent. @param {number[]} logs @param {number} [most] */
const shares_axis = (logs, most = 6) => ({ ...decades([...logs, 0], most), tickFormat: (/** @type {number} */ tick) => (Number.isInteger(tick) ? `${tick >= -4 ? Number((100 * 10 ** tick).toPrecision(1)) : `10${superscript(tick + 2)}`} %` : "") });

/**
 * Rows of one name each with a range and a dot in it, on one axis.
 * @param {{rows: {name: string, low: number, x: number, high: number, title: string, beside?: string, colour?: string}[], width: number, axis: any, tick: (tick: number) => string, label?: string, heading?: string}} options
 * `low`, `x` and `high` are where the axis has them, logarithms mostly; `beside` stands at the end of a row, under `heading`; where
 * a name would take half of a narrow window, it stands above its row
 */
function ranked({ rows, width, axis, tick, label, heading }) {
  const longest = 14 + 6.6 * Math.max(...rows.map((row) => row.name.length));
  const above = longest > width / 2;
  const left = above ? 12 : longest;
  const right = rows.some((row) => row.beside) ? 64 : 16;
  const colour = (/** @type {any} */ row) => row.colour ?? colours[0];
  return Plots.plot({
    width, height: 62 + (above ? 36 : 20) * rows.length, marginLeft: left, marginTop: heading ? 22 : 6, marginRight: right, marginBottom: 38, style: { background: "transparent" },
    x: { ...axis, tickFormat: tick, label: label ?? null, labelAnchor: "center", labelArrow: "none", tickSize: 0 },
    y: { domain: rows.map((row) => row.name), label: null, tickSize: 0, ...(above && { axis: null }) },
    marks: [Plots.gridX({ ticks: axis.ticks, stroke: "var(--grid)", strokeOpacity: 1 }),
      above ? Plots.text(rows, { y: "name", text: "name", frameAnchor: "left", textAnchor: "start", dx: 4 - left, dy: -14, stroke: "var(--paper)", strokeWidth: 4 }) : null,
      Plots.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: colour, strokeOpacity: 0.45, strokeWidth: 5, strokeLinecap: "round" }),
      Plots.dot(rows, { y: "name", x: "x", fill: colour, r: 4, className: "point" }),
      Plots.text(rows.filter((row) => row.beside), { y: "name", text: "beside", frameAnchor: "right", textAnchor: "end", dx: right - 4 }),
      heading ? Plots.text([heading], { frameAnchor: "top-right", textAnchor: "end", dx: right - 4, dy: -14, fill: "var(--soft)" }) : null,
      Plots.tip(rows, Plots.pointerY({ y: "name", x: "x", title: "title" }))] });
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted.length ? (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2 : NaN;
}

/** Buttons of which one is pressed. @param {string} label @param {any[]} values @param {(value: any) => string} name @param {(value: any) => void} choose */
function choice(label, values, name, choose) {
  const buttons = values.map((value) => h("button", { type: "button", "aria-pressed": "false", click: () => press(value) }, name(value)));
  const press = (/** @type {any} */ value) => {
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(values[i] === value)));
    choose(value);
  };
  return { element: h("div", { class: "controls", role: "group", "aria-label": label }, h("span", { class: "soft" }, label), buttons), press };
}

/** Figures of which one is shown, by a choice. @param {string} label @param {any[]} values @param {(value: any) => string} name @param {(value: any) => HTMLElement} make */
function chosen_figure(label, values, name, make) {
  const holder = h("div");
  const made = new Map();
  const { element, press } = choice(label, values, name, (value) => {
    if (!made.has(value)) made.set(value, make(value));
    holder.replaceChildren(made.get(value));
    if (holder.isConnected) drawing.filter(({ element }) => holder.contains(element)).forEach(({ draw }) => draw());
  });
  press(values[0]);
  return h("div", {}, values.length > 1 && element, holder);
}
