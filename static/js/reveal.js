/* A revealed value is masked again after its seconds; the masked form that was replaced comes back. */
import { onLoaded, within } from "./loaded.js";

const kept = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.matches(".masked") && event.detail.shouldSwap) kept.push(event.detail.target.cloneNode(true));
});

function remask(revealed, masked) {
  if (!masked) {
    revealed.textContent = revealed.dataset.remask;
    return;
  }
  masked.querySelector("details")?.removeAttribute("open");
  revealed.replaceWith(masked);
  window.htmx.process(masked);
}

onLoaded((root) => within(root, "[data-remask]").forEach((revealed) => {
  const masked = kept.pop();
  setTimeout(() => remask(revealed, masked), Number(revealed.dataset.seconds) * 1000);
}));
