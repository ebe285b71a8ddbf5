/* A form is sent when every text of the page is kept: what goes wrong on its way then costs no word. It waits as long as it must. */
import { flushDrafts, hasUnsent } from "./draft.js";
import { canReach } from "./offline.js";

let held = null;
let passing = null;

async function go() {
  if (!held || !canReach() || !(await flushDrafts()) || !held) return;
  const { form, submitter } = held;
  held = null;
  passing = form;
  if (form.isConnected) form.requestSubmit(submitter);
  passing = null;
}

document.addEventListener("submit", (event) => {
  if (event.target === passing || event.target.method === "dialog") return;
  if (canReach() && !hasUnsent()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  held = { form: event.target, submitter: event.submitter };
  // A form that is just being submitted cannot be asked to submit: first let this event end.
  setTimeout(go);
}, true);

document.addEventListener("desk:back", go);
