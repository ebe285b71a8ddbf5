/* Keys: an element is pressed by what its aria-keyshortcuts says; single letters only outside text fields. */
import { insertModifier } from "./modifier.js";

const TEXT = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

export function inText(target) {
  return target instanceof Element && target.closest(TEXT) !== null;
}

/* The pressed keys as aria-keyshortcuts writes them; the physical key counts where a modifier changes the letter. */
function combination(event) {
  const held = [event.ctrlKey && "Control", event.altKey && "Alt"].filter(Boolean);
  if (held.length === 0) return event.key.toLowerCase();
  const physical = /^(?:Digit|Numpad|Key)(\w)$/.exec(event.code)?.[1] ?? event.key;
  const modifier = [...held, event.shiftKey && "Shift"].filter(Boolean).join("+");
  const isWording = modifier === insertModifier() && /^\d$/.test(physical);
  return `${isWording ? "Alt" : modifier}+${physical}`.toLowerCase();
}

function answers(element, keys) {
  const shortcuts = element.getAttribute("aria-keyshortcuts").toLowerCase().split(" ");
  return shortcuts.includes(keys) && !element.disabled && element.checkVisibility({ visibilityProperty: true });
}

/* The element for these keys, the one in the reader's own form first. */
function elementFor(keys, form) {
  const found = [...document.querySelectorAll("[aria-keyshortcuts]")].filter((element) => answers(element, keys));
  return found.find((element) => form?.contains(element)) ?? found[0];
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const keys = combination(event);
  const isPlain = !keys.includes("+") || keys === "+";
  if (document.querySelector("dialog[open]") || (isPlain && inText(event.target))) return;
  const element = elementFor(keys, event.target.closest?.("form"));
  if (!element) return;
  event.preventDefault();
  if (inText(element)) element.focus();
  else element.click();
});
