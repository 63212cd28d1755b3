import { createHash, hkdfSync, randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { PipelineFault } from "../../core/errors.ts";
import { SEALING_RING_MS } from "../../core/key-ring/key-ring-job.ts";
import { keptBriefly } from "../../core/kit/kept-briefly.ts";

/** AES-256 keys by id. New values are sealed with the current key. */
export interface KeyRing {
  current: string;
  keys: ReadonlyMap<string, Buffer>;
}

/** Reads the operator's key ring on first use, and caches it. */
export interface KeyRingReader {
  /** The cached ring, to open values. */
  ring(): Promise<KeyRing>;
  /**
   * The ring to seal new values with, at most a minute old. So a function stops sealing with an earlier key a minute
   * after a rotation, and the earlier key can be removed some time later.
   */
  sealing(): Promise<KeyRing>;
  /**
   * Reads the ring again, because a value was sealed with a key that the cached ring doesn't have. Doesn't read it for
   * each of many such values: if the key is lost, every delivery that needs it asks here again and again.
   */
  reread(): Promise<KeyRing>;
}

const SEALING = { keepMs: SEALING_RING_MS, failureMs: 0 };

/** How long a ring that was read again, or the failure to read it, is the answer to further demands. */
const REREAD = { keepMs: 5_000, failureMs: 1_000 };

/**
 * Makes a reader of the key ring.
 *
 * @param load reads the ring's text
 */
export function keyRingReader(load: () => Promise<string>, now: Clock = Date.now): KeyRingReader {
  let known: Promise<KeyRing> | undefined;
  /** A failed read keeps the cached ring. */
  const again = keptBriefly(renewed, { ...REREAD, now });
  const sealing = keptBriefly(renewed, { ...SEALING, now });
  return { ring, sealing: sealing.value, reread: again.value };

  function ring(): Promise<KeyRing> {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  async function renewed(): Promise<KeyRing> {
    const fresh = await read();
    known = Promise.resolve(fresh);
    return fresh;
  }

  async function read(): Promise<KeyRing> {
    return parseKeyRing(await load());
  }
}

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const SHORTEST_PASSWORD = 32;

/**
 * Parses a key ring: `{"current":"k1","keys":{"k1":"<base64 of 32 bytes>"}}`, or a long random password as a stack
 * generates it, which stands for one key. Throws a `PipelineFault` for any other text. The fault contains no part of
 * the text.
 */
export function parseKeyRing(text: string): KeyRing {
  if (!text.trimStart().startsWith("{")) return ringOfPassword(text);
  const { current, keys } = parseJson(text);
  const ring = new Map(Object.entries(keys ?? {}).map(([id, key]) => [id, Buffer.from(String(key), "base64")]));
  const good = [...ring].every(([id, key]) => KEY_ID.test(id) && key.length === KEY_BYTES);
  if (typeof current !== "string" || !good || !ring.has(current)) throw new PipelineFault("the key ring is malformed");
  return { current, keys: ring };
}

/** The text of a key ring, for its secret. */
export const keyRingText = ({ current, keys }: KeyRing): string =>
  JSON.stringify({ current, keys: Object.fromEntries([...keys].map(([id, key]) => [id, key.toString("base64")])) });

/** A ring with one more key, which becomes the current one. Throws a `PipelineFault` if the ring has a key of this id. */
export function withKey({ keys }: KeyRing, id: string): KeyRing {
  if (keys.has(id)) throw new PipelineFault("the key ring has a key of this id already");
  return { current: id, keys: new Map([...keys, [id, randomBytes(KEY_BYTES)]]) };
}

function ringOfPassword(password: string): KeyRing {
  if (password.length < SHORTEST_PASSWORD) throw new PipelineFault("the key ring is too short to be a key");
  const id = createHash("sha256").update(password).digest("hex").slice(0, 8);
  const key = Buffer.from(hkdfSync("sha256", password, "", "posthorn key ring", KEY_BYTES));
  return { current: id, keys: new Map([[id, key]]) };
}

function parseJson(text: string): { current?: unknown; keys?: object } {
  try {
    return JSON.parse(text);
  } catch {
    throw new PipelineFault("the key ring is malformed");
  }
}
