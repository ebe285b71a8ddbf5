/* Marks under a text area. The server finds them (offsets in code points); while the text changes they move with it. */
import { onLoaded, within } from "./loaded.js";
import { follow, inUnits } from "./spans.js";

const drawn = new WeakMap();
const sent = new WeakMap();

/* The number is drawn by the style sheet and takes no room. */
function numberSign(number) {
  const sign = Object.assign(document.createElement("span"), { className: "mark-number" });
  sign.dataset.number = number;
  return sign;
}

function draw(area, marks) {
  const layer = area.parentElement.querySelector(".ink-layer");
  const pieces = [];
  let from = 0;
  for (const mark of marks) {
    const piece = Object.assign(document.createElement("span"), { className: `mark mark-${mark.kind}` });
    piece.textContent = area.value.slice(mark.start, mark.end);
    if (mark.number) piece.append(numberSign(mark.number));
    pieces.push(area.value.slice(from, mark.start), piece);
    from = mark.end;
  }
  layer.replaceChildren(...pieces, `${area.value.slice(from)}\n`);
  layer.scrollTop = area.scrollTop;
  drawn.set(area, { text: area.value, marks });
}

function update(area) {
  const { text, marks } = drawn.get(area);
  draw(area, follow(marks, text, area.value));
}

onLoaded((root) => within(root, "[data-marks-for]").forEach((holder) => {
  const area = document.getElementById(holder.dataset.marksFor);
  const text = sent.get(area) ?? area.value;
  drawn.set(area, { text, marks: inUnits(text, JSON.parse(holder.dataset.marks)) });
  update(area);
}));

document.addEventListener("htmx:beforeRequest", () => {
  document.querySelectorAll(".ink textarea").forEach((area) => sent.set(area, area.value));
});
document.addEventListener("input", (event) => { if (drawn.has(event.target)) update(event.target); });
document.addEventListener("scroll", (event) => {
  if (drawn.has(event.target)) event.target.parentElement.querySelector(".ink-layer").scrollTop = event.target.scrollTop;
}, true);
