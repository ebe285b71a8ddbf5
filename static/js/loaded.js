/* Run something on the page now and on every fragment that htmx brings in later. */
export function onLoaded(work) {
  work(document.body);
  document.addEventListener("htmx:load", (event) => work(event.detail.elt));
}

/* All matches inside a fragment, the fragment itself included. */
export function within(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  return root.matches(selector) ? [root, ...inside] : inside;
}
