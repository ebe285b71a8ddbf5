/* Arithmetic of marked stretches of text: no page, no events. */

/* Code points to the units a string is cut by. */
export function inUnits(text, marks) {
  const units = [0];
  for (const character of text) units.push(units.at(-1) + character.length);
  return marks.map((mark) => ({ ...mark, start: units[mark.start], end: units[mark.end] }));
}

function commonLength(one, other, limit, at) {
  let length = 0;
  while (length < limit && one.at(at(length)) === other.at(at(length))) length += 1;
  return length;
}

/* Marks before the edit stay, marks after it shift, a mark that was edited goes. */
export function follow(marks, before, after) {
  const shorter = Math.min(before.length, after.length);
  const head = commonLength(before, after, shorter, (count) => count);
  const tail = commonLength(before, after, shorter - head, (count) => -1 - count);
  const shift = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    if (mark.start < before.length - tail) return [];
    return [{ ...mark, start: mark.start + shift, end: mark.end + shift }];
  });
}
