// @ts-check
"use strict";
// Errors, slack and speed over commits.

/** What the last record has that the first had not, or has more or less of, by half or more. @param {any[]} history */
function changes_of(history) {
  const first = history[0];
  const last = history[history.length - 1];
  const changes = ["errors", "slack", "looseness", "speed"].flatMap((kind) => Object.keys(last[kind] ?? {}).map((name) => ({ kind, name, was: first[kind]?.[name], is: last[kind][name] })))
    .filter(({ was, is }) => was !== undefined && Number.isFinite(log10(is)) && Number.isFinite(log10(was)) && Math.abs(log10(is) - log10(was)) > log10(1.5))
    .sort((a, b) => Math.abs(log10(b.is) - log10(b.was)) - Math.abs(log10(a.is) - log10(a.was)));
  const span = `${counted(history.length, "record")} from ${first.date.slice(0, 10)} to ${last.date.slice(0, 10)}`;
  return { changes, headline: changes.length ? `${counted(changes.length, "figure")} changed by half or more over ${span}.` : `No figure changed by half or more over ${span}.` };
}

/** @param {any} run */
function history_section(run) {
  const history = run.history;
  if (!history?.length) return;
  const names = (/** @type {string} */ kind) => [...new Set(history.flatMap((/** @type {any} */ at) => Object.keys(at[kind] ?? {})))];
  const kinds = [["errors", "Largest errors", "ulp", true], ["slack", "Least slack", "ln(rhs/lhs)", true], ["looseness", "Median looseness", "rhs/lhs", true], ["speed", "Time", "seconds, or nanoseconds an element", true]];
  const { changes } = changes_of(history);
  return part("history", "Over commits", `${changes.length ? "What changed by half or more between the first record and the last; then every" : "Every"} figure, a point a record.`,
    changes.length > 0 && table({ name: "changed", rows: changes, first: 20, columns: [
      { name: "figure", of: (row) => row.name }, { name: "kind", of: (row) => row.kind }, { name: "first", number: true, of: (row) => row.was }, { name: "now", number: true, of: (row) => row.is }, { name: "ratio", number: true, of: (row) => 10 ** (log10(row.is) - log10(row.was)), show: (row) => factor(10 ** (log10(row.is) - log10(row.was))) }] }),
    kinds.filter(([kind]) => names(String(kind)).length).map(([kind, title, unit]) => history_figure(history, String(kind), String(title), String(unit), names(String(kind)))));
}

/** Times are in two units, which their names end with. @param {string} kind @param {string} name @param {string} unit */
const unit_of = (kind, name, unit) => (kind !== "speed" ? unit : name.endsWith(", ns") ? "ns an element" : "seconds");

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
      return { title: name, note: `now ${short(last.value)}${all.length > points.length ? ", zeros not drawn" : ""}`, points: points.length, draw: (/** @type {number} */ width) => small({ width, height: 150, x: { domain: [-0.2, Math.max(1, history.length - 1) + 0.2], ticks: [], label: "records by date" }, y: { ...y, label: unit_of(kind, name, unit) }, marks: [Plots.line(points, { x: "x", y: "y", stroke: colours[0], strokeWidth: 1.5 }), dots(points, colours[0], 5, 1), hover(points)] }) };
    }) });
}
