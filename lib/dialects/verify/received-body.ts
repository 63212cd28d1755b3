import { type Bytes, bytesOfText } from "./byte-encoding.ts";
import { VerificationError } from "./verification-error.ts";

/**
 * The body's bytes. A copy: what is verified is what is parsed, though the caller goes on writing into its buffer.
 *
 * @throws VerificationError `bad-body` when it is neither text nor bytes, as after a framework has parsed it
 */
export function bodyBytes(body: unknown): Bytes {
  if (typeof body === "string") return bytesOfText(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  throw new VerificationError("bad-body", "The body has to be given as it arrived, not parsed");
}

/** @throws VerificationError `bad-body` when the bytes are not JSON in UTF-8 */
export function parsedBody(body: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new VerificationError("bad-body", "The body is not JSON in UTF-8");
  }
}
