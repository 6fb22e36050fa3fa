// @ts-check
"use strict";
// Errors, slack and speed over commits.

/** @param {any} run */
function history_section(run) {
  const history = run.history;
  if (!history?.length) return;
  const names = (/** @type {string} */ kind) => [...new Set(history.flatMap((/** @type {any} */ at) => Object.keys(at[kind] ?? {})))];
  const kinds = [["errors", "Largest errors", "ulp", true], ["slack", "Least slack", "ln(rhs/lhs)", true], ["looseness", "Median looseness", "rhs/lhs", true], ["speed", "Time", "seconds, or nanoseconds an element", true]];
  return part("history", "Over commits", `${counted(history.length, "record")}, from ${history[0].date.slice(0, 10)} to ${history[history.length - 1].date.slice(0, 10)}.`,
    kinds.filter(([kind]) => names(String(kind)).length).map(([kind, title, unit]) => history_figure(history, String(kind), String(title), String(unit), names(String(kind)))));
}

/** @param {any[]} history @param {string} kind @param {string} title @param {string} unit @param {string[]} names */
function history_figure(history, kind, title, unit, names) {
  const points_of = (/** @type {string} */ name) => history.map((at, i) => ({ i, at, value: at[kind]?.[name] })).filter(({ value }) => value !== undefined);
  return figure({ id: `history-${kind}`, title: `${title} over commits`, caption: `One point a record, in the order of their dates (${unit}).`,
    names: ["date", "commit", ...names], rows: history.map((at) => [at.date, at.commit, ...names.map((name) => at[kind]?.[name])]),
    panels: names.map((name) => {
      const all = points_of(name);
      const points = all.filter(({ value }) => Number.isFinite(log10(value))).map(({ i, at, value }) => ({ x: i, y: log10(value), title: `${at.date.slice(0, 10)} ${at.commit.slice(0, 10)}\n${short(value)}` }));
      const y = decades(points.map((point) => point.y), 4);
      const last = all[all.length - 1];
      return { title: name, note: `now ${short(last.value)}${all.length > points.length ? ", zeros not drawn" : ""}`, points: points.length, draw: (/** @type {number} */ width) => small({ width, height: 150, x: { domain: [-0.2, Math.max(1, history.length - 1) + 0.2], ticks: [], label: null }, y, marks: [Plots.line(points, { x: "x", y: "y", stroke: colours[0], strokeWidth: 1.5 }), dots(points, colours[0], 5, 1), hover(points)] }) };
    }) });
}
