// @ts-check
"use strict";
// What truncation loses, row by row: certified sizes, searches, outputs.

/** Ids of a part of the rows, in the order in which they come. @param {any[]} rows @param {(row: any) => any} part @returns {string[]} */
const ids_of = (rows, part) => [...new Set(rows.flatMap((row) => Object.keys(part(row) ?? {})))];

/** @param {any} row */
const row_name = (row) => `${row.tensor} [${row.index.join(",")}]`;

/** Dots of one quantity over another, on axes of one kind, with the diagonal where they are equal.
 * @param {any[]} points @param {any} x @param {any} y @param {string} xLabel @param {string} yLabel @returns {(width: number) => Element} */
function against(points, x, y, xLabel, yLabel, colour = colours[0]) {
  const from = Math.max(x.domain[0], y.domain[0]);
  const to = Math.min(x.domain[1], y.domain[1]);
  return (width) => small({ width, x: { ...x, label: xLabel }, y: { ...y, label: yLabel }, marks: [
    from < to ? Plots.line([[from, from], [to, to]], { stroke: "currentColor", strokeOpacity: 0.45, strokeWidth: 1 }) : null,
    dots(points, colour), hover(points)] });
}

/** @param {any} run */
function rows_section(run) {
  const rows = run.rows;
  if (!rows?.length) return;
  const epsilons = [...new Set(rows.map((/** @type {any} */ row) => row.epsilon))];
  const all = rows.length + (run.rows_left_out ?? 0);
  return h("section", { id: "rows" }, h("h2", {}, "What the bounds certify"),
    h("p", {}, "Of every row, beside the truth: the least k that each bound proves enough for a tail mass of ε, the keys that a certified search scores, the error of the output."),
    run.rows_left_out > 0 && h("p", { class: "note warn" }, `${grouped(all)} truncations were measured. The quartiles of the ranked plot are of all of them; the other plots and the table show the first ${grouped(rows.length)}, which the record keeps (--csv writes all).`),
    chosen_figure("ε", epsilons, String, (epsilon) => h("div", {}, ranked_figure(run, rows, epsilon), map_figure(rows, epsilon), sizes_figure(rows, epsilon),
      rows.some((/** @type {any} */ row) => row.scored_keys) && search_figure(rows, epsilon),
      rows.some((/** @type {any} */ row) => row.output) && output_figure(rows, epsilon))),
    share_figure(run, rows, epsilons),
    h("h3", {}, "All rows"), rows_table(rows));
}

/** The bounds by worth, over all rows. @param {any} run @param {any[]} rows @param {number} epsilon */
function ranked_figure(run, rows, epsilon) {
  const found = run.headings.flatMap((/** @type {any} */ heading) => heading.certified).find((/** @type {any} */ each) => each.epsilon === epsilon);
  if (!found) return;
  const line = (/** @type {string} */ name, /** @type {number[]} */ [low, x, high], /** @type {number | undefined} */ share) => ({ name, low, x, high, share, beside: share === undefined ? "" : percent(share), colour: share === undefined ? colours[1] : undefined,
    title: `${name}\nmedian ${factor(10 ** x)}, quartiles ${factor(10 ** low)} and ${factor(10 ** high)}${share === undefined ? "\na guess, which certifies nothing" : `\ncertifies ${percent(share)} of the rows`}` });
  const bounds = found.bounds.map((/** @type {any} */ bound) => ({ ...line(bound.rows < found.rows ? `${bound.id} (${counted(bound.rows, "row")})` : bound.id, bound.quartiles, bound.share), missing: Number(bound.rows < found.rows) })).sort((/** @type {any} */ a, /** @type {any} */ b) => a.missing - b.missing || a.x - b.x || a.high - b.high || b.share - a.share);
  const needed = rows.filter((row) => row.epsilon === epsilon).map((row) => log10(row.n_f / row.k_epsilon));
  const lines = [...bounds, line("Gaussian rule (a guess)", found.gaussian, undefined)];
  const ends = [0, ...lines.flatMap(({ low, high }) => [low, high])];
  const domain = [Math.min(...ends) - 0.02, Math.max(...ends, log10(2)) + 0.02];
  const decade_ticks = decades(domain, 6);
  const ticks = (domain[1] - domain[0] < 2.5 ? decade_ticks.ticks.flatMap((tick) => [tick, tick + log10(2), tick + log10(5)]) : decade_ticks.ticks).filter((tick) => domain[0] <= tick && tick <= domain[1]);
  return figure({
    id: `ranked-${epsilon}`, title: `The bounds by worth at ε = ${epsilon}`, wide: true,
    caption: ["Certified k over k", h("sub", {}, "ε"), ` of ${counted(found.rows, "row")}: median (dot) and quartiles (bar), on a logarithmic axis; ×1 is exact. A row that a bound does not certify counts with all of its keys (${factor(10 ** median(needed))} in the median). Beside: the share of the rows that it certifies, of those that have it; bounds that some rows lack come last.`],
    names: ["bound", "certifies", "lower", "median", "upper"], rows: lines.map(({ name, share, low, x, high }) => [name, share, 10 ** low, 10 ** x, 10 ** high]),
    panels: [{ points: lines.length, draw: (width) => ranked({ rows: lines, width, axis: { domain, ticks: width < 500 ? ticks.filter((_, i) => (i - ticks.indexOf(0)) % 2 === 0) : ticks }, tick: (tick) => `×${short(Number((10 ** tick).toPrecision(1)))}`, label: "certified k over needed k", heading: "certifies" }) }],
  });
}

/** How many keys the heads of each layer need: the tensors by the index before the query. @param {any[]} all @param {number} epsilon */
function map_figure(all, epsilon) {
  /** @type {Map<string, any>} */
  const cells = new Map();
  for (const row of all.filter((each) => each.epsilon === epsilon)) {
    const head = row.index.slice(0, -1).join(",");
    const key = `${row.file}\n${row.tensor}\n${head}`;
    if (!cells.has(key)) cells.set(key, { file: row.file, tensor: row.tensor, head, rows: [] });
    cells.get(key).rows.push(row);
  }
  const heads = [...new Set([...cells.values()].map(({ head }) => head))];
  if (heads.length < 2) return;
  const files = new Set([...cells.values()].map(({ file }) => file));
  const shown = [...cells.values()].filter(({ head }) => head !== "").map(({ file, tensor, head, rows }) => {
    const share = median(rows.map((/** @type {any} */ row) => row.k_epsilon / row.n_f));
    const best = ids_of(rows, (row) => row.bounds).filter((id) => rows.every((/** @type {any} */ row) => row.bounds[id] !== undefined)).map((id) => ({ id, ratio: median(rows.map((/** @type {any} */ row) => row.bounds[id] / row.k_epsilon)) })).sort((a, b) => a.ratio - b.ratio)[0];
    const name = tensor.replace(/\.(scores|queries)$/, "");
    return { tensor: files.size > 1 ? `${file.split("/").pop().replace(/\.[a-z]+$/, "")}: ${name}` : name, head, share, log: log10(share), words: percent(Number(share.toPrecision(2))),
      title: `${tensor}, head ${head}: ${counted(rows.length, "row")}\nneeds ${percent(share)} of its keys (median)${best ? `\n${best.id}: ${factor(best.ratio)} of that` : ""}` };
  });
  const least = Math.min(-0.3, ...shown.map(({ log }) => log));
  const tensors = [...new Set(shown.map(({ tensor }) => tensor))];
  const columns = [...new Set(shown.map(({ head }) => head))];
  const longest = Math.max(...tensors.map((name) => name.length));
  return figure({
    id: `map-${epsilon}`, title: `Layers and heads at ε = ${epsilon}`, wide: true,
    caption: ["The share of its keys that a head needs, k", h("sub", {}, "ε"), "/n", h("sub", {}, "f"), ", in the median of its rows: the stronger the colour, the more, by its logarithm."],
    names: ["tensor", "head", "median share"], rows: shown.map(({ tensor, head, share }) => [tensor, head, share]),
    panels: [{ points: shown.length, draw: (width) => {
      const left = Math.min(0.4 * width, 14 + 6.2 * longest);
      const letters = (width - left) / columns.length > 34;
      const room = Math.floor((left - 14) / 6.2); // letters of a tensor's name

      return Plots.plot({
        width: Math.min(width, left + 90 * columns.length), height: 40 + 30 * tensors.length, marginLeft: left, marginTop: 4, marginBottom: 34, marginRight: 4, style: { background: "transparent" },
        x: { domain: columns, label: "head", labelAnchor: "center", labelArrow: "none", tickSize: 0, padding: 0.06 }, y: { domain: tensors, label: null, tickSize: 0, padding: 0.08, tickFormat: (/** @type {string} */ name) => (name.length > room ? `…${name.slice(name.length - room + 1)}` : name) },
        marks: [Plots.cell(shown, { x: "head", y: "tensor", fill: "var(--accent)", fillOpacity: (/** @type {any} */ cell) => 0.08 + 0.62 * (1 - cell.log / least), rx: 2, className: "cell" }),
          letters ? Plots.text(shown, { x: "head", y: "tensor", text: "words" }) : null,
          Plots.tip(shown, Plots.pointer({ x: "head", y: "tensor", title: "title" }))] });
    } }],
  });
}

/** @param {any[]} all @param {number} epsilon */
function sizes_figure(all, epsilon) {
  const rows = all.filter((row) => row.epsilon === epsilon);
  const ids = ids_of(rows, (row) => row.bounds);
  const columns = [...ids.map((id) => ({ id, of: (/** @type {any} */ row) => row.bounds[id] })), { id: "Gaussian rule", of: (/** @type {any} */ row) => row.gaussian_k }];
  const axis = shares_axis(rows.flatMap((row) => columns.map(({ of }) => log10((of(row) ?? row.k_epsilon) / row.n_f)).concat(log10(row.k_epsilon / row.n_f))), 4);
  return figure({
    id: `sizes-${epsilon}`, title: `Certified k, row by row, at ε = ${epsilon}`,
    caption: "One dot a row: the share of its keys that a bound certifies to be enough, over the share that is needed. On the line a bound is exact. The Gaussian rule certifies nothing: below the line it keeps too few.",
    names: ["file", "tensor", "index", "n", "n_f", "k_epsilon", ...columns.map(({ id }) => id)],
    rows: rows.map((row) => [row.file, row.tensor, row.index.join(" "), row.n, row.n_f, row.k_epsilon, ...columns.map(({ of }) => of(row))]),
    panels: columns.map(({ id, of }) => {
      const own = rows.filter((row) => of(row) > 0);
      const points = own.map((row) => ({ x: log10(row.k_epsilon / row.n_f), y: log10(of(row) / row.n_f), title: `${row_name(row)}\n${id}: ${grouped(of(row))}\nneeded: ${grouped(row.k_epsilon)} of ${grouped(row.n_f)}` }));
      const below = own.filter((row) => of(row) < row.k_epsilon).length;
      return { title: id, note: `median ${factor(median(own.map((row) => of(row) / row.k_epsilon)))}${below ? `, ${percent(below / points.length)} too small` : ""}${own.length < rows.length ? `, ${counted(own.length, "row")}` : ""}`, points: points.length, draw: against(points, axis, axis, "needed", "certified", id === "Gaussian rule" ? colours[1] : colours[0]) };
    }),
  });
}

/** k_epsilon/n against the deviation of the scores, with the rule's curve. @param {any} run @param {any[]} rows @param {number[]} epsilons */
function share_figure(run, rows, epsilons) {
  const known = rows.filter((row) => typeof row.deviation === "number");
  if (!known.length) return;
  const curves = run.gaussian_rule ?? [];
  const widest = known.reduce((most, row) => Math.max(most, row.deviation), 0);
  const series = epsilons.map((epsilon, i) => ({ epsilon, colour: colours[i % colours.length], points: known.filter((row) => row.epsilon === epsilon).map((row) => ({ x: row.deviation, y: log10(row.k_epsilon / row.n_f), title: `${row_name(row)}, ε = ${epsilon}\nσ ${short(row.deviation)}\nk_ε ${grouped(row.k_epsilon)} of ${grouped(row.n_f)}: ${percent(row.k_epsilon / row.n_f)}` })), curve: curves.filter((/** @type {any} */ point) => point.epsilon === epsilon && point.sigma <= 1.05 * widest).map((/** @type {any} */ point) => ({ x: point.sigma, y: log10(point.share) })) }));
  const axis = shares_axis(series.flatMap(({ points }) => points.map(({ y }) => y)));
  return figure({
    id: "share", title: "How many keys a row needs", wide: true,
    caption: ["k", h("sub", {}, "ε"), "/n", h("sub", {}, "f"), " against the standard deviation σ of a row's scores, on a logarithmic axis. Lines are the rule of long Gaussian rows, Φ", h("sub", {}, "c"), "(σ + Φ⁻¹(ε))."],
    legend: series.map(({ epsilon, colour }) => ({ name: `ε = ${epsilon}`, colour, kind: "dot" })),
    names: ["tensor", "index", "n_f", "epsilon", "deviation", "k_epsilon", "gaussian_k"], rows: known.map((row) => [row.tensor, row.index.join(" "), row.n_f, row.epsilon, row.deviation, row.k_epsilon, row.gaussian_k]),
    panels: [{ points: known.length, draw: (width) => Plots.plot({
      width, height: Math.min(400, 0.62 * width), marginLeft: 44, marginRight: 16, marginBottom: 38, style: { background: "transparent" },
      x: { domain: [0, 1.05 * widest || 1], label: "σ of the row's scores", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
      y: { ...axis, label: "share of the keys", labelArrow: "none", tickSize: 0 },
      marks: [Plots.gridY({ ticks: axis.ticks, stroke: "var(--grid)", strokeOpacity: 1 }),
        series.map(({ points, colour }) => dots(points, colour, 4, 0.5)),
        series.map(({ curve, colour }) => Plots.line(curve.filter((/** @type {any} */ { y }) => y >= axis.domain[0]), { x: "x", y: "y", stroke: colour, strokeWidth: 1.75 })),
        hover(series.flatMap(({ points }) => points))] }) }],
  });
}

/** @param {any[]} all @param {number} epsilon */
function search_figure(all, epsilon) {
  const rows = all.filter((row) => row.epsilon === epsilon && row.scored_keys);
  const measured = all.filter((row) => row.epsilon === epsilon).length;
  const ids = ids_of(rows, (row) => row.scored_keys);
  const axis = shares_axis(rows.flatMap((row) => [log10(row.k_epsilon / row.n_f), ...ids.map((id) => log10((row.scored_keys[id] ?? row.n_f) / row.n_f))]), 4);
  return figure({
    id: `searches-${epsilon}`, title: `Keys that a certified search scores at ε = ${epsilon}`,
    caption: "Share of a row's keys that the search scores until its certificate reaches ε, over the share that is needed. Below 100 % it scores fewer; beside: keys over its cost in key products, bounds with them. A limit is given its bounds at no cost.",
    names: ["tensor", "index", "n_f", "k_epsilon", ...ids], rows: rows.map((row) => [row.tensor, row.index.join(" "), row.n_f, row.k_epsilon, ...ids.map((id) => row.scored_keys[id])]),
    panels: ids.map((id) => {
      const costs = rows.filter((row) => row.search_costs?.[id] !== undefined);
      const points = rows.filter((row) => row.scored_keys[id] !== undefined).map((row) => ({ x: log10(row.k_epsilon / row.n_f), y: log10(row.scored_keys[id] / row.n_f), title: `${row_name(row)}\n${grouped(row.scored_keys[id])} of ${grouped(row.n_f)} scored\nk_ε ${grouped(row.k_epsilon)}` }));
      return { title: id, note: `median ${percent(10 ** median(points.map(({ y }) => y)))}${costs.length ? `, n/cost ${factor(costs.reduce((sum, row) => sum + row.n_f, 0) / costs.reduce((sum, row) => sum + row.search_costs[id], 0))}` : ""}${points.length < measured ? `, ${counted(points.length, "row")}` : ""}`, points: points.length, draw: against(points, axis, axis, "needed", "scored") };
    }),
  });
}

/** @param {any[]} all @param {number} epsilon */
function output_figure(all, epsilon) {
  const rows = all.filter((row) => row.epsilon === epsilon && row.output);
  const ids = ids_of(rows, (row) => row.output.bounds);
  const drawn = rows.filter((row) => Number.isFinite(log10(row.output.error)));
  const x = decades(drawn.map((row) => log10(row.output.error)), 4);
  const y = decades([...drawn.flatMap((row) => Object.values(row.output.bounds).map(log10)), ...x.domain], 4);
  const left_out = rows.length - drawn.length;
  return figure({
    id: `outputs-${epsilon}`, title: `Output error and its bounds at ε = ${epsilon}`,
    caption: `One dot a row: a bound over |err|, the error of the truncated output. On the line a bound is exact.${left_out ? ` ${counted(left_out, "row")} without error ${left_out === 1 ? "is" : "are"} not drawn.` : ""}`,
    names: ["tensor", "index", "error", ...ids, "active"], rows: rows.map((row) => [row.tensor, row.index.join(" "), row.output.error, ...ids.map((id) => row.output.bounds[id]), row.output.active]),
    panels: ids.map((id) => {
      const points = drawn.filter((row) => Number.isFinite(log10(row.output.bounds[id]))).map((row) => ({ x: log10(row.output.error), y: log10(row.output.bounds[id]), title: `${row_name(row)}\n|err| ${short(row.output.error)}\n${id} ${short(row.output.bounds[id])}` }));
      const active = rows.filter((row) => row.output.active === id).length;
      return { title: id, note: `median ${factor(10 ** median(points.map((point) => point.y - point.x)))}${active ? `, least on ${percent(active / rows.length)}` : ""}`, points: points.length, draw: against(points, x, y, "|err|", "bound") };
    }),
  });
}

/** @param {any[]} rows */
function rows_table(rows) {
  const whole = (/** @type {any} */ value) => (value === undefined ? "" : grouped(value));
  return table({ name: "rows", rows, first: 20, search: "Find rows", columns: [
    { name: "row", of: row_name },
    { name: "ε", number: true, of: (row) => row.epsilon, show: (row) => String(row.epsilon) },
    { name: "n_f", number: true, of: (row) => row.n_f, show: (row) => whole(row.n_f) },
    { name: "k_ε", number: true, of: (row) => row.k_epsilon, show: (row) => whole(row.k_epsilon) },
    { name: "tail mass", number: true, of: (row) => row.tail_mass },
    ...ids_of(rows, (row) => row.bounds).map((id) => ({ name: id, number: true, of: (/** @type {any} */ row) => row.bounds[id], show: (/** @type {any} */ row) => whole(row.bounds[id]) })),
    { name: "Gaussian rule", number: true, of: (row) => row.gaussian_k, show: (row) => whole(row.gaussian_k) },
    ...ids_of(rows, (row) => row.scored_keys).map((id) => ({ name: `${id}: scored`, number: true, of: (/** @type {any} */ row) => row.scored_keys?.[id], show: (/** @type {any} */ row) => whole(row.scored_keys?.[id]) })),
    ...ids_of(rows, (row) => row.search_costs).map((id) => ({ name: `${id}: key products`, number: true, of: (/** @type {any} */ row) => row.search_costs?.[id] })),
    { name: "|err|", number: true, of: (row) => row.output?.error },
  ] });
}
