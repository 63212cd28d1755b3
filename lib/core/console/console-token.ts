import { randomBytes } from "node:crypto";

/** `code` is the code of a link, which signs in once. `session` is the value of the console's cookie. */
export type ConsoleTokenKind = "code" | "session";

const PREFIXES = { code: "phs", session: "phos" } as const satisfies Record<ConsoleTokenKind, string>;

/**
 * `phos_<key id>-s<16 characters>_<secret>`. The session's id contains the id of the key that signed in, or
 * `PEOPLE_KEY_ID`, so that one BatchGetItem can read both. No key has such an id: `s` is no hexadecimal digit.
 */
const TOKEN =
  /^(?<prefix>phs|phos)_(?<id>(?<keyId>admin|oidc|operator-[0-9a-f]{16})-s[0-9a-f]{16})_(?<secret>[0-9a-f]{64})$/;

const SESSION_ID = /^(?<keyId>admin|oidc|operator-[0-9a-f]{16})-s[0-9a-f]{16}$/;

export interface ParsedConsoleToken {
  /** Of the session or of the link. */
  id: string;
  /** Of the key that signed in or made the link, or `PEOPLE_KEY_ID`. */
  keyId: string;
  secret: string;
}

/** Reads the parts of a token of one kind. Returns undefined for any other string. */
export function parseConsoleToken(kind: ConsoleTokenKind, text: string): ParsedConsoleToken | undefined {
  const { prefix, id, keyId, secret } = TOKEN.exec(text)?.groups ?? {};
  return prefix === PREFIXES[kind] && id && keyId && secret ? { id, keyId, secret } : undefined;
}

/** Makes a token, and the id in it. */
export function newConsoleToken(kind: ConsoleTokenKind, keyId: string): ParsedConsoleToken & { text: string } {
  const id = `${keyId}-s${randomBytes(8).toString("hex")}`;
  const secret = randomBytes(32).toString("hex");
  return { id, keyId, secret, text: `${PREFIXES[kind]}_${id}_${secret}` };
}

/** The id of the key in the id of a session or of a link. Undefined for any other string. */
export const keyIdOfSession = (id: string): string | undefined => SESSION_ID.exec(id)?.groups?.keyId;
