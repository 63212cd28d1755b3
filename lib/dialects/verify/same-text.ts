import { bytesOfText } from "./byte-encoding.ts";

/**
 * Compares two strings in constant time: the time reveals neither where they differ nor how long the expected string
 * is. It compares all bytes of their hashes, and nobody can choose a string by the bytes of its hash.
 */
export async function sameText(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  let difference = 0;
  for (const [at, byte] of a.entries()) difference |= byte ^ (b[at] ?? 0xff);
  return difference === 0;
}

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOfText(text)));
