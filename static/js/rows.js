/* A list by keys: j and k choose a row, Enter opens it, x ticks it. */
import { inText } from "./keys.js";

const chosen = () => document.querySelector("[data-row][aria-current]");

function choose(row) {
  chosen()?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("row-chosen", { bubbles: true }));
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const next = rows[Math.min(Math.max(rows.indexOf(chosen()) + by, 0), rows.length - 1)];
  if (next) choose(next);
}

function open() {
  const row = chosen();
  (row?.matches("a") ? row : row?.querySelector("a"))?.click();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => chosen()?.querySelector("input[type=checkbox]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || inText(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target === document.body) open();
  ACTIONS[event.key]?.();
});

/* Ticked rows: all at once, and how many there are. */
function count(form) {
  const ticked = form.querySelectorAll("input[name=number]:checked").length;
  const told = form.querySelector("[data-ticked]");
  if (told) told.textContent = told.dataset.words.replace("{n}", ticked);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all], input[name=number]")) return;
  const { form, checked } = event.target;
  if (event.target.matches("[data-tick-all]")) form.querySelectorAll("input[name=number]").forEach((box) => { box.checked = checked; });
  count(form);
});

document.querySelectorAll("[data-ticked]").forEach((told) => count(told.closest("form")));
