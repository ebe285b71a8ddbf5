/* Who else is here, and what changed: asked every few seconds while the page is seen, shown in place, never by itself. */
const EVERY = 4000;

const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");

function show(place, html) {
  if (place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
}

async function ask(place) {
  const { hereUrl, updatesUrl, version, since } = place.dataset;
  const query = updatesUrl && `${updatesUrl}${updatesUrl.includes("?") ? "&" : "?"}since=${since}`;
  const body = hereUrl && new URLSearchParams({ version });
  try {
    const answer = await fetch(hereUrl ?? query, hereUrl ? { method: "POST", body, headers: token() } : {});
    if (answer.ok) show(place, await answer.text());
  } catch {
    /* Without network there is nothing new to show; the line at the top says so. */
  }
}

const places = () => document.querySelectorAll("[data-here-url], [data-updates-url]");

function askAll() {
  if (document.visibilityState === "visible") places().forEach(ask);
}

/* "Show it" loads the page anew: what was typed waits in its draft. */
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-refresh]")) return;
  event.preventDefault();
  window.location.reload();
});

window.addEventListener("pagehide", () => {
  places().forEach((place) => {
    if (place.dataset.goneUrl) fetch(place.dataset.goneUrl, { method: "POST", headers: token(), keepalive: true });
  });
});

if (places().length > 0) {
  askAll();
  setInterval(askAll, EVERY);
  document.addEventListener("visibilitychange", askAll);
}
