// @ts-check
"use strict";
// Reads the data of the page and lays out its parts.

/** The records as one: of each part that several have, the first. @param {any} data */
function merged(data) {
  const runs = data.records.filter((/** @type {any} */ record) => record.schema?.startsWith("tailmass.run/"));
  const run = {};
  for (const record of runs)
    for (const [name, value] of Object.entries(record)) {
      const empty = value === null || (Array.isArray(value) && value.length === 0);
      if (/** @type {any} */ (run)[name] === undefined || (Array.isArray(/** @type {any} */ (run)[name]) && /** @type {any} */ (run)[name].length === 0 && !empty)) /** @type {any} */ (run)[name] = value;
    }
  // Counts and rows are those of the record that judged theorems.
  const judging = runs.find((/** @type {any} */ record) => record.theorems?.length);
  if (judging) Object.assign(run, { summary: judging.summary, rows_judged: judging.rows_judged, command: judging.command, seed: judging.seed, false_alarm: judging.false_alarm });
  const study = (/** @type {string} */ name) => data.records.find((/** @type {any} */ record) => record.schema?.startsWith(`tailmass.${name}/`));
  return { ...run, failures: runs.flatMap((/** @type {any} */ record) => record.failures ?? []), interrupted: runs.some((/** @type {any} */ record) => record.interrupted), comparison: data.comparison, history: data.history, gaussian_rule: data.gaussian_rule, headline: data.headline, headings: data.headings, problems: data.problems, sources: data.records, studies: { gaussian: study("study-gaussian"), search: study("study-search") } };
}

/** A part, or the word that it cannot be drawn, so that one odd record does not take the page away. @param {() => HTMLElement | undefined} make */
function drawn_part(make) {
  try {
    return make();
  } catch (error) {
    console.error(error);
    return h("section", {}, h("p", { class: "note warn" }, `A part of this record cannot be drawn: ${error}`));
  }
}

/** A formula wider than the window scrolls, by the keyboard too. */
function let_formulas_scroll() {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wider = target.scrollWidth > target.clientWidth;
      for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-label": "Formula" }))
        if (wider) target.setAttribute(name, value);
        else target.removeAttribute(name);
    }
  });
  document.querySelectorAll(".display, .if, .statement p").forEach((formula) => sizes.observe(formula));
}

/** A link into what is folded opens it. */
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const folded = target.closest("details") ?? (target.id === "theorems" ? target.querySelector("details") : null);
  if (folded) folded.open = true;
  target.scrollIntoView({ behavior: "instant" });
}

function show_page() {
  const data = JSON.parse(document.getElementById("data")?.textContent ?? "{}");
  for (const { id } of [...data.catalogue.theorems, ...data.catalogue.negative_facts]) known_ids.add(id);
  const run = /** @type {any} */ (merged(data));
  const results = run.theorems?.length ? results_table(run) : undefined;
  /** @type {[string, () => HTMLElement | undefined][]} */
  const makers = [
    ["Summary", () => summary_section(run)], ["Wrong numbers", () => wrong_section(run)], ["Comparison", () => comparison_section(run)], ["Verdicts", () => verdicts_section(run, results)], ["Numbers", () => held_section(run)],
    ["Bounds", () => rows_section(run)], ["Precision", () => precision_section(run)], ["Speed", () => bench_section(run)], ["Hunt", () => hunt_section(run)], ["Hypotheses", () => necessity_section(run)],
    ["Confidence", () => confidence_section(run)], ["Boxes", () => boxes_section(run)], ["Studies", () => studies_section(run)], ["History", () => history_section(run)], ["Theorems", () => theorems_section(run, data.catalogue, results)],
  ];
  const parts = makers.map(([name, make]) => ({ name, section: drawn_part(make) })).filter(({ section }) => section);
  document.getElementById("main")?.replaceChildren(.../** @type {any} */ (parts.map(({ section }) => section)));
  document.getElementById("contents")?.append(...parts.map(({ name, section }) => h("a", { href: `#${section?.id}` }, name)));
  const foot = drawn_part(() => colophon(run));
  if (foot) document.getElementById("footer")?.append(foot);
  document.title = `tailmass: ${signed(headline_of(run).words)}`;
  draw_figures();
  let_formulas_scroll();
  addEventListener("hashchange", unfold);
  unfold();
  document.documentElement.dataset.ready = "yes";
}

show_page();
