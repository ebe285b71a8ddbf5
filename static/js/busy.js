/* A pressed submit button says what it is doing, keeps its width and cannot be pressed twice. */
const labels = new WeakMap();

function start(button) {
  labels.set(button, [...button.childNodes]);
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.replaceChildren(button.dataset.busy);
  setTimeout(() => { button.disabled = true; });
}

function stop(button) {
  if (!labels.has(button)) return;
  button.replaceChildren(...labels.get(button));
  button.removeAttribute("aria-busy");
  button.disabled = false;
}

const stopAll = (root) => root.querySelectorAll("button[aria-busy]").forEach(stop);

document.addEventListener("submit", (event) => {
  if (event.submitter && navigator.onLine && !event.submitter.formTarget) start(event.submitter);
});
document.addEventListener("htmx:afterRequest", () => stopAll(document));
window.addEventListener("pageshow", () => stopAll(document));
