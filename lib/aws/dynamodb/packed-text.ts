import { deflateRawSync, inflateRawSync } from "node:zlib";

/**
 * Text as bytes in a row. The first byte names the form of the others, so that readers know the forms of earlier
 * releases. DynamoDB charges a write for each KiB of the row, so longer text is compressed. For the short JSON of a
 * typical event, Deflate takes half the CPU of Zstandard and makes fewer bytes.
 */
const FORM = { plain: 0, deflated: 1 } as const;

/**
 * @param mostPlain the most bytes that are stored as they are: a row that fits into its write unit gains nothing
 */
export function packText(text: string, mostPlain: number): Uint8Array {
  const plain = Buffer.from(text);
  const deflated = plain.length > mostPlain ? deflateRawSync(plain) : plain;
  return deflated.length < plain.length ? inForm(FORM.deflated, deflated) : inForm(FORM.plain, plain);
}

const inForm = (form: number, bytes: Buffer): Uint8Array => Buffer.concat([Buffer.of(form), bytes]);

/** Throws an `Error` for a form of a later release. */
export function unpackText(packed: Uint8Array): string {
  const bytes = packed.subarray(1);
  switch (packed[0]) {
    case FORM.plain:
      return Buffer.from(bytes).toString();
    case FORM.deflated:
      return inflateRawSync(bytes).toString();
    default:
      throw new Error(`text in an unknown form ${packed[0]}`);
  }
}
