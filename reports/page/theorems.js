// @ts-check
"use strict";
// The catalogue with what the run found of each theorem.

/** The command that judges a worst case again. @param {any} run @param {string} id @param {any} origin */
function worst_command(run, id, origin) {
  const file = origin.file && run.command?.includes(origin.file) ? ` ${quoted(origin.file)}` : "";
  const generated = origin.tensor.startsWith("generated ");
  const seed = run.seed !== undefined && run.seed !== 1 ? ` --seed ${run.seed}` : "";
  return `tailmass verify${file} --theorem ${id}${generated || !origin.k ? "" : ` --k ${origin.k} --instances 0`}${seed}`;
}

/** What was found of each theorem. @param {any} run @param {any} results the table of them */
function verdicts_section(run, results) {
  if (!results) return;
  return h("section", { id: "verdicts" }, h("h2", {}, "Theorem by theorem"),
    h("p", {}, "Every count is a number of judged claims. Looseness is the median of right side over left side, what a bound is worth on these scores; slack is the least ln(rhs/lhs), 0 at equality."),
    results, spread_figures(run));
}

/** The catalogue, folded: what each theorem says, and what was found of it. @param {any} run @param {any} catalogue @param {any} results the table that the same words filter */
function theorems_section(run, catalogue, results) {
  const by_id = new Map((run.theorems ?? []).map((/** @type {any} */ theorem) => [theorem.id, theorem]));
  const articles = catalogue.theorems.map((/** @type {any} */ entry) => ({ entry, found: by_id.get(entry.id), element: article(run, entry, by_id.get(entry.id)) }));
  const sections = [...new Set(catalogue.theorems.map((/** @type {any} */ entry) => entry.section))].map((number) => {
    const own = articles.filter((/** @type {any} */ each) => each.entry.section === number);
    return { own, element: h("div", {}, h("h3", {}, `${number}  ${own[0].entry.section_title}`), own.map((/** @type {any} */ each) => each.element)) };
  });

  let words = "";
  let state = "all";
  const states = {
    all: () => true,
    paper: (/** @type {any} */ each) => each.entry.source.startsWith("the paper"),
    beyond: (/** @type {any} */ each) => each.entry.source.startsWith("beyond"),
    coq: (/** @type {any} */ each) => each.entry.coq,
    broken: (/** @type {any} */ each) => each.found && (each.found.refuted || each.found.undecided),
    vacuous: (/** @type {any} */ each) => each.found && each.found.vacuous,
  };
  function filter() {
    const kept = new Set();
    for (const each of articles) {
      const text = `${each.entry.id} ${each.entry.words} ${each.entry.source} ${each.entry.section_title}`.toLowerCase();
      const shown = /** @type {any} */ (states)[state](each) && words.split(/\s+/).every((word) => text.includes(word));
      each.element.hidden = !shown;
      if (shown) kept.add(each.entry.id);
    }
    for (const { own, element } of sections) element.hidden = own.every((/** @type {any} */ each) => each.element.hidden);
    results?.filter?.((/** @type {any} */ row) => kept.has(row.id));
    count.textContent = kept.size === articles.length ? counted(kept.size, "theorem") : `${kept.size} of ${counted(articles.length, "theorem")}`;
  }
  const count = h("span", { role: "status" });
  const controls = h("div", { class: "controls", role: "search" },
    h("input", { id: "find", type: "search", placeholder: "Find a theorem", "aria-label": "Find a theorem", input: (/** @type {any} */ event) => ((words = event.target.value.trim().toLowerCase()), filter()) }),
    h("label", {}, "Show", h("select", { id: "state", change: (/** @type {any} */ event) => ((state = event.target.value), filter()) },
      h("option", { value: "all" }, "all"), h("option", { value: "paper" }, "the paper's"), h("option", { value: "beyond" }, "those beyond it"), h("option", { value: "coq" }, "proved for all rows"), by_id.size > 0 && [h("option", { value: "broken" }, "refuted or undecided"), h("option", { value: "vacuous" }, "with vacuous cases")])),
    count);
  filter();
  // A link to a theorem that the filter hides shows it again.
  addEventListener("hashchange", () => {
    const target = articles.find((/** @type {any} */ each) => `#${each.entry.id}` === location.hash);
    if (!target?.element.hidden) return;
    words = "";
    state = "all";
    /** @type {HTMLInputElement} */ (document.getElementById("find")).value = "";
    /** @type {HTMLSelectElement} */ (document.getElementById("state")).value = "all";
    filter();
    target.element.scrollIntoView();
  });
  return h("section", { id: "theorems" }, h("h2", {}, "The theorems"), h("p", {}, catalogue.proved, by_id.size ? "" : " This record has no verdicts on them."),
    h("details", { id: "catalogue" }, h("summary", {}, "Statements, hypotheses, equality cases, and what does not hold"),
      controls, sections.map(({ element }) => element), negative_facts(catalogue)), rounding_bounds(catalogue.rounding));
}

/** What rounding costs at most, and who says so. @param {any} rounding */
function rounding_bounds(rounding) {
  return h("details", { id: "rounding" }, h("summary", {}, rounding.words),
    table({ name: "rounding", rows: rounding.bounds, first: 100, columns: [
      { name: "what", of: (row) => row.what }, { name: "where", of: (row) => row.of }, { name: "stated", of: (row) => row.stated },
      { name: "proved", of: (row) => row.proved }, { name: "by", of: (row) => row.by }, { name: "range", of: (row) => row.range }, { name: "source", of: (row) => row.source },
    ] }));
}

/** @param {any} run */
function results_table(run) {
  const count = (/** @type {string} */ name) => ({ name, number: true, of: (/** @type {any} */ row) => row[name], show: (/** @type {any} */ row) => (row[name] && (name === "refuted" || name === "undecided") ? h("strong", { class: name === "refuted" ? "bad" : "warn" }, grouped(row[name])) : row[name] || name === "refuted" || name === "undecided" ? grouped(row[name]) : "·") });
  return table({ name: "theorems", rows: run.theorems, first: 100, columns: [
    { name: "theorem", of: (row) => row.id, show: (row) => theorem_link(row.id) },
    ...verdicts.map(count),
    { name: "bits", number: true, of: (row) => row.bits.max, title: "most that a verdict took" },
    { name: "by filter", number: true, of: (row) => row.filtered / Math.max(1, held(row) + row.refuted + row.undecided), show: (row) => percent(row.filtered / Math.max(1, held(row) + row.refuted + row.undecided)), title: "share decided by intervals around two doubles" },
    { name: "looseness", number: true, of: (row) => row.looseness?.median, show: (row) => (row.looseness ? factor(row.looseness.median) : row.agrees && !row.proved ? "=" : ""), title: "median of right side over left side" },
    { name: "slack", number: true, of: (row) => row.worst?.slack, show: (row) => (row.worst ? short(row.worst.slack) : ""), title: "least ln(rhs/lhs)" },
  ] });
}

/** @param {any} run @param {any} entry @param {any} found */
function article(run, entry, found) {
  const hypotheses = entry.hypotheses ?? [];
  const counts = found && verdicts.filter((verdict) => found[verdict]).map((verdict) => h("p", {}, h("strong", { class: verdict === "refuted" ? "bad" : verdict === "undecided" ? "warn" : undefined }, grouped(found[verdict])), ` ${verdict}`));
  const many = found?.claims?.length > 1;
  return h("article", { id: entry.id },
    h("h4", {}, h("a", { href: `#${entry.id}` }, entry.id), h("span", { class: "source" }, entry.coq ? `${entry.source}; Coq: ${entry.coq}` : entry.source)),
    h("div", {}, entry.statement ? trusted("div", "statement", entry.statement) : h("p", {}, entry.words),
      hypotheses.length > 0 && trusted("p", "if", `If ${hypotheses.join(" · ")}`),
      entry.equality && trusted("p", "if", `Equality: ${entry.equality}`)),
    h("div", { class: "side" }, counts,
      found?.looseness && h("p", {}, "loose by ", h("strong", {}, factor(found.looseness.median)), ` (${factor(found.looseness.min)} to ${factor(found.looseness.max)})`),
      found?.worst && h("p", {}, "least slack ", h("strong", {}, short(found.worst.slack)), ` at ${place(found.worst.case)}`),
      found && h("p", {}, `up to ${found.bits.max} bits`, found.by_largest_term ? `, ${grouped(found.by_largest_term)} to the largest term` : ""),
      found?.false_alarm && h("p", {}, `false alarm ${short(found.false_alarm)}`)),
    (many || found?.worst) && h("details", {}, h("summary", {}, many ? `${found.claims.length} claims, and the worst case again` : "The worst case again"),
      found.worst && command(worst_command(run, entry.id, found.worst.case)),
      many && h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Claims of ${entry.id}` }, h("table", {}, h("thead", {}, h("tr", {}, ["claim", "held", "refuted", "undecided", "looseness", "slack", "at"].map((name, i) => h("th", { scope: "col", class: i > 0 && i < 6 && "number" }, name)))),
        h("tbody", {}, found.claims.map((/** @type {any} */ claim) => h("tr", {}, h("th", { scope: "row", style: "font-weight:400" }, claim.claim), [grouped(held(claim)), grouped(claim.refuted), grouped(claim.undecided), factor(claim.looseness?.median), claim.worst ? short(claim.worst.slack) : ""].map((text) => h("td", { class: "number" }, text)), h("td", {}, claim.worst ? place(claim.worst.case) : ""))))))));
}

/** How loose each bound is, and how near a case came to it. @param {any} run */
function spread_figures(run) {
  const bounds = run.theorems.filter((/** @type {any} */ theorem) => theorem.looseness).map((/** @type {any} */ theorem) => {
    const { min, median, max } = theorem.looseness;
    return { id: theorem.id, low: log10(min), x: log10(median), high: log10(max), slack: theorem.worst?.slack, median, max, min };
  }).sort((/** @type {any} */ a, /** @type {any} */ b) => a.x - b.x);
  if (!bounds.length) return;
  const finite = bounds.map((/** @type {any} */ bound) => bound.x).filter(Number.isFinite);
  const end = Math.max(1, Math.min(6, Math.ceil(Math.max(0, ...finite) + 1)));
  const inside = (/** @type {number} */ x) => Math.max(0, Math.min(end, x));
  const drawn = bounds.map((/** @type {any} */ bound) => ({ ...bound, name: bound.id, low: inside(bound.low), x: inside(bound.x), high: inside(bound.high), title: `${bound.id}\nmedian ×${short(bound.median)}\nfrom ×${short(bound.min)} to ×${short(bound.max)}` }));
  const looseness = figure({
    id: "looseness", title: "Looseness", wide: true,
    caption: `Right side over left side of every proved bound: the least, the median (dot) and the largest, each cut off at ×${decade(end)}.`,
    names: ["theorem", "min", "median", "max"], rows: bounds.map((/** @type {any} */ bound) => [bound.id, bound.min, bound.median, bound.max]),
    panels: [{ points: bounds.length, draw: (width) => ranked({ rows: drawn, width, axis: { domain: [0, end], ticks: Array.from({ length: end + 1 }, (_, i) => i) }, tick: (tick) => `×${decade(tick)}`, label: "right side over left side" }) }],
  });
  const slacks = run.theorems.filter((/** @type {any} */ theorem) => theorem.worst).map((/** @type {any} */ theorem) => ({ id: theorem.id, slack: theorem.worst.slack, at: place(theorem.worst.case), x: log10(theorem.worst.slack), title: `${theorem.id}\nslack ${short(theorem.worst.slack)}\n${place(theorem.worst.case)}` })).sort((/** @type {any} */ a, /** @type {any} */ b) => a.x - b.x);
  const apart = slacks.filter((/** @type {any} */ slack) => Number.isFinite(slack.x));
  const attained = slacks.filter((/** @type {any} */ slack) => Number(slack.slack) === 0 && !Number.isFinite(slack.x)).length;
  const words = `How near a case came to each bound: ln(rhs/lhs) of the worst one.${attained ? ` ${attained} of ${counted(slacks.length, "bound")} ${attained === 1 ? "is" : "are"} attained exactly, and not drawn.` : ""}`;
  const axis = decades(apart.map((/** @type {any} */ slack) => slack.x), 8);
  const least = apart.length > 0 ? figure({
    id: "slack", title: "Least slack", wide: true, caption: words,
    names: ["theorem", "slack", "case"], rows: slacks.map((/** @type {any} */ slack) => [slack.id, slack.slack, slack.at]),
    panels: [{ points: apart.length, draw: (width) => ranked({ rows: apart.map((/** @type {any} */ slack) => ({ ...slack, name: slack.id, low: slack.x, high: slack.x })), width, axis, tick: decade, label: "ln(rhs/lhs)" }) }],
  }) : slacks.length > 0 && h("p", { class: "note" }, words);
  return [looseness, least];
}

/** @param {any} catalogue */
function negative_facts(catalogue) {
  return h("div", { id: "negative" }, h("h3", {}, "What does not hold"),
    catalogue.negative_facts.map((/** @type {any} */ fact) => h("article", { id: fact.id }, h("h4", {}, h("a", { href: `#${fact.id}` }, fact.id)),
      h("div", {}, h("p", { class: "statement" }, "Not true: ", fact.tempting, "."), h("p", { class: "if" }, fact.instance)),
      h("div", { class: "side" }, fact.figures.map((/** @type {any} */ figure) => h("p", {}, `${figure.name}: `, h("strong", {}, short(figure.value))))))));
}
