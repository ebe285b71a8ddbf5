/* On a phone one part of the page shows at a time; the tabs are plain links down the page without this. */
const tabs = () => [...document.querySelectorAll("[data-pane]")];

function show(name) {
  tabs().forEach((tab) => {
    if (tab.dataset.pane === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  });
  document.querySelectorAll("[data-in]").forEach((part) => {
    part.toggleAttribute("data-away", !part.dataset.in.split(" ").includes(name));
  });
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-pane]");
  if (!tab) return;
  event.preventDefault();
  show(tab.dataset.pane);
});

if (tabs().length) show(tabs()[0].dataset.pane);
