/* The side as a drawer on narrow screens: typing goes on beside it, Esc or its button closes it. */
function show(drawer, isOpen) {
  drawer.toggleAttribute("data-open", isOpen);
  document.querySelectorAll(`[data-drawer="${drawer.id}"]`).forEach((toggle) => {
    toggle.setAttribute("aria-expanded", String(isOpen));
  });
}

const open = () => document.querySelector(".side[data-open]");

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-drawer]");
  const closer = event.target.closest("[data-drawer-close]");
  if (!toggle && !closer) return;
  event.preventDefault();
  const drawer = closer ? closer.closest(".side") : document.getElementById(toggle.dataset.drawer);
  show(drawer, !closer && !drawer.hasAttribute("data-open"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open()) show(open(), false);
});
