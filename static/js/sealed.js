/* Text kept in this browser while the network is down: AES-GCM under the key of the signed-in session, never in clear. */
const PREFIX = "huiyin.draft.";
const secret = document.querySelector("meta[name='draft-key']")?.content;

const toBytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/* Null where the browser offers no encryption (a page served without https) or nobody is signed in: then nothing is kept. */
async function key() {
  if (!secret || !window.crypto.subtle) return null;
  return window.crypto.subtle.importKey("raw", toBytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function keep(name, fields) {
  const sealing = await key();
  if (!sealing) return;
  const iv = window.crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(fields));
  const sealed = new Uint8Array(await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, sealing, text));
  localStorage.setItem(PREFIX + name, `${toBase64(iv)}.${toBase64(sealed)}`);
}

/* The fields kept under a name, or null; what another session sealed cannot be opened and is dropped. */
export async function recall(name) {
  const kept = localStorage.getItem(PREFIX + name);
  const sealing = kept && await key();
  if (!sealing) return null;
  const [iv, sealed] = kept.split(".").map(toBytes);
  try {
    const text = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv }, sealing, sealed);
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    forget(name);
    return null;
  }
}

export function forget(name) {
  localStorage.removeItem(PREFIX + name);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-signs-out]")) return;
  Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => localStorage.removeItem(name));
});
