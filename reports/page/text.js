// @ts-check
"use strict";
// Elements, numbers and words.

/**
 * An element with attributes (functions listen), and children: texts, elements, and lists of them.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children
 * @returns {HTMLElement}
 */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  return element;
}

/** HTML that the program itself made: statements and hypotheses. @param {string} tag @param {string} className @param {string} html */
function trusted(tag, className, html) {
  const element = h(tag, { class: className });
  element.innerHTML = html;
  return element;
}

const grouping = new Intl.NumberFormat("en-US");
/** @param {number} count */
const grouped = (count) => grouping.format(count);

/** @param {number} count @param {string} noun */
const counted = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

/** log10 of a record's number, which may be a decimal string beyond a double. @param {number | string | undefined} value */
function log10(value) {
  if (typeof value !== "string") return Math.log10(Number(value));
  const parts = /^([0-9.]+)[eE]([-+]?[0-9]+)$/.exec(value);
  return parts ? Math.log10(Number(parts[1])) + Number(parts[2]) : Math.log10(Number(value.replace(/^(-?)inf$/, "$1Infinity")));
}

/** @param {number} exponent */
const superscript = (exponent) => String(exponent).replace("-", "⁻").replace(/[0-9]/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);

/** A decade's label; 1 and 10 as they are. @param {number} exponent */
const decade = (exponent) => (Number.isInteger(exponent) ? (exponent >= 0 && exponent < 5 ? grouped(10 ** exponent) : `10${superscript(exponent)}`) : "");

/** Three digits of a record's number. @param {any} value @returns {string} */
function short(value) {
  if (value === undefined || value === null || value === "") return "";
  const log = log10(value);
  if (Number(value) === 0 && !Number.isFinite(log)) return "0";
  if (Number.isNaN(log) && Number(value) < 0) return "−" + short(-Number(value));
  if (!Number.isFinite(log)) return log > 0 ? "∞" : "0";
  if (log >= 5 || log < -3) {
    let exponent = Math.floor(log);
    let digits = (10 ** (log - exponent)).toFixed(1);
    if (digits === "10.0") [digits, exponent] = ["1.0", exponent + 1];
    return `${digits.replace(/\.0$/, "")}·10${superscript(exponent)}`;
  }
  return log >= 3 ? grouped(Math.round(Number(value))) : String(Number(Number(value).toPrecision(3)));
}

/** @param {any} ratio */
const factor = (ratio) => (ratio === undefined ? "" : `×${Number(ratio) >= 1 && Number(ratio) < 99.95 ? Number(ratio).toPrecision(3) : short(ratio)}`);

/** @param {number} share */
const percent = (share) => (share === 1 || share === 0 ? `${100 * share} %` : `${Number((100 * share).toPrecision(3))} %`);

/** A word as a shell takes it. @param {string} word */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`);

/** A command with a button that copies it. @param {string} text */
function command(text) {
  const button = h("button", { class: "copy", type: "button", click: copied }, "Copy");
  async function copied() {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(/** @type {Node} */ (button.previousSibling));
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    }
  }
  return h("div", { class: "command" }, h("code", {}, text), button);
}

/** A file for the reader to keep. @param {string} name @param {string} text */
function save(name, text, type = "text/csv") {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(/** @type {HTMLAnchorElement} */ (link).href), 1000);
}

/** RFC 4180. @param {string[]} names @param {any[][]} rows */
function csv(names, rows) {
  const field = (/** @type {any} */ value) => {
    const text = value === undefined || value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [names, ...rows].map((row) => row.map(field).join(",") + "\r\n").join("");
}

/** A name that may break after its dots, dashes and slashes, and nowhere else. @param {any} name */
const breakable = (name) => (typeof name === "string" ? name.split(/(?<=[./_:-])/).flatMap((part, i) => (i ? [h("wbr"), part] : [part])) : name);

/** The command's plain words with the signs that a page has. @param {string} text */
const signed = (text) => text.replace(/\bk_epsilon\b/g, "k_ε").replace(/\bepsilon\b/g, "ε").replace(/\bx(?=[0-9])/g, "×");

/** The same as nodes, with k_ε as it is set. @param {string} text */
const signed_nodes = (text) => signed(text).split("k_ε").flatMap((part, i) => (i ? ["k", h("sub", {}, "ε"), part] : [part]));

/** A row's index kept on one line. @param {string} name */
const unbroken = (name) => name.replaceAll(", ", ",\u00a0");

/** Where a case lies. @param {any} origin */
const place = (origin) => `${origin.tensor} ${origin.row}${origin.k ? ` k=${origin.k}` : ""}`;
