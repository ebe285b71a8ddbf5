/* Text kept in this browser while the server cannot be reached: AES-GCM under a key of the person, never in clear. */
const PREFIX = "huiyin.draft.";
const secret = document.querySelector("meta[name='draft-key']")?.content;

const toBytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/* Null where the browser offers no encryption (a page served without https) or nobody is signed in: then nothing is kept. */
const opened = secret && window.crypto.subtle ? unlock() : null;

/* The key, and the prefix of this person's entries: people who share a computer neither read nor lose each other's. */
async function unlock() {
  const bytes = toBytes(secret);
  const mark = new Uint8Array(await window.crypto.subtle.digest("SHA-256", bytes)).slice(0, 6);
  const key = await window.crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key, own: `${PREFIX}${toBase64(mark)}.` };
}

/* Seal fields under a name. False when they could not be kept: no encryption here, or no room left. */
export async function keep(name, fields) {
  const person = await opened;
  if (!person) return false;
  const iv = window.crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(fields));
  const sealed = new Uint8Array(await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, person.key, text));
  try {
    localStorage.setItem(person.own + name, `${toBase64(iv)}.${toBase64(sealed)}`);
    return true;
  } catch {
    return false;
  }
}

/* The names under which this person has something sealed here. */
export async function kept() {
  const person = await opened;
  if (!person) return [];
  return Object.keys(localStorage).filter((name) => name.startsWith(person.own)).map((name) => name.slice(person.own.length));
}

/* The fields kept under a name; null when there are none or they were damaged. */
export async function recall(name) {
  const person = await opened;
  const entry = person && localStorage.getItem(person.own + name);
  if (!entry) return null;
  const [iv, sealed] = entry.split(".").map(toBytes);
  try {
    const text = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv }, person.key, sealed);
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

export async function forget(name) {
  const person = await opened;
  if (person) localStorage.removeItem(person.own + name);
}

document.addEventListener("submit", async (event) => {
  if (event.target.matches("[data-signs-out]")) for (const name of await kept()) forget(name);
});
