import { type Bytes, bytesOfText } from "./byte-encoding.ts";
import { VerificationError } from "./verification-error.ts";

/**
 * Returns a copy of the body's bytes. The verified bytes are then the parsed bytes, even if the caller writes to its
 * buffer in the meantime.
 *
 * @throws VerificationError `bad-body` if the body is neither text nor bytes, for example already parsed
 */
export function bodyBytes(body: unknown): Bytes {
  if (typeof body === "string") return bytesOfText(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (isBuffer(body)) return new Uint8Array(new Uint8Array(body));
  throw new VerificationError("bad-body", "Pass the body as it arrived, before it is parsed");
}

/** Reads the tag, because `instanceof` is false for a buffer of another realm, such as a `vm` context or a frame. */
const isBuffer = (body: unknown): body is ArrayBufferLike =>
  /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(body));

/**
 * Parses the body.
 *
 * @throws VerificationError `bad-body` if the bytes are not JSON in UTF-8
 */
export function parsedBody(body: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new VerificationError("bad-body", "The body is not JSON in UTF-8");
  }
}
