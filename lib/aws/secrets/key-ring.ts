import { createHash, hkdfSync } from "node:crypto";
import { PipelineFault } from "../../core/errors.ts";

/** Keys of AES-256 by id; new values are sealed with the current one. */
export interface KeyRing {
  current: string;
  keys: ReadonlyMap<string, Buffer>;
}

/** The operator's key ring, read when first needed and kept. */
export interface KeyRingReader {
  /** The ring as this process knows it. */
  ring(): Promise<KeyRing>;
  /** The ring read anew: for a value sealed with a key that came later. */
  reread(): Promise<KeyRing>;
}

/**
 * @param load reads the ring's text
 */
export function keyRingReader(load: () => Promise<string>): KeyRingReader {
  let known: Promise<KeyRing> | undefined;
  let rereading: Promise<KeyRing> | undefined;

  function ring(): Promise<KeyRing> {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  /** Concurrent askers share one call; a failure leaves the known ring in place. */
  function reread(): Promise<KeyRing> {
    rereading ??= read()
      .then((fresh) => {
        known = Promise.resolve(fresh);
        return fresh;
      })
      .finally(() => {
        rereading = undefined;
      });
    return rereading;
  }

  const read = async (): Promise<KeyRing> => parseKeyRing(await load());
  return { ring, reread };
}

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const SHORTEST_PASSWORD = 32;

/**
 * A ring is `{"current":"k1","keys":{"k1":"<base64 of 32 bytes>"}}`, or a long random text, as a stack
 * generates it, which stands for one key. Throws a `PipelineFault` (that holds nothing of the text) for
 * anything else.
 */
export function parseKeyRing(text: string): KeyRing {
  if (!text.trimStart().startsWith("{")) return ringOfPassword(text);
  const { current, keys } = parseJson(text);
  const ring = new Map(Object.entries(keys ?? {}).map(([id, key]) => [id, Buffer.from(String(key), "base64")]));
  const good = [...ring].every(([id, key]) => KEY_ID.test(id) && key.length === KEY_BYTES);
  if (typeof current !== "string" || !good || !ring.has(current)) throw new PipelineFault("the key ring is malformed");
  return { current, keys: ring };
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
