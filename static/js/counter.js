/* Length of a text in words such as “{n} characters, counts as {parts} SMS”; an SMS part holds 70, in a chain 67. */
import { onLoaded, within } from "./loaded.js";

const SINGLE = 70;
const CHAINED = 67;

function show(counter) {
  const text = document.getElementById(counter.dataset.counterFor).value;
  const length = [...text].length;
  const parts = text.length <= SINGLE ? 1 : Math.ceil(text.length / CHAINED);
  counter.textContent = counter.dataset.words.replace("{n}", length).replace("{parts}", parts);
}

onLoaded((root) => within(root, "[data-counter-for]").forEach(show));

document.addEventListener("input", (event) => {
  if (event.target.id) document.querySelectorAll(`[data-counter-for="${CSS.escape(event.target.id)}"]`).forEach(show);
});
