// Renders the statements to MathML: `tailmass list --tex | node statements.mjs > statements.json`, where temml is installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// temml is found from the working directory, so that a test can install it outside the sources.
const temml = createRequire(join(process.cwd(), "here.js"))("temml");
const source = readFileSync(0, "utf8");

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const math = (tex, displayMode) => temml.renderToString(tex, { displayMode, throwOnError: true, annotate: false });

/** A line of prose with $..$ in it, or one displayed formula. */
function rendered(line) {
  const display = /^\$\$(.*)\$\$$/.exec(line);
  if (display) return `<div class="display">${math(display[1], true)}</div>`;
  return `<p>${inline(line)}</p>`;
}

function inline(line) {
  const parts = line.split("$");
  if (parts.length % 2 === 0) throw new Error(`an odd number of $: ${line}`);
  return parts.map((part, i) => (i % 2 ? math(part, false) : escaped(part))).join("");
}

const statements = {};
let of;
for (const line of source.split("\n")) {
  const heading = /^\[(.*)\]$/.exec(line);
  if (heading) statements[heading[1]] = of = { tex: "", statement: "", hypotheses: [], equality: "" };
  else if (line) of.tex += (of.tex && "\n") + line; // what it is made of, so that a test sees when it is not any more
  if (heading || !line) continue;
  if (line.startsWith("if: ")) of.hypotheses.push(inline(line.slice(4)));
  else if (line.startsWith("eq: ")) of.equality = inline(line.slice(4));
  else of.statement += rendered(line);
}
process.stdout.write(JSON.stringify(statements, null, 1) + "\n");
