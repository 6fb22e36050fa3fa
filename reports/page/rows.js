// @ts-check
"use strict";
// What truncation loses, row by row: certified sizes, searches, outputs.

/** Ids of a part of the rows, in the order in which they come. @param {any[]} rows @param {(row: any) => any} part @returns {string[]} */
const ids_of = (rows, part) => [...new Set(rows.flatMap((row) => Object.keys(part(row) ?? {})))];

/** Shares of a row's keys. */
const share_axis = { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: "%" };

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
  return h("section", { id: "rows" }, h("h2", {}, "Row by row"),
    h("p", {}, "What each bound certifies of every row, beside the truth: the least k that it proves enough for a tail mass of ε, the keys that a certified search scores, the error of the output."),
    run.rows_left_out > 0 && h("p", { class: "note" }, `The first ${grouped(rows.length)} of ${grouped(rows.length + run.rows_left_out)} truncations are shown; the tables of the command are those of all.`),
    share_figure(run, rows, epsilons),
    chosen_figure("ε", epsilons, String, (epsilon) => h("div", {}, sizes_figure(rows, epsilon),
      rows.some((/** @type {any} */ row) => row.scored_keys) && search_figure(rows, epsilon),
      rows.some((/** @type {any} */ row) => row.output) && output_figure(rows, epsilon))),
    h("h3", {}, "All rows"), rows_table(rows));
}

/** @param {any[]} all @param {number} epsilon */
function sizes_figure(all, epsilon) {
  const rows = all.filter((row) => row.epsilon === epsilon);
  const ids = ids_of(rows, (row) => row.bounds);
  const columns = [...ids.map((id) => ({ id, of: (/** @type {any} */ row) => row.bounds[id] })), { id: "Gaussian rule", of: (/** @type {any} */ row) => row.gaussian_k }];
  return figure({
    id: `sizes-${epsilon}`, title: `Certified k at ε = ${epsilon}`,
    caption: "One dot a row: the share of its keys that a bound certifies to be enough, over the share that is needed. On the line a bound is exact. The Gaussian rule certifies nothing: below the line it keeps too few.",
    names: ["file", "tensor", "index", "n", "n_f", "k_epsilon", ...columns.map(({ id }) => id)],
    rows: rows.map((row) => [row.file, row.tensor, row.index.join(" "), row.n, row.n_f, row.k_epsilon, ...columns.map(({ of }) => of(row))]),
    panels: columns.map(({ id, of }) => {
      const own = rows.filter((row) => of(row) !== undefined);
      const points = own.map((row) => ({ x: row.k_epsilon / row.n_f, y: of(row) / row.n_f, title: `${row_name(row)}\n${id}: ${grouped(of(row))}\nneeded: ${grouped(row.k_epsilon)} of ${grouped(row.n_f)}` }));
      const below = own.filter((row) => of(row) < row.k_epsilon).length;
      return { title: id, note: `median ${factor(median(own.map((row) => of(row) / row.k_epsilon)))}${below ? `, ${percent(below / points.length)} too small` : ""}`, points: points.length, draw: against(points, share_axis, share_axis, "needed", "certified", id === "Gaussian rule" ? colours[1] : colours[0]) };
    }),
  });
}

/** k_epsilon/n against the deviation of the scores, with the rule's curve. @param {any} run @param {any[]} rows @param {number[]} epsilons */
function share_figure(run, rows, epsilons) {
  const known = rows.filter((row) => typeof row.deviation === "number");
  if (!known.length) return;
  const curves = run.gaussian_rule ?? [];
  const widest = known.reduce((most, row) => Math.max(most, row.deviation), 0);
  const series = epsilons.map((epsilon, i) => ({ epsilon, colour: colours[i % colours.length], points: known.filter((row) => row.epsilon === epsilon).map((row) => ({ x: row.deviation, y: row.k_epsilon / row.n_f, title: `${row_name(row)}, ε = ${epsilon}\nσ ${short(row.deviation)}\nk_ε ${grouped(row.k_epsilon)} of ${grouped(row.n_f)}: ${percent(row.k_epsilon / row.n_f)}` })), curve: curves.filter((/** @type {any} */ point) => point.epsilon === epsilon && point.sigma <= 1.05 * widest) }));
  return figure({
    id: "share", title: "How many keys a row needs", wide: true,
    caption: ["k", h("sub", {}, "ε"), "/n", h("sub", {}, "f"), " against the standard deviation σ of a row's scores. Lines are the rule of long Gaussian rows, Φ", h("sub", {}, "c"), "(σ + Φ⁻¹(ε))."],
    legend: series.map(({ epsilon, colour }) => ({ name: `ε = ${epsilon}`, colour, kind: "dot" })),
    names: ["tensor", "index", "n_f", "epsilon", "deviation", "k_epsilon", "gaussian_k"], rows: known.map((row) => [row.tensor, row.index.join(" "), row.n_f, row.epsilon, row.deviation, row.k_epsilon, row.gaussian_k]),
    panels: [{ points: known.length, draw: (width) => Plots.plot({
      width, height: Math.min(400, 0.62 * width), marginLeft: 44, marginRight: 16, marginBottom: 38, style: { background: "transparent" },
      x: { domain: [0, 1.05 * widest || 1], label: "σ of the row's scores", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
      y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: "%", label: "share of the keys", labelArrow: "none", tickSize: 0 },
      marks: [Plots.gridY({ ticks: [0, 0.25, 0.5, 0.75, 1], stroke: "var(--grid)", strokeOpacity: 1 }),
        series.map(({ points, colour }) => dots(points, colour, 4, 0.5)),
        series.map(({ curve, colour }) => Plots.line(curve, { x: "sigma", y: "share", stroke: colour, strokeWidth: 1.75 })),
        hover(series.flatMap(({ points }) => points))] }) }],
  });
}

/** @param {any[]} all @param {number} epsilon */
function search_figure(all, epsilon) {
  const rows = all.filter((row) => row.epsilon === epsilon && row.scored_keys);
  const ids = ids_of(rows, (row) => row.scored_keys);
  return figure({
    id: `searches-${epsilon}`, title: `Keys that a certified search scores at ε = ${epsilon}`,
    caption: "Share of a row's keys that the search scores until its certificate reaches ε, over the share that is needed. Below 100 % it saves work.",
    names: ["tensor", "index", "n_f", "k_epsilon", ...ids], rows: rows.map((row) => [row.tensor, row.index.join(" "), row.n_f, row.k_epsilon, ...ids.map((id) => row.scored_keys[id])]),
    panels: ids.map((id) => {
      const points = rows.filter((row) => row.scored_keys[id] !== undefined).map((row) => ({ x: row.k_epsilon / row.n_f, y: row.scored_keys[id] / row.n_f, title: `${row_name(row)}\n${grouped(row.scored_keys[id])} of ${grouped(row.n_f)} scored\nk_ε ${grouped(row.k_epsilon)}` }));
      return { title: id, note: `median ${percent(median(points.map(({ y }) => y)))}`, points: points.length, draw: against(points, share_axis, share_axis, "needed", "scored") };
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
    { name: "|err|", number: true, of: (row) => row.output?.error },
  ] });
}
