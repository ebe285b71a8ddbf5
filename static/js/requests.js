/* When a request of htmx fails: say what happened to the text, and offer the same request again. */
import { canReach } from "./offline.js";
import { showToast } from "./toast.js";

function templateFor({ xhr, requestConfig }) {
  if (xhr?.status === 401) return "toast-signed-out";
  if (requestConfig.verb === "get") return "toast-unloaded";
  return xhr?.status ? "toast-refused" : "toast-unsaved";
}

function repeat({ elt, verb, path, formData }) {
  window.htmx.ajax(verb, path, { source: elt, values: Object.fromEntries(formData) });
}

/* Without network the line at the top has said it already. */
function report(event) {
  if (!canReach()) return;
  const message = showToast(templateFor(event.detail));
  message.querySelector("[data-again]").addEventListener("click", () => {
    message.remove();
    repeat(event.detail.requestConfig);
  });
}

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, report);
}
