/** What the reader's browser keeps for this page. Storage may be forbidden: then nothing is kept. */

/** @param {string} name @returns {string | null} */
export function recall(name) {
  try {
    return localStorage.getItem(`skein.${name}`);
  } catch {
    return null;
  }
}

/** @returns {boolean} whether it is kept */
export function remember(name, text) {
  try {
    localStorage.setItem(`skein.${name}`, text);
    return true;
  } catch {
    return false;
  }
}
