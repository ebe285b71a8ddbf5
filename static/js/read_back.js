/* The drafted restatement follows what is typed until somebody edits it, stands in it, or it was confirmed. */
import { onLoaded, within } from "./loaded.js";

function followDraft(area, words) {
  const { drafted, restatement_confirmed: confirmed } = area.form.elements;
  const isOurs = area.value === "" || area.value === drafted.value;
  if (!isOurs || confirmed.checked || document.activeElement === area) return;
  area.value = words;
  drafted.value = words;
}

onLoaded((root) => within(root, "[data-draft-of]").forEach((holder) => {
  followDraft(document.getElementById(holder.dataset.draftOf), holder.dataset.words);
}));
