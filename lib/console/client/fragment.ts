/**
 * Takes the page's fragment (`#code=…`) out of the address bar and the history, so that nobody reads it there, and
 * returns its parameters.
 */
export function takeFragment(): URLSearchParams {
  const { hash, pathname, search } = window.location;
  if (hash !== "") window.history.replaceState(window.history.state, "", pathname + search);
  return new URLSearchParams(hash.slice(1));
}

/**
 * Opens a link with a code that is followed while the page is open already. Browsers then change the fragment alone, and
 * load nothing.
 */
export function openLinksAnew(): void {
  window.addEventListener("hashchange", () => {
    if (new URLSearchParams(window.location.hash.slice(1)).has("code")) window.location.reload();
  });
}
