/* Messages at the bottom right: the good news goes by itself, an error stays until it is closed. */
import { onLoaded, within } from "./loaded.js";

/* Show the message kept in a template; the same one never stands there twice. Returns the message. */
export function showToast(templateId) {
  const place = document.querySelector("[data-toasts]");
  place.querySelector(`[data-from="${templateId}"]`)?.remove();
  const message = document.getElementById(templateId).content.firstElementChild.cloneNode(true);
  message.dataset.from = templateId;
  place.append(message);
  return message;
}

onLoaded((root) => within(root, "[data-toast-seconds]").forEach((message) => {
  setTimeout(() => message.remove(), Number(message.dataset.toastSeconds) * 1000);
}));

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast").remove();
});
