/** The address of a link to the portal. Throws an `Error` for anything but an http(s) URL: a frame would run others. */
export function linkAddress(link: string, base: string): URL {
  const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error("posthorn-portal: the link must be an https URL");
  return url;
}

/** A link that opens the portal at a path inside it. A path that leads elsewhere is ignored. */
export function atPath(link: URL, path: string): URL {
  const place = `${link.origin}${link.pathname.replace(/\/$/, "")}${path}`;
  if (!/^\/(?![/\\])/.test(path) || !URL.canParse(place)) return link;
  const url = new URL(place);
  if (!url.pathname.startsWith(link.pathname)) return link;
  url.hash = link.hash;
  return url;
}

/**
 * Gets a new link from an address of the embedding application. It answers a GET with `{"url": "https://…"}`. Rejects
 * with an `Error` for any other answer.
 */
export async function linkFrom(address: string): Promise<string> {
  const answer = await fetch(address, {
    headers: { accept: "application/json" },
    credentials: "same-origin",
    cache: "no-store",
  });
  if (!answer.ok) throw new Error(`posthorn-portal: ${address} answered ${answer.status}`);
  const { url }: { url?: unknown } = await answer.json();
  if (typeof url !== "string") throw new Error(`posthorn-portal: the answer of ${address} has no url`);
  return url;
}
