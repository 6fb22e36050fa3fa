// @ts-check
"use strict";
// Errors of the implementations beside their proven bounds and limits.

/** @param {any} line */
const implementation = (line) => `${line.quantity}/${line.implementation}/${line.type}`;

/** @param {any} run */
function precision_section(run) {
  const lines = run.precision;
  if (!lines?.length) return;
  const whole = lines.filter((/** @type {any} */ line) => line.regime === undefined && line.n === undefined && line.tail_decade === undefined);
  const types = [...new Set(lines.map((/** @type {any} */ line) => line.type))];
  return h("section", { id: "precision" }, h("h2", {}, "Precision"),
    h("p", {}, `The error of every implementation of every quantity, in units in the last place of its type, against the exact value${run.precision_effort === undefined || run.precision_effort === 1 ? "" : ` (effort ${run.precision_effort})`}.`),
    nearest_figure(whole),
    chosen_figure("Number type", types, String, (type) => error_figure(lines, whole, type)),
    h("h3", {}, "All implementations"),
    table({ name: "precision", rows: whole, search: "Find implementations", columns: [
      { name: "implementation", of: implementation },
      { name: "cases", number: true, of: (line) => line.cases, show: (line) => grouped(line.cases) },
      { name: "mean ulp", number: true, of: (line) => line.mean_ulp }, { name: "p99 ulp", number: true, of: (line) => line.p99_ulp }, { name: "max ulp", number: true, of: (line) => line.max_ulp },
      { name: "limit", number: true, of: (line) => line.limit_ulp }, { name: "bound there", number: true, of: (line) => line.bound_ulp },
      { name: "share of limit", number: true, of: share_of_limit, show: (line) => (Number.isFinite(share_of_limit(line)) ? percent(share_of_limit(line)) : "") },
      { name: "share of bound", number: true, of: (line) => line.bound_share, show: (line) => (Number.isFinite(Number(line.bound_share)) ? percent(Number(line.bound_share)) : short(line.bound_share)) },
      { name: "worst at", of: (line) => (line.case ? `${line.case.regime} n=${line.case.n} #${line.case.index}` : "") },
    ] }));
}

/** What of its limit the largest error takes; a limit that is the proven bound is one at each case. @param {any} line */
const share_of_limit = (line) => (line.limit_ulp === undefined ? NaN : Number(line.limit_ulp === line.bound_ulp ? line.bound_share : line.max_ulp === 0 ? 0 : Number(line.max_ulp) / Number(line.limit_ulp)));

/** The implementations that have least room left. @param {any[]} whole */
function nearest_figure(whole) {
  const lines = whole.map((line) => ({ line, name: implementation(line), share: share_of_limit(line) })).filter(({ share }) => Number.isFinite(share)).sort((a, b) => b.share - a.share).slice(0, 15);
  if (!lines.length) return;
  const rows = lines.map(({ line, name, share }) => ({ name, low: 0, x: share, high: share, beside: percent(share), colour: share > 1 ? "var(--bad)" : undefined, title: `${name}\nmax ${short(line.max_ulp)} ulp, limit ${short(line.limit_ulp)} ulp${line.case ? `\nat ${line.case.regime} n=${line.case.n}` : ""}` }));
  const end = Math.max(1, ...rows.map(({ x }) => x));
  return figure({
    id: "nearest", title: "Nearest to their limits", wide: true, caption: `The largest error of an implementation in per cent of its limit, which no row may take it beyond: ${rows.length === whole.length ? "all" : `the ${rows.length} that have least room left of ${counted(whole.length, "implementation")}`}.`,
    names: ["implementation", "share of limit", "max_ulp", "limit_ulp"], rows: lines.map(({ line, name, share }) => [name, share, line.max_ulp, line.limit_ulp]),
    panels: [{ points: rows.length, draw: (width) => ranked({ rows, width, axis: { domain: [0, end], ticks: [0, 0.25, 0.5, 0.75, 1] }, tick: percent, label: "share of the limit" }) }],
  });
}

/** @param {any[]} all @param {any[]} whole @param {string} type */
function error_figure(all, whole, type) {
  const lines = all.filter((line) => line.type === type && line.n !== undefined && line.regime === undefined);
  const quantities = [...new Set(lines.map((line) => line.quantity))];
  const variants = [...new Set(lines.map((line) => line.implementation))];
  const colour = (/** @type {string} */ variant) => colours[variants.indexOf(variant) % colours.length];
  const x = decades(lines.map((line) => log10(line.n)), 6);
  return figure({
    id: `errors-${type}`, title: `Largest error against n, ${type}`,
    caption: "Units in the last place over the length of the row. Dashed: the bound that is proven of the worst case. Short rule at the right: the limit that the largest error of all is held to. What is below 10⁻² or above 10¹² is drawn there.",
    legend: [...variants.map((name) => ({ name, colour: colour(name) })), { name: "proven bound", colour: "var(--soft)", kind: "dashed" }],
    names: ["quantity", "implementation", "n", "cases", "max_ulp", "p99_ulp", "mean_ulp", "bound_ulp"], rows: lines.map((line) => [line.quantity, line.implementation, line.n, line.cases, line.max_ulp, line.p99_ulp, line.mean_ulp, line.bound_ulp]),
    panels: quantities.map((quantity) => {
      const own = lines.filter((line) => line.quantity === quantity).sort((a, b) => a.n - b.n);
      const level = (/** @type {any} */ value) => Math.max(-2, Math.min(12, log10(value)));
      const points = own.map((line) => ({ x: log10(line.n), y: level(line.max_ulp), bound: level(line.bound_ulp), variant: line.implementation, title: `${line.implementation}, n = ${grouped(line.n)}\nmax ${short(line.max_ulp)} ulp, mean ${short(line.mean_ulp)}\nbound ${short(line.bound_ulp)}` }));
      const limits = whole.filter((line) => line.quantity === quantity && line.type === type && line.limit_ulp !== undefined).map((line) => ({ y: level(line.limit_ulp), variant: line.implementation }));
      const y = decades([...points.flatMap((point) => [point.y, point.bound]), ...limits.map((limit) => limit.y)], 5);
      const end = x.domain[1];
      return { title: quantity, points: points.length, draw: (/** @type {number} */ width) => small({ width, height: 190, x: { ...x, label: "n" }, y: { ...y, label: "ulp" }, marks: [
        variants.map((variant) => { const part = points.filter((point) => point.variant === variant); return [
          Plots.line(part, { x: "x", y: "bound", stroke: colour(variant), strokeDasharray: "3 3", strokeWidth: 1.25, strokeOpacity: 0.8 }),
          Plots.line(part, { x: "x", y: "y", stroke: colour(variant), strokeWidth: 1.75 }), dots(part, colour(variant), 4.5, 1)]; }),
        Plots.ruleY(limits, { y: "y", x1: end - 0.06 * (end - x.domain[0]), x2: end, stroke: (/** @type {any} */ limit) => colour(limit.variant), strokeWidth: 2.5 }),
        hover(points)] }) };
    }),
  });
}
