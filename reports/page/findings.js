// @ts-check
"use strict";
// What hunts, studies and proofs over boxes found, and how a run compares with another.

/** @param {string} id @param {string} title @param {any} words @param {...any} content */
const part = (id, title, words, ...content) => h("section", { id }, h("h2", {}, title), words && h("p", {}, words), content);

/** What was not tried does not survive. @param {any} mutant */
const fate_of = (mutant) => (mutant.survives ? "survives" : mutant.hunt_evaluations !== null || mutant.regimes > 0 || mutant.by_sample ? "refuted" : "open");

/** @param {any} run */
function comparison_section(run) {
  const comparison = run.comparison;
  if (!comparison) return;
  const worse = comparison.changes.filter((/** @type {any} */ change) => change.kind === "worse" || change.kind === "lost").length;
  return part("comparison", "Against a base", [worse ? h("strong", { class: "bad" }, `${counted(worse, "thing")} worse or lost`) : "Nothing is worse", " than in ", h("code", {}, comparison.base), `; ${counted(comparison.changes.length, "change")} in all.`],
    comparison.warnings.map((/** @type {string} */ warning) => h("p", { class: "note warn" }, warning)),
    comparison.changes.length > 0 && table({ name: "changes", rows: comparison.changes, search: "Find changes", columns: [
      { name: "name", of: (row) => row.name, show: (row) => theorem_link(row.name) }, { name: "change", of: (row) => row.kind, show: (row) => h("span", { class: row.kind === "worse" || row.kind === "lost" ? "bad" : row.kind === "better" ? "good" : undefined }, row.kind) },
      { name: "of", of: (row) => row.group }, { name: "what it was and is", long: true, of: (row) => row.text }, { name: "again", long: true, of: (row) => row.replay, show: (row) => row.replay && h("code", {}, row.replay) }] }));
}

/** A number of a record, infinities and NaN as the words that they are. @param {any} value @param {number} count */
const digits = (value, count) => (typeof value === "number" ? String(Number(value.toPrecision(count))) : value ?? "");

/** Of how many of the wrong numbers a cause explains each, the commonest first. @param {any[]} rows */
function causes_of(rows) {
  const causes = [...new Set(rows.map((row) => row.cause ?? ""))].map((cause) => ({ cause, of: rows.filter((row) => (row.cause ?? "") === cause) })).sort((a, b) => b.of.length - a.of.length);
  if (causes.length === 1 && !causes[0].cause) return;
  return h("ul", { class: "causes" }, causes.slice(0, 8).map(({ cause, of }) => h("li", {}, h("strong", {}, cause ? `as if ${cause}` : "cause unknown"), `: ${rows.length === 1 ? "it" : of.length === rows.length ? "each of these" : counted(of.length, "number")}, ${of.length > 1 ? "as " : ""}${of[0].tensor} ${of[0].row}`)));
}

/** What was held to its bounds, a line a check. @param {any[]} checks */
const checks_table = (checks) => table({ name: "kernel-checks", rows: checks, columns: [
  { name: "check", of: (check) => check.check }, { name: "held", number: true, of: (check) => check.held, show: (check) => grouped(check.held) },
  { name: "wrong", number: true, of: (check) => check.exceeded, show: (check) => (check.exceeded ? h("span", { class: "bad" }, grouped(check.exceeded)) : "0") },
  { name: "without a bound", number: true, of: (check) => check.unbounded || "", show: (check) => (check.unbounded ? h("span", { class: "warn" }, grouped(check.unbounded)) : "") },
  { name: "largest error/bound", number: true, of: (check) => check.worst_ratio, show: (check) => (Number(check.worst_ratio) > 1 ? factor(check.worst_ratio) : percent(Number(check.worst_ratio))) },
  { name: "at", of: (check) => (check.worst ? place(check.worst) : ""), show: (check) => (check.worst ? unbroken(place(check.worst)) : "") }, { name: "by balls", number: true, of: (check) => check.by_balls || "", show: (check) => (check.by_balls ? grouped(check.by_balls) : "") },
  { name: "what holds", long: true, of: (check) => check.bound }] });

/** @param {any} run */
const checks_of = (run) => [...(run.kernel ?? []), ...(run.consistency ?? [])];

/** @param {any} run */
function held_section(run) {
  const checks = checks_of(run);
  if (!checks.length) return;
  return part("checks", "Numbers held to their bounds", "Of each check how many of the stored numbers it held, and the largest error beside what roundings of the declared arithmetic may add up to.", checks_table(checks));
}

/** @param {any} run */
function wrong_section(run) {
  const checks = checks_of(run);
  const rows = checks.flatMap((/** @type {any} */ check) => (check.failures ?? []).map((/** @type {any} */ failure) => ({ ...failure, ...failure.number, check: check.check })));
  if (!rows.length) return;
  const wrong = checks.reduce((sum, check) => sum + check.exceeded, 0);
  const again = run.problems.find((/** @type {any} */ problem) => Object.keys(problem.figures ?? {}).length)?.replay;
  return part("kernel", "Wrong numbers", `${wrong > rows.length ? `The first ${grouped(rows.length)} of ${counted(wrong, "wrong number")}` : counted(wrong, "wrong number")}: what is stored beside what it should be, how far roundings of the declared arithmetic may take it, and the cause where it is known.`, causes_of(rows),
    table({ name: "kernel-failures", rows, first: 20, search: "Find rows", columns: [
      { name: "row", of: (row) => `${row.tensor} ${row.row}`, show: (row) => unbroken(`${row.tensor} ${row.row}`) }, { name: "check", of: (row) => row.check }, { name: "axis", number: true, of: (row) => row.axis ?? "" },
      { name: "stored", number: true, of: (row) => row.stored ?? "", show: (row) => digits(row.stored, 9) }, { name: "truth", number: true, of: (row) => row.truth ?? "", show: (row) => digits(row.truth, 9) },
      { name: "bound", number: true, of: (row) => row.bound ?? "", show: (row) => short(row.bound) }, { name: "error/bound", number: true, of: (row) => row.ratio ?? "", show: (row) => factor(row.ratio), title: "above 1 no rounding of the declared arithmetic explains it" },
      { name: "cause", long: true, of: (row) => (row.cause ? `as if ${row.cause}` : "unknown") }, { name: "what is wrong", long: true, of: (row) => (row.number ? "" : row.message) }] }), again && command(again));
}

/** @param {any} run */
function hunt_section(run) {
  const { sharpness, mutant_matrix, duels, mutants } = run;
  if (!sharpness?.length && !mutant_matrix?.length && !mutants?.length && !duels?.length) return;
  const outcomes = ["refuted", "undecided", "attained", "approached", "slack", "agrees", "within", "no-case"].map((name) => [name, (sharpness ?? []).filter((/** @type {any} */ goal) => goal.outcome === name).length]).filter(([, count]) => count);
  return part("hunt", "Counterexample search", run.hunt?.evaluations !== undefined && `A search over ${counted(run.hunt.evaluations, "evaluation")} for the case that comes nearest to breaking a claim${outcomes.length ? `: ${outcomes.map(([name, count]) => `${count} ${name}`).join(", ")}` : ""}.`,
    sharpness?.length > 0 && [h("h3", {}, "How sharp each claim is"), table({ name: "sharpness", rows: sharpness, search: "Find claims", columns: [
      { name: "of", of: (goal) => goal.objective, show: (goal) => theorem_link(goal.objective) }, { name: "claim", long: true, of: (goal) => goal.claim },
      { name: "outcome", of: (goal) => goal.outcome, show: (goal) => h("span", { class: goal.outcome === "refuted" ? "bad" : goal.outcome === "undecided" ? "warn" : goal.outcome === "attained" ? "good" : undefined }, goal.outcome) },
      { name: "measure", number: true, of: (goal) => goal.measure, title: "slack of a bound; discrepancy or error over its bound otherwise" },
      { name: "evaluations", number: true, of: (goal) => goal.evaluations, show: (goal) => grouped(goal.evaluations) }, { name: "found at", number: true, of: (goal) => goal.found_at, show: (goal) => grouped(goal.found_at) },
      { name: "n", number: true, of: (goal) => goal.worst?.n }, { name: "k", number: true, of: (goal) => goal.worst?.k }, { name: "by", of: (goal) => goal.worst?.operation ?? "" },
      { name: "again", long: true, of: (goal) => goal.worst?.command ?? "", show: (goal) => goal.worst?.command && h("code", {}, goal.worst.command) }] })],
    mutant_matrix?.length > 0 && [h("h3", {}, "What refutes each mutant"), h("p", { class: "note" }, "Mutants are false variants of the theorems; a suite that lets one live is broken."), table({ name: "mutants", rows: mutant_matrix, search: "Find mutants", columns: [
      { name: "theorem", of: (mutant) => mutant.theorem, show: (mutant) => theorem_link(mutant.theorem) }, { name: "mutant", of: (mutant) => mutant.name }, { name: "change", long: true, of: (mutant) => mutant.change },
      { name: "regimes", number: true, of: (mutant) => mutant.regimes, title: "that have a case which refutes it" }, { name: "first", of: (mutant) => (mutant.first ? `${mutant.first.regime} #${mutant.first.index}` : mutant.by_sample ? "its sample" : "") },
      { name: "hunt", number: true, of: (mutant) => mutant.hunt_evaluations, show: (mutant) => (mutant.hunt_evaluations === null ? "–" : grouped(mutant.hunt_evaluations)), title: "evaluations until the hunt refuted it" },
      { name: "fate", of: fate_of, show: (mutant) => h("span", { class: fate_of(mutant) === "refuted" ? "good" : "bad" }, fate_of(mutant)) }] })],
    mutants?.length > 0 && [h("h3", {}, "Mutants on their own cases"), table({ name: "judged-mutants", rows: mutants, search: "Find mutants", columns: [
      { name: "theorem", of: (mutant) => mutant.theorem, show: (mutant) => theorem_link(mutant.theorem) }, { name: "mutant", of: (mutant) => mutant.name }, { name: "change", long: true, of: (mutant) => mutant.change },
      { name: "verdict", of: (mutant) => mutant.verdict, show: (mutant) => h("span", { class: mutant.verdict === "refuted" ? "good" : "bad" }, mutant.verdict) }] })],
    duels?.length > 0 && [h("h3", {}, "The hunt beside random sampling"), table({ name: "duels", rows: duels, columns: [
      { name: "implementation", of: (duel) => duel.implementation }, { name: "hunt, mean", number: true, of: (duel) => mean_of(duel.hunt) }, { name: "random, mean", number: true, of: (duel) => mean_of(duel.random) }, { name: "won", of: (duel) => (duel.won ? "hunt" : "random") }] })]);
}

/** @param {any[]} values */
const mean_of = (values) => values.reduce((sum, value) => sum + Number(value), 0) / Math.max(1, values.length);

/** @param {any} run */
function necessity_section(run) {
  if (!run.necessity?.length) return;
  return part("necessity", "Which hypotheses are needed", "One hypothesis at a time is left out, on cases that break it and no other. It is necessary where one of them refutes the theorem.",
    table({ name: "necessity", rows: run.necessity, first: 100, search: "Find hypotheses", columns: [
      { name: "theorem", of: (row) => row.theorem, show: (row) => theorem_link(row.theorem) }, { name: "hypothesis", long: true, of: (row) => row.hypothesis },
      { name: "without it", of: (row) => row.finding, show: (row) => h("span", { class: row.finding === "necessary" ? "good" : undefined }, row.finding) }, { name: "tried", number: true, of: (row) => row.tried, show: (row) => grouped(row.tried) },
      { name: "false then", long: true, of: (row) => row.claim ?? "" }, { name: "on", long: true, of: (row) => row.sample ?? (row.scores ? `scores (${row.scores.map(short).join(", ")}), kept ${row.head.join(", ")}` : "") }] }));
}

/** @param {any} run */
function confidence_section(run) {
  if (!run.confidence?.length) return;
  const all = run.confidence.filter((/** @type {any} */ row) => !row.regime);
  return part("confidence", "How often generated rows met each theorem", "Where no case failed, a larger failure rate than the one shown is excluded at 95 % confidence, for rows like these.",
    table({ name: "confidence", rows: all.length ? all : run.confidence, first: 100, search: "Find theorems", columns: [
      { name: "theorem", of: (row) => row.theorem, show: (row) => theorem_link(row.theorem) }, { name: "cases", number: true, of: (row) => row.cases, show: (row) => grouped(row.cases) }, { name: "met", number: true, of: (row) => row.met, show: (row) => grouped(row.met) },
      { name: "refuted", number: true, of: (row) => row.refuted }, { name: "undecided", number: true, of: (row) => row.undecided }, { name: "failure rate below", number: true, of: (row) => row.failure_rate_below },
      { name: "fewest met in", of: (row) => fewest(run.confidence, row.theorem) }] }));
}

/** The regime whose rows met a theorem least. @param {any[]} rows @param {string} theorem */
function fewest(rows, theorem) {
  const own = rows.filter((row) => row.theorem === theorem && row.regime).sort((a, b) => a.met - b.met);
  return own.length ? `${own[0].regime} (${own[0].met})` : "";
}

/** @param {any} run */
function boxes_section(run) {
  if (!run.boxes?.length) return;
  return part("boxes", "Proofs over a box of scores", "For all scores of a box at once, by branch and bound.", table({ name: "boxes", rows: run.boxes, columns: [
    { name: "theorem", of: (box) => box.theorem, show: (box) => theorem_link(box.theorem) }, { name: "mutant", of: (box) => box.mutant ?? "" }, { name: "n", number: true, of: (box) => box.n }, { name: "k", number: true, of: (box) => box.k },
    { name: "verdict", of: (box) => box.verdict, show: (box) => h("span", { class: (box.verdict === "refuted") === Boolean(box.mutant) ? "good" : "bad" }, box.verdict) }, { name: "boxes", number: true, of: (box) => box.boxes, show: (box) => grouped(box.boxes) }, { name: "open", number: true, of: (box) => box.open }, { name: "seconds", number: true, of: (box) => box.seconds }] }));
}

/** @param {any} run */
function studies_section(run) {
  const { gaussian, search } = run.studies;
  if (!gaussian && !search) return;
  return part("studies", "Theory and practice", "Measured and never asserted.",
    gaussian && [h("h3", {}, "Gaussian scores beside the rule"), gaussian_figure(run, gaussian)],
    search && [h("h3", {}, "What certified search costs"), table({ name: "searches", rows: search.sources.flatMap((/** @type {any} */ source) => source.searches.map((/** @type {any} */ each) => ({ ...each, source }))), columns: [
      { name: "keys", of: (row) => `${row.source.name}, n = ${row.source.keys}, d = ${row.source.dimension}` }, { name: "cells", of: (row) => row.cells }, { name: "bound", of: (row) => row.bound }, { name: "ε", number: true, of: (row) => row.epsilon, show: (row) => String(row.epsilon) }, { name: "scored, mean", number: true, of: (row) => row.mean_scored }, { name: "n/scored", number: true, of: (row) => row.factor, show: (row) => factor(row.factor) },
      { name: "cost, mean", number: true, of: (row) => row.limit ? undefined : row.mean_cost }, { name: "n/cost", number: true, of: (row) => row.limit ? undefined : row.cost_factor, show: (row) => row.limit ? "limit" : factor(row.cost_factor) }, { name: "median n/cost", number: true, of: (row) => row.limit ? undefined : row.median_ratio, show: (row) => row.limit ? "limit" : factor(row.median_ratio) }, { name: "mean n/cost", number: true, of: (row) => row.limit ? undefined : row.mean_ratio, show: (row) => row.limit ? "limit" : factor(row.mean_ratio) }] }),
      h("p", { class: "note" }, "A cost is in key products: d numbers that a query reads. A limit is given its bounds. Certificates: ", search.sources.map((/** @type {any} */ source) => `${source.certificates.proved} proved, ${source.certificates.refuted} refuted, ${source.certificates.undecided} undecided for ${source.name}, n = ${source.keys}`).join("; "), ". False ones refuted on so many rows: ", search.sources.map((/** @type {any} */ source) => source.controls.map((/** @type {any} */ control) => `${control.bound} ${control.refuted}`).join(", ")).join("; "), "."),
      h("p", { class: "note" }, "The paper reports ", search.paper.map((/** @type {any} */ each) => `${each.mean_scored} of ${each.keys}`).join(" and "), " keys for ", search.paper[0]?.model, ` at ε = ${search.paper[0]?.epsilon}.`)]);
}

/** @param {any} run @param {any} study */
function gaussian_figure(run, study) {
  const epsilons = [...new Set(study.k_epsilon.map((/** @type {any} */ each) => each.epsilon))];
  return figure({ id: "gaussian-k", title: "How many keys Gaussian rows need", caption: "Dots are means over rows of the share of keys whose tail has a mass of at most ε, lines the rule of long rows.",
    legend: epsilons.map((epsilon, i) => ({ name: `ε = ${epsilon}`, colour: colours[i % colours.length] })),
    names: ["sigma", "n", "epsilon", "rows", "mean", "deviation", "rule"], rows: study.k_epsilon.map((/** @type {any} */ each) => [each.sigma, each.n, each.epsilon, each.rows, each.k.mean, each.k.deviation, each.rule]),
    panels: [...new Set(study.k_epsilon.map((/** @type {any} */ each) => each.n))].map((n) => {
      const own = study.k_epsilon.filter((/** @type {any} */ each) => each.n === n);
      const points = own.map((/** @type {any} */ each) => ({ x: each.sigma, y: each.k.mean / n, epsilon: each.epsilon, title: `σ = ${each.sigma}, ε = ${each.epsilon}\nmean ${short(each.k.mean)}, rule ${short(each.rule)}` }));
      const widest = Math.max(...points.map((/** @type {any} */ point) => point.x));
      const ticks = [0, 0.25, 0.5, 0.75, 1];
      return { title: `n = ${grouped(/** @type {number} */ (n))}`, points: points.length, draw: (/** @type {number} */ width) => small({ width, x: { domain: [0, 1.05 * widest], label: "σ" }, y: { domain: [0, 1], ticks, tickFormat: "%", label: "needed" }, marks: [
        epsilons.map((epsilon, i) => [Plots.line((run.gaussian_rule ?? []).filter((/** @type {any} */ point) => point.epsilon === epsilon && point.sigma <= 1.05 * widest), { x: "sigma", y: "share", stroke: colours[i % colours.length], strokeWidth: 1.5 }), dots(points.filter((/** @type {any} */ point) => point.epsilon === epsilon), colours[i % colours.length], 6, 1)]), hover(points)] }) };
    }) });
}
