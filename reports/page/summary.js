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
    h("dl", { class: "counts" }, parts.map(([name, count, colour, words]) => h("div", { title: words }, h("dt", {}, h("i", { style: `background:${colour}`, "aria-hidden": "true" }), name), h("dd", { class: count && (name === "refuted" ? "bad" : name === "undecided" ? "warn" : "") || undefined }, grouped(count))))),
  ];
}

/** @param {any} counts */
const held = (counts) => counts.proved + counts.agrees + counts.tight + counts.consistent;

/** @param {any} run */
function summary_section(run) {
  const { theorems, summary, rows_judged = {} } = run;
  const judged = summary && theorems?.length;
  const all = judged ? verdicts.reduce((sum, verdict) => sum + (verdict === "vacuous" ? 0 : summary[verdict]), 0) : 0;
  const filtered = (theorems ?? []).reduce((/** @type {number} */ sum, /** @type {any} */ theorem) => sum + theorem.filtered, 0);
  const most_bits = (theorems ?? []).reduce((/** @type {number} */ most, /** @type {any} */ theorem) => Math.max(most, theorem.bits.max), 0);
  const rows = new Set((run.rows ?? []).map((/** @type {any} */ row) => `${row.file}\n${row.tensor}\n${row.index}`)).size;
  const lead = judged
    ? `${counted(all, "claim")} about ${counted(rows_judged.cases ?? 0, "case")} from ${counted(rows_judged.done ?? 0, "row")} of attention scores${rows_judged.generated ? ` and ${grouped(rows_judged.generated)} generated ones` : ""}, each decided by proof: both sides of every statement are enclosed in intervals of rising precision until they separate, or agree to 200 bits.`
    : run.command ? "A record of one run." : "";
  const broken = run.problems;
  return h("section", { id: "top", style: "margin-top:0" },
    h("h1", { class: broken.length ? "bad" : undefined }, run.headline),
    lead && h("p", { class: "lead" }, lead),
    broken.slice(0, 50).map((/** @type {any} */ problem) => h("div", { class: `failure${problem.status === "failed" ? "" : " warn-edge"}` }, h("p", {}, theorem_link(problem.name)), [problem.message, ...problem.detail].map((words) => h("p", {}, words)), problem.replay && command(problem.replay))),
    broken.length > 50 && h("p", { class: "note" }, `and ${grouped(broken.length - 50)} more.`),
    judged && [
      h("p", { class: "label" }, "By verdict"),
      shares(verdicts.map((verdict) => [verdict, summary[verdict], /** @type {any} */ (verdict_colours)[verdict], /** @type {any} */ (verdict_words)[verdict]])),
      h("p", { class: "label" }, "By engine"),
      shares([["filter of intervals", filtered, "var(--accent)", "decided by intervals whose midpoints are two doubles"], [`balls of up to ${most_bits} bits`, Math.max(0, all - filtered), "color-mix(in srgb, var(--accent) 40%, var(--paper))", "decided by Arb's balls"]]),
    ],
    h("dl", { class: "facts" },
      judged && [h("dt", {}, "How sure"), h("dd", {}, run.false_alarm ? `Verdicts are proofs, but for ${counted(summary.consistent + (summary.refuted && 0), "statistic")}: that a true one of them is refuted has a probability of at most ${short(run.false_alarm)}.` : "Every verdict is a proof; nothing is decided by a tolerance.")],
      (run.consistency ?? []).map((/** @type {any} */ check) => [h("dt", {}, check.check), h("dd", {}, `${grouped(check.held)} held, ${grouped(check.exceeded)} exceeded; largest error ${percent(Number(check.worst_ratio))} of its bound: ${check.bound}`)]),
      (run.kernel ?? []).map((/** @type {any} */ check) => [h("dt", {}, check.check), h("dd", {}, `${grouped(check.held)} held, ${grouped(check.exceeded)} exceeded${check.unbounded ? `, ${grouped(check.unbounded)} without a bound` : ""}: ${check.bound}`)]),
      rows > 0 && [h("dt", {}, "Certified"), h("dd", {}, `${counted(rows, "row")}, at ε = ${[...new Set(run.rows.map((/** @type {any} */ row) => row.epsilon))].join(", ")}`)],
      run.host && [h("dt", {}, "Run"), h("dd", {}, [run.date?.slice(0, 16).replace("T", " "), run.commit && `commit ${run.commit.slice(0, 12)}`, `${counted(run.host.threads, "thread")} of ${run.host.processor} (${run.host.simd})`].filter(Boolean).join(", "))],
      run.sources.length > 0 && [h("dt", {}, run.sources.length > 1 ? "Commands" : "Command"),
        h("dd", { class: "commands" }, run.sources.map((/** @type {any} */ source) => h("p", {}, h("code", {}, source.command ?? source.schema.replace(/^tailmass\.study-(.*)\/.*$/, "tailmass study $1")),
          source.timing?.seconds > 0 && h("span", { class: "soft" }, ` ${short(source.timing.seconds)} s`))))]),
    h("p", { class: "note" }, "The theorems are those of Top-k softmax truncation (", h("a", { href: "https://arxiv.org/abs/2512.07647" }, "arXiv:2512.07647"), "): a row of scores ", h("i", {}, "s"), " has probabilities ", h("i", {}, "P"), " = softmax(", h("i", {}, "s"), "), a head of ", h("i", {}, "k"), " kept keys and a tail of mass τ; ", h("i", {}, "P̂"), " is P conditioned on the head, n", h("sub", {}, "f"), " the number of finite scores, k", h("sub", {}, "ε"), " the least k whose tail mass is at most ε."));
}

/** A theorem's id as a link to it. @param {string} id */
function theorem_link(id) {
  const name = id.split("/")[0];
  return known_ids.has(name) ? h("a", { href: `#${name}`, class: "mono" }, id) : h("span", { class: "mono" }, id);
}

/** @type {Set<string>} */
const known_ids = new Set();
