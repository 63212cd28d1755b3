/**
 * Takes the page's fragment (`#code=…`) out of the address bar and the history, so that nobody reads it there, and
 * returns its parameters.
 */
export function takeFragment(): URLSearchParams {
  const { hash, pathname, search } = window.location;
  if (hash !== "") window.history.replaceState(window.history.state, "", pathname + search);
  return new URLSearchParams(hash.slice(1));
}
