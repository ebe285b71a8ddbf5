/* Whether the server can be reached. While it cannot, one line at the top says so; when it can again, "desk:back" tells. */
let isSilent = false;

function isDown() {
  return isSilent || !navigator.onLine;
}

function show() {
  document.querySelectorAll("[data-offline]").forEach((line) => { line.hidden = !isDown(); });
}

/* A request has just failed, or succeeded, on its way to the server: the browser's own word is not enough. */
export function noteReached(isReached) {
  const wasDown = isDown();
  isSilent = !isReached;
  show();
  if (wasDown && !isDown()) document.dispatchEvent(new Event("desk:back"));
}

export function canReach() {
  return !isDown();
}

window.addEventListener("offline", show);
window.addEventListener("online", () => {
  isSilent = false;
  show();
  document.dispatchEvent(new Event("desk:back"));
});

show();
