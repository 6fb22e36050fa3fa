// @ts-check
"use strict";
// What was found, at a glance.

const verdicts = ["proved", "agrees", "tight", "consistent", "refuted", "undecided", "vacuous"];
const verdict_colours = { proved: "var(--accent)", agrees: "var(--third)", tight: "var(--second)", consistent: "var(--fourth)", refuted: "var(--bad)", undecided: "var(--warn)", vacuous: "var(--line)" };
const verdict_words = { proved: "an inequality whose enclosures separate", agrees: "an identity, to 200 bits", tight: "a bound at its equality case", consistent: "a statistic where its law says", refuted: "enclosures contradict it", undecided: "precision ran out", vacuous: "a hypothesis is not met" };

/** A bar of shares with their counts. @param {[string, number, string, string][]} parts name, count, colour and words */
function shares(parts) {
  const shown = parts.filter(([, count]) => count > 0);
  return [
    h("div", { class: "shares", "aria-hidden": "true" }, shown.map(([, count, colour]) => h("span", { style: `flex:${count};background:${colour}` }))),
    h("dl", { class: "counts" }, parts.map(([name, count, colour, words]) => h("div", { title: words, class: count ? undefined : "zero" }, h("dt", {}, h("i", { style: `background:${colour}`, "aria-hidden": "true" }), name), h("dd", { class: count && (name === "refuted" ? "bad" : name === "undecided" ? "warn" : "") || undefined }, grouped(count))))),
  ];
}

/** @param {any} counts */
const held = (counts) => counts.proved + counts.agrees + counts.tight + counts.consistent;

/** What verdicts were reached, in numbers. @param {any} run */
const judged_claims = (run) => (run.summary && run.theorems?.length ? verdicts.reduce((sum, verdict) => sum + (verdict === "vacuous" ? 0 : run.summary[verdict]), 0) : 0);

/** The words of the first line, and its colour. @param {any} run */
function headline_of(run) {
  const { problems, headings } = run;
  const answer = headings.length === 1 && !run.interrupted ? capital(headings[0].answers[0]) : undefined;
  if (problems.some((/** @type {any} */ problem) => problem.status === "failed" || problem.status === "faulty")) return { words: answer && run.kernel?.length ? answer : run.headline, colour: "bad" };
  if (problems.some((/** @type {any} */ problem) => problem.status === "undecided")) return { words: run.headline, colour: "warn" };
  if (!headings.length && run.history?.length) return { words: changes_of(run.history).headline, colour: undefined };
  // Of several runs the command's words are those of one kind of outcome; where theorems were judged, of these.
  const all = headings.length > 1 && !run.interrupted && !run.theorems?.length && /^(All|The) /.test(run.headline);
  return { words: answer ?? (all ? `All held: ${verbs_of(headings).join(", ")}.` : run.headline), colour: undefined };
}

/** What was run, each verb once. @param {any[]} headings @returns {string[]} */
const verbs_of = (headings) => [...new Set(headings.map(({ command }) => command.split(" ")[1] ?? ""))];

/** Words as a heading begins, but for the name of a sign. @param {string | undefined} words */
const capital = (words) => words && words.replace(/^(?!epsilon)[a-z]/, (letter) => letter.toUpperCase());

/** The answers of every run, below the headline where that has not said it. @param {any} run @param {string} headline */
function answers_of(run, headline) {
  const lines = run.headings.map((/** @type {any} */ { command, conclusion, answers }) => ({ verb: command.split(" ")[1] ?? "", words: [...answers, conclusion].filter((words) => words && capital(words) !== headline) }));
  const shown = lines.filter((/** @type {any} */ { words }) => words.length);
  return shown.length > 0 && h("dl", { class: "answers" }, shown.map((/** @type {any} */ { verb, words }) => [h("dt", {}, verb), h("dd", {}, words.map((/** @type {string} */ each) => h("p", {}, signed_nodes(each))))]));
}

/** @param {any} run */
function summary_section(run) {
  const { summary, rows_judged = {} } = run;
  const all = judged_claims(run);
  const { words, colour } = headline_of(run);
  const cards = run.problems.filter((/** @type {any} */ problem) => !Object.keys(problem.figures ?? {}).length);
  return h("section", { id: "top", style: "margin-top:0" },
    h("h1", { class: colour }, signed_nodes(words)),
    all > 0 && h("p", { class: "lead" }, `${counted(all, "claim")} about ${counted(rows_judged.cases ?? 0, "case")} from ${counted(rows_judged.done ?? 0, "row")} of attention scores${rows_judged.generated > (rows_judged.left_out ?? 0) ? ` and ${grouped(rows_judged.generated - (rows_judged.left_out ?? 0))} generated ones` : ""}, each decided by proof: both sides of every statement are enclosed in intervals of rising precision until they separate, or agree to 200 bits.`),
    answers_of(run, words),
    cards.slice(0, 50).map((/** @type {any} */ problem) => h("div", { class: `failure${problem.status === "failed" ? "" : " warn-edge"}` }, h("p", {}, theorem_link(problem.name), problem.status === "undecided" && h("span", { class: "warn" }, " undecided")), [problem.message, ...problem.detail].map((words) => h("p", {}, words)), problem.replay && command(problem.replay))),
    cards.length > 50 && h("p", { class: "note" }, `and ${grouped(cards.length - 50)} more.`),
    all > 0 && [
      h("p", { class: "label" }, "By verdict"),
      shares(verdicts.map((verdict) => [verdict, summary[verdict], /** @type {any} */ (verdict_colours)[verdict], /** @type {any} */ (verdict_words)[verdict]])),
      summary.undecided > 0 && h("p", { class: "note" }, h("strong", { class: "warn" }, counted(summary.undecided, "claim"), " undecided"), ": not refuted and not held. The sides were still one interval where the precision ended; more bits, or a case farther from equality, would tell."),
    ]);
}

/** What stands at the foot of the page: how the verdicts were reached, where, and by which commands. @param {any} run */
function colophon(run) {
  const all = judged_claims(run);
  const theorems = all ? run.theorems : [];
  const filtered = theorems.reduce((/** @type {number} */ sum, /** @type {any} */ theorem) => sum + theorem.filtered, 0);
  const most_bits = theorems.reduce((/** @type {number} */ most, /** @type {any} */ theorem) => Math.max(most, theorem.bits.max), 0);
  const rows = new Set((run.rows ?? []).map((/** @type {any} */ row) => `${row.file}\n${row.tensor}\n${row.index}`)).size;
  return h("dl", { class: "facts" },
    all > 0 && [h("dt", {}, "Engine"), h("dd", {}, `${percent(filtered / all)} of the claims by a filter of intervals whose midpoints are two doubles, the others by balls of up to ${most_bits} bits`),
      h("dt", {}, "How sure"), h("dd", {}, run.false_alarm ? `Verdicts are proofs, but for ${counted(run.summary.consistent, "statistic")}: that a true one of them is refuted has a probability of at most ${short(run.false_alarm)}.` : "Every verdict is a proof; nothing is decided by a tolerance.")],
    rows > 0 && [h("dt", {}, "Certified"), h("dd", {}, `${counted(rows, "row")}, at ε = ${[...new Set(run.rows.map((/** @type {any} */ row) => row.epsilon))].join(", ")}`)],
    run.host && [h("dt", {}, "Run"), h("dd", {}, [run.date?.slice(0, 16).replace("T", " "), run.host.tailmass && `tailmass ${run.host.tailmass}`, run.commit && `commit ${run.commit.slice(0, 12)}`, `${counted(run.host.threads, "thread")} of ${run.host.processor} (${run.host.simd})`].filter(Boolean).join(", "))],
    run.sources.length > 0 && [h("dt", {}, run.sources.length > 1 ? "Commands" : "Command"),
      h("dd", { class: "commands" }, run.sources.map((/** @type {any} */ source) => h("p", {}, h("code", {}, source.command ?? source.schema.replace(/^tailmass\.study-(.*)\/.*$/, "tailmass study $1")),
        source.timing?.seconds > 0 && h("span", { class: "soft" }, ` ${short(source.timing.seconds)} s`))))],
    h("dt", {}, "Theorems"), h("dd", {}, "Those of Top-k softmax truncation (", h("a", { href: "https://arxiv.org/abs/2512.07647" }, "arXiv:2512.07647"), "): a row of scores ", h("i", {}, "s"), " has probabilities ", h("i", {}, "P"), " = softmax(", h("i", {}, "s"), "), a head of ", h("i", {}, "k"), " kept keys and a tail of mass τ; ", h("i", {}, "P̂"), " is P conditioned on the head, n", h("sub", {}, "f"), " the number of finite scores, k", h("sub", {}, "ε"), " the least k whose tail mass is at most ε."),
    h("dt", {}, "Page"), h("dd", {}, "Made by tailmass from the records inside it. Plots by Observable Plot and D3 (ISC), mathematics by Temml (MIT)."));
}

/** A theorem's id as a link to it. @param {string} id */
function theorem_link(id) {
  const name = id.split("/")[0];
  return known_ids.has(name) ? h("a", { href: `#${name}`, class: "mono" }, id) : h("span", { class: "mono" }, id);
}

/** @type {Set<string>} */
const known_ids = new Set();
