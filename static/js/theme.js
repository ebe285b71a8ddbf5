/* Light, dark or as the system: shown at once, kept in a cookie that the server reads for the next page. */
const YEAR = 365 * 24 * 60 * 60;

function show() {
  const now = document.documentElement.dataset.theme || "auto";
  document.querySelectorAll("[data-theme-choice]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  });
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
  if (!choice) return;
  document.documentElement.dataset.theme = choice;
  document.cookie = `theme=${choice}; path=/; max-age=${YEAR}; samesite=lax`;
  show();
});

show();
