/* Drafts: what is typed reaches the server within a second; while it cannot be reached, it is sealed in the browser. */
import { canReach, noteReached } from "./offline.js";
import { forget, keep, kept, recall } from "./sealed.js";
import { showToast } from "./toast.js";

/* Milliseconds: after the last key, at most after the first key not sent yet, before another try, for one answer. */
const PAUSE = 300, MOST = 800, AGAIN = 3000, PATIENCE = 10000;
const KEPT = "kept", REFUSED = "refused", DOWN = "down", SIGNED_OUT = "signed out";
const OF_THE_PAGE = ["csrf_token"];

const states = new WeakMap();
let isSignedOut = false;
let isLeaving = false;

const forms = () => [...document.querySelectorAll("form[data-draft-url]")];
const partOf = (form, part) => form.querySelector(`[data-draft-${part}=""]`) ?? document.querySelector(`[data-draft-${part}="${form.id}"]`);

/* Which text it is, whatever filled it: "place name". */
const nameOf = (draft) => draft.split(" ").slice(0, 2).join(" ");

function stateOf(form) {
  if (!states.has(form)) states.set(form, { isDirty: false, since: null, timer: null, sending: Promise.resolve(KEPT), last: null });
  return states.get(form);
}

/* The controls of a form as they are sent, counted on so that a late one is known. */
function read(form) {
  form.elements.draft_turn.value = Number(form.elements.draft_turn.value) + 1;
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

/* What was answered to this very text before: leaving a field is no reason to send it again. */
function answered(form, fields) {
  const { last } = stateOf(form);
  const text = JSON.stringify(fields.filter(([name]) => name !== "draft_turn"));
  return { text, known: last?.text === text ? last.outcome : null };
}

function bodyOf(fields) {
  const body = new FormData();
  fields.forEach(([name, value]) => body.append(name, value));
  return body;
}

async function post(url, fields) {
  if (isSignedOut) return { outcome: SIGNED_OUT };
  if (!navigator.onLine) return { outcome: DOWN };
  try {
    const answer = await fetch(url, { method: "POST", body: bodyOf(fields), signal: AbortSignal.timeout(PATIENCE) });
    noteReached(answer.status < 500);
    if (answer.ok) return { outcome: KEPT, time: answer.headers.get("Draft-Saved-At") };
    if ([400, 401].includes(answer.status)) return { outcome: SIGNED_OUT };
    return { outcome: answer.status < 500 ? REFUSED : DOWN };
  } catch {
    if (!isLeaving) noteReached(false);
    return { outcome: DOWN };
  }
}

/* Only words that change are written: a screen reader reads them out. */
function say(form, words, time = "") {
  const status = partOf(form, "status");
  const text = status?.dataset[words].replace("{time}", time);
  if (status && status.textContent !== text) status.textContent = text;
  const drop = partOf(form, "drop");
  if (drop) drop.hidden = false;
}

async function attempt(form) {
  const state = stateOf(form);
  if (!state.isDirty) return KEPT;
  Object.assign(state, { isDirty: false, since: null });
  clearTimeout(state.timer);
  const fields = read(form);
  const { text, known } = answered(form, fields);
  if (known) return known;
  const name = nameOf(form.elements.draft.value);
  const { outcome, time } = await post(form.dataset.draftUrl, fields);
  if (isLeaving) return outcome;
  state.last = [KEPT, REFUSED].includes(outcome) ? { text, outcome } : null;
  if (outcome === KEPT) {
    forget(name);
    say(form, "saved", time);
  } else {
    await seal(form, name, fields, outcome);
  }
  return outcome;
}

async function seal(form, name, fields, outcome) {
  const isSealed = await keep(name, fields.filter(([field]) => !OF_THE_PAGE.includes(field)));
  say(form, isSealed ? "sealed" : "refused");
  if (outcome === SIGNED_OUT) askToSignIn(form, isSealed);
  if (outcome === DOWN) touch(form, AGAIN);
}

/* One after the other: an earlier text never arrives after a later one. */
function save(form) {
  const state = stateOf(form);
  state.sending = state.sending.then(() => attempt(form));
  return state.sending;
}

function touch(form, pause = PAUSE) {
  const state = stateOf(form);
  const now = performance.now();
  state.isDirty = true;
  state.since ??= now;
  clearTimeout(state.timer);
  state.timer = setTimeout(save, Math.max(0, Math.min(pause, state.since + Math.max(MOST, pause) - now)), form);
}

/* Send what is not sent yet. False when a text could neither reach the server nor be refused by it. */
export async function flushDrafts() {
  const outcomes = await Promise.all(forms().map(save));
  if (isSignedOut) forms().slice(0, 1).forEach((form) => askToSignIn(form, true));
  return !isSignedOut && !outcomes.includes(DOWN);
}

export function hasUnsent() {
  return isSignedOut || forms().some((form) => stateOf(form).isDirty);
}

/* After signing in, here or in another tab, the page comes anew and finds what was sealed. */
function askToSignIn(form, isSealed) {
  isSignedOut = true;
  const message = showToast("toast-signed-out");
  message.querySelector("[data-again]").addEventListener("click", () => {
    isSignedOut = false;
    message.remove();
    if (isSealed) location.assign(form.dataset.draftPage);
    else touch(form);
  });
}

/* The page goes: what is typed and not sent goes with a request that outlives it. */
function leave() {
  isLeaving = true;
  setTimeout(() => { isLeaving = false; }, AGAIN);
  for (const form of forms().filter((each) => stateOf(each).isDirty)) {
    stateOf(form).isDirty = false;
    if (canReach() && !isSignedOut) fetch(form.dataset.draftUrl, { method: "POST", body: bodyOf(read(form)), keepalive: true }).catch(() => touch(form));
  }
}

/* Send what an earlier visit sealed, as it was; if a form of it stands here, the page comes anew with it. */
async function deliver() {
  const form = forms()[0];
  if (!form || !canReach()) return;
  const own = form.elements.csrf_token.value;
  const delivered = [];
  for (const name of await kept()) {
    const fields = await recall(name);
    const { outcome } = fields ? await post(form.dataset.draftUrl, [["csrf_token", own], ...fields]) : { outcome: REFUSED };
    if (outcome === KEPT) delivered.push(name);
    if (outcome === KEPT) await forget(name);
  }
  const place = (draft) => draft.split(" ")[0];
  const here = forms().find((each) => delivered.some((name) => place(name) === place(each.elements.draft.value)));
  if (here && await flushDrafts()) location.assign(here.dataset.draftPage);
}

function noteTyping(event) {
  const form = event.target.form;
  if (form?.dataset.draftUrl) touch(form);
}

document.addEventListener("input", noteTyping);
document.addEventListener("change", noteTyping);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches("form[data-draft-url]")) touch(event.detail.elt);
});
document.addEventListener("desk:back", () => forms().filter((form) => stateOf(form).isDirty).forEach(save));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") forms().forEach(save);
});
window.addEventListener("beforeunload", leave);
window.addEventListener("pagehide", leave);

deliver();
