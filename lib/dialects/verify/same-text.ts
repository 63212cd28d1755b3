import { bytesOfText } from "./byte-encoding.ts";

/**
 * Whether two texts are the same, in a time that tells nothing about where they differ or how long the expected
 * one is: their hashes are compared, all of them, and nobody can choose a text for the bytes of its hash.
 */
export async function sameText(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  let difference = 0;
  for (const [at, byte] of a.entries()) difference |= byte ^ (b[at] ?? 0xff);
  return difference === 0;
}

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOfText(text)));
