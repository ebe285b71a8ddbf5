/* What opened from a summary closes on Esc or on a click elsewhere. */
const opened = () => [...document.querySelectorAll(".popover-anchor[open]")];

document.addEventListener("click", (event) => {
  opened().filter((box) => !box.contains(event.target)).forEach((box) => box.removeAttribute("open"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const box of opened()) {
    box.removeAttribute("open");
    box.querySelector("summary").focus();
  }
});
