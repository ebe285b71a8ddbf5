/* Drafts: what is typed reaches the server within a second of the last key; without network it is sealed in the browser. */
import { forget, keep, recall } from "./sealed.js";

const PAUSE = 700;
const timers = new WeakMap();
const nameOf = (form) => form.dataset.draftUrl;

function say(form, words) {
  const status = document.querySelector("[data-draft-status]");
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (status) status.textContent = status.dataset[words].replace("{time}", time);
}

async function save(form) {
  timers.delete(form);
  const fields = new FormData(form);
  try {
    const answer = await fetch(nameOf(form), { method: "POST", body: fields, keepalive: true });
    if (!answer.ok) throw new Error(String(answer.status));
    forget(nameOf(form));
    say(form, "saved");
  } catch {
    await keep(nameOf(form), [...fields].filter(([name, value]) => name !== "csrf_token" && typeof value === "string"));
    say(form, "unsaved");
  }
}

function saveSoon(form) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, PAUSE, form));
}

/* Put back what the last visit could not send, then send it. */
async function restore(form) {
  const fields = await recall(nameOf(form));
  if (!fields) return;
  for (const [name, value] of fields) {
    const control = form.elements.namedItem(name);
    if (control?.type === "checkbox") control.checked = true;
    else if (control && control.type !== "hidden") control.value = value;
  }
  await save(form);
}

const forms = () => document.querySelectorAll("form[data-draft-url]");

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draftUrl) saveSoon(form);
});
window.addEventListener("online", () => forms().forEach(save));
window.addEventListener("pagehide", () => forms().forEach((form) => { if (timers.has(form)) save(form); }));
forms().forEach(restore);
