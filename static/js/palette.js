/* The command palette: Ctrl+K opens it, typing finds places, actions and complaints, arrows choose, Enter goes there. */
const PAUSE = 150;
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[data-found]");
let timer = 0;
let asked = 0;

const entries = () => [...list.querySelectorAll("a")];
const chosen = () => list.querySelector("[aria-selected=true]");

function choose(entry) {
  chosen()?.removeAttribute("aria-selected");
  entry?.setAttribute("aria-selected", "true");
  entry?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", entry?.id ?? "");
}

function move(by) {
  const all = entries();
  const place = all.indexOf(chosen()) + by;
  choose(all[(place + all.length) % all.length]);
}

async function find() {
  const turn = ++asked;
  const answer = await fetch(`${dialog.dataset.url}?${new URLSearchParams({ q: input.value })}`);
  const html = await answer.text();
  if (!answer.ok || turn !== asked) return;
  list.innerHTML = html;
  choose(entries()[0]);
}

function openPalette() {
  input.value = "";
  dialog.showModal();
  find();
}

document.addEventListener("keydown", (event) => {
  if (!dialog || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (!dialog.open) openPalette();
  }
});

input?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});

dialog?.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    move(steps[event.key]);
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    chosen()?.click();
  }
});
