/* The checklist follows what is typed, and the move waits until nothing is missing. The server judges in the end. */
import { onLoaded } from "./loaded.js";

const CONTROLS = "input:not([type=hidden]), select, textarea, a[href], button, summary";

const stepForm = () => document.getElementById("step-form");
const isSaid = (typed, name) => typed.getAll(name).some((value) => value.trim() !== "");

/* The rows of a repeated field in which more than the kind is typed. */
function rowsOf(typed, name) {
  const rows = new Map();
  for (const [key, value] of typed) {
    const [list, index, part] = key.split("-");
    if (list === name && part !== "kind" && value.trim()) rows.set(index, { ...rows.get(index), [part]: true });
  }
  return [...rows.values()];
}

/* Money typed otherwise than it came: whether it is within the limit, the server will say. */
function isMoneyChanged() {
  return [...stepForm().elements].some((control) => /^proposals-\d+-(amount|kind)$/.test(control.name)
    && (control.value !== control.defaultValue || control.checked !== control.defaultChecked));
}

const RULES = {
  facts: (typed) => rowsOf(typed, "facts").length > 0,
  proposals: (typed) => rowsOf(typed, "proposals").length > 0,
  proposals_complete: (typed) => rowsOf(typed, "proposals").every((row) => row.text && row.reason && row.due_on),
  needs_time_until: (typed) => typed.get("verdict") !== "needs_time" || isSaid(typed, "needs_time_until"),
  approval: (_typed, wasDone) => wasDone || isMoneyChanged(),
};

/* What is no field of the form stays as the server had it. */
function isDone(item, typed) {
  const name = item.dataset.gateItem;
  const wasDone = !item.hasAttribute("data-gate-missing");
  if (RULES[name]) return RULES[name](typed, wasDone);
  return stepForm().elements.namedItem(name) ? isSaid(typed, name) : wasDone;
}

function hold(button, isHeld) {
  button.setAttribute("aria-disabled", String(isHeld));
  button.classList.toggle("is-held", isHeld);
}

function judge() {
  const gate = document.querySelector("[data-gate]");
  if (!gate || !stepForm()) return;
  const typed = new FormData(stepForm());
  gate.querySelectorAll("[data-gate-item]").forEach((item) => item.classList.toggle("gate-missing", !isDone(item, typed)));
  const missing = gate.querySelectorAll(".gate-missing").length;
  const title = JSON.parse(gate.dataset.gate)[missing];
  document.querySelectorAll("[data-gate-title]").forEach((place) => { place.textContent = title; });
  document.querySelectorAll("[data-gate-move]").forEach((move) => {
    hold(move, missing > 0);
    move.classList.toggle("btn-primary", missing === 0);
  });
}

/* A message to the complainant waits while the findings say that something must change. */
function judgeMessage() {
  const composer = document.getElementById("composer");
  if (!composer) return;
  const isOutward = ["sms", "letter"].includes(new FormData(composer).get("kind"));
  const isHeld = isOutward && composer.querySelector("[data-stops]") !== null;
  hold(document.getElementById("note-send"), isHeld);
}

/* To the first control that is still empty where the first missing line leads. */
function focusMissing() {
  const place = document.getElementById(document.querySelector(".gate-missing a").hash.slice(1));
  if (!place) return;
  place.querySelectorAll("details").forEach((row) => { row.open = true; });
  const controls = place.matches(CONTROLS) ? [place] : [...place.querySelectorAll(CONTROLS)];
  const shown = controls.filter((control) => control.checkVisibility());
  (shown.find((control) => control.value === "" && !control.name.endsWith("-amount")) ?? shown[0])?.focus();
}

onLoaded(() => {
  judge();
  judgeMessage();
});
for (const change of ["input", "change"]) {
  document.addEventListener(change, () => {
    judge();
    judgeMessage();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-gate-move], #note-send");
  if (!button) return;
  judge();
  judgeMessage();
  if (button.getAttribute("aria-disabled") !== "true") return;
  event.preventDefault();
  if (button.id === "note-send") document.getElementById("note-text").focus();
  else focusMissing();
});
