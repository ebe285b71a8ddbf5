/* Without network: one line at the top says so, a submitted form waits and goes by itself afterwards. */
let waiting = null;

function show() {
  document.querySelectorAll("[data-offline]").forEach((line) => { line.hidden = navigator.onLine; });
}

document.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopPropagation();
  waiting = { form: event.target, submitter: event.submitter };
}, true);

window.addEventListener("offline", show);
window.addEventListener("online", () => {
  show();
  const { form, submitter } = waiting ?? {};
  waiting = null;
  form?.requestSubmit(submitter);
});

show();
