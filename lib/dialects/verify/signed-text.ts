import { type Bytes, bytesOfText } from "./byte-encoding.ts";
import { templatePieces } from "./header-template.ts";
import type { Envelope } from "./signed-envelope.ts";

/** Returns the signed bytes: the template, filled with the values and the body. */
export function signedBytes(template: string, values: Envelope["values"], body: Bytes): Bytes {
  const known: Record<string, string | undefined> = values;
  const pieces = templatePieces(template).map((piece, at) => {
    if (at % 2 === 0) return bytesOfText(piece);
    return piece === "body" ? body : bytesOfText(known[piece] ?? `{${piece}}`);
  });
  return concatenated(pieces);
}

function concatenated(pieces: Bytes[]): Bytes {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
