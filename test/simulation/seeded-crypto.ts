import { randomOf } from "./scenario.ts";

let random = randomOf(1);

/** Begins the random sequence of `seededCrypto` again. */
export function seedCrypto(seed: number): void {
  random = randomOf(seed);
}

/** `node:crypto`, whose random bytes and UUIDs follow from a seed. */
export async function seededCrypto(original: () => Promise<unknown>) {
  const crypto = (await original()) as typeof import("node:crypto");
  const randomBytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
  return { ...crypto, randomBytes, randomUUID: () => randomBytes(16).toString("hex") };
}
