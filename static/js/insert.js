/* Wording goes in at the caret of the text field last used, else of the card's own target. */
let lastField = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) lastField = event.target;
});

function fieldFor(card) {
  const isUsable = lastField?.isConnected && !lastField.disabled && !lastField.readOnly;
  return isUsable ? lastField : document.getElementById(card.dataset.insertTarget);
}

/* The written form goes into letters and messages, the spoken one elsewhere. */
function textFor(card, field) {
  return field.dataset.form === "written" ? card.dataset.written ?? card.dataset.insert : card.dataset.insert;
}

/* The browser's own command keeps the undo history; setRangeText is for fields where it is refused. */
function typeInto(field, text) {
  field.focus();
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Leave the first unfilled slot selected, so that the next key fills it. */
function selectSlot(field, from) {
  const slot = /\{[a-z_]+\}/.exec(field.value.slice(from));
  if (slot) field.setSelectionRange(from + slot.index, from + slot.index + slot[0].length);
}

/* The form names each wording that went in, so that its use is recorded with what was saved. */
function noteUse(form, id) {
  if (!form || [...form.querySelectorAll("[name=used_wording]")].some((input) => input.value === id)) return;
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: "used_wording", value: id });
  form.append(input);
}

document.addEventListener("click", (event) => {
  const card = event.target.closest("[data-insert]");
  const field = card && fieldFor(card);
  if (!field) return;
  const from = field.selectionStart;
  typeInto(field, textFor(card, field));
  selectSlot(field, from);
  noteUse(field.form, card.dataset.wording);
  card.classList.add("is-used");
});
