/**
 * A function may answer with 6 MB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). The body
 * of such an answer is JSON text within JSON text. The largest item takes 1.2 MB: 256 KiB of data that is all quotation
 * marks.
 */
const MAX_BYTES = 5_000_000;

/** A page of a stream that is being filled. */
export interface StreamPage {
  /** The number of items that still fit. */
  room(): number;
  /** Adds an item as JSON text. An item that is too large for the rest of the page closes the page instead. */
  add(deliveryId: string, text: string): void;
  readonly deliveryIds: readonly string[];
  readonly texts: readonly string[];
}

/** An empty page. Its first item always fits. */
export function streamPage(limit: number, mostBytes = MAX_BYTES): StreamPage {
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
