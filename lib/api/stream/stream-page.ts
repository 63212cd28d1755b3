/**
 * A function may answer with 6 MB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), in which
 * the body is JSON text within JSON text. An item is 1.2 MB at the most: data of 256 KiB that is all quotation marks.
 */
const MOST_BYTES = 5_000_000;

/** What a page of a stream holds. */
export interface StreamPage {
  /** How many more it may hold. */
  room(): number;
  /** Adds an item as JSON text; one that is too much for it closes the page. */
  add(deliveryId: string, text: string): void;
  readonly deliveryIds: readonly string[];
  readonly texts: readonly string[];
}

/** An empty page. The first item always fits. */
export function streamPage(limit: number, mostBytes = MOST_BYTES): StreamPage {
  const deliveryIds: string[] = [];
  const texts: string[] = [];
  let bytes = 0;
  let closed = false;

  return {
    deliveryIds,
    texts,
    room: () => (closed ? 0 : limit - texts.length),
    add(deliveryId, text) {
      const size = Buffer.byteLength(JSON.stringify(text));
      closed = texts.length > 0 && bytes + size > mostBytes;
      if (closed) return;
      bytes += size;
      deliveryIds.push(deliveryId);
      texts.push(text);
    },
  };
}
