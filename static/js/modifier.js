/* Which modifier goes with 1…9 for wording: some browsers keep Alt + digit for themselves, so a person may choose. */
const STORE = "huiyin.insert-modifier";

export function insertModifier() {
  return localStorage.getItem(STORE) ?? "Alt";
}

function show() {
  document.querySelectorAll("[data-insert-modifier]").forEach((name) => { name.textContent = insertModifier(); });
  document.querySelectorAll("[data-insert-modifier-choice]").forEach((choice) => { choice.value = insertModifier(); });
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-insert-modifier-choice]")) return;
  localStorage.setItem(STORE, event.target.value);
  show();
});

show();
