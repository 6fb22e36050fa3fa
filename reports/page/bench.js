// @ts-check
"use strict";
// Speed: contestants that do the same job, beside each other in one run.

/** @param {any} run */
function bench_section(run) {
  const jobs = run.bench;
  if (!jobs?.length) return;
  const targets = jobs.flatMap((/** @type {any} */ job) => job.targets.map((/** @type {any} */ target) => ({ ...target, job: `${job.table}, ${job.column}` })));
  const tables = [...new Set(jobs.map((/** @type {any} */ job) => job.table))];
  return h("section", { id: "speed" }, h("h2", {}, "Speed"),
    h("p", {}, "Times of contestants that do the same job, interleaved round by round in one run: compare ratios, for absolute times drift from run to run."),
    tables.map((name, i) => bench_figure(jobs.filter((/** @type {any} */ job) => job.table === name), String(name), i)),
    targets.length > 0 && [h("h3", {}, "Targets"), table({ name: "targets", rows: targets, first: 100, columns: [
      { name: "job", of: (target) => target.job }, { name: "target", long: true, of: (target) => target.target }, { name: "against", of: (target) => target.against ?? "" },
      { name: "ratio", number: true, of: (target) => target.ratio, show: (target) => factor(target.ratio) }, { name: "at most", number: true, of: (target) => target.most, show: (target) => factor(target.most) },
      { name: "met", of: (target) => (target.met === undefined ? "not run" : target.met ? "yes" : "no"), show: (target) => h("span", { class: target.met ? "good" : target.met === false ? "bad" : undefined }, target.met === undefined ? "not run" : target.met ? "yes" : "no") }] })]);
}

/** Bars from the reference to each contestant, by the logarithm of the ratio of their times. @param {any[]} jobs @param {string} name @param {number} index */
function bench_figure(jobs, name, index) {
  const run = jobs.map((job) => ({ job, times: job.times.filter((/** @type {any} */ time) => time.absent === undefined) }));
  return figure({
    id: `bench-${index}`, title: name,
    caption: "Time over that of the reference, where each bar starts: to the left is faster, to the right slower. Beside the name, nanoseconds an element.",
    names: ["column", "elements", "rounds", "reference", "contestant", "nanoseconds", "ratio", "off", "absent"],
    rows: jobs.flatMap((job) => job.times.map((/** @type {any} */ time) => [job.column, job.elements, job.rounds, job.reference, time.name, time.nanoseconds, time.ratio, time.off, time.absent])),
    panels: run.map(({ job, times }) => {
      const bars = times.map((/** @type {any} */ time) => ({ name: `${time.name}  ${short(time.nanoseconds)}`, x: log10(time.ratio), own: time.name === "tailmass", roof: /roof/.test(time.name), title: `${time.name}\n${short(time.nanoseconds)} ns an element\n${factor(time.ratio)} of ${job.reference}` }));
      const axis = decades([0, ...bars.map((/** @type {any} */ bar) => bar.x)], 5);
      return { title: job.column, note: `against ${job.reference}`, points: bars.length, draw: (/** @type {number} */ width) => Plots.plot({
        width, height: 40 + 20 * bars.length, marginLeft: Math.min(190, 24 + 5.9 * Math.max(...bars.map((/** @type {any} */ bar) => bar.name.length))), marginTop: 4, marginRight: 14, style: { background: "transparent" },
        x: { ...axis, label: null, tickSize: 0, tickFormat: (/** @type {number} */ tick) => `×${decade(tick)}` }, y: { domain: bars.map((/** @type {any} */ bar) => bar.name), label: null, tickSize: 0, padding: 0.35 },
        marks: [Plots.gridX({ ticks: axis.ticks, stroke: "var(--grid)", strokeOpacity: 1 }),
          Plots.ruleY(bars, { y: "name", x1: 0, x2: "x", strokeWidth: 7, stroke: (/** @type {any} */ bar) => (bar.roof ? "var(--soft)" : "var(--accent)"), strokeOpacity: 0.45 }),
          Plots.dot(bars, { y: "name", x: "x", r: 4, fill: (/** @type {any} */ bar) => (bar.own ? "var(--second)" : bar.roof ? "var(--soft)" : "var(--accent)"), className: "point" }),
          Plots.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
          Plots.tip(bars, Plots.pointerY({ y: "name", x: "x", title: "title" }))] }) };
    }),
  });
}
