/* The command palette: Ctrl+K opens it, typing finds places, actions and complaints, arrows choose, Enter goes there. */
const PAUSE = 150;
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[data-found]");
let timer = 0;
let asked = 0;
let answered = null;

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
  clearTimeout(timer);
  const turn = ++asked;
  const words = input.value;
  const answer = await fetch(`${dialog.dataset.url}?${new URLSearchParams({ q: words })}`);
  const html = await answer.text();
  if (!answer.ok || turn !== asked) return;
  list.innerHTML = html;
  answered = words;
  choose(entries()[0]);
}

/* Whoever types and presses Enter at once goes where the words say, not where the list before them said. */
async function go() {
  if (answered !== input.value) await find();
  if (answered === input.value && dialog.open) chosen()?.click();
}

function openPalette() {
  input.value = "";
  answered = null;
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

/* Escape would first only empty the search field. */
const KEYS = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: go, Escape: () => dialog.close() };

dialog?.addEventListener("keydown", (event) => {
  if (!(event.key in KEYS) || event.isComposing) return;
  event.preventDefault();
  KEYS[event.key]();
});
