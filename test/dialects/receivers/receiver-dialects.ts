import { builtInNames } from "../../../lib/dialects/built-in-definitions.ts";
import { compileDialect } from "../../../lib/dialects/compile.ts";
import type { DialectDefinition } from "../../../lib/dialects/definition.ts";
import type { Dialect } from "../../../lib/dialects/dialect.ts";
import { builtInReceiverDialect } from "../../../lib/dialects/receivers/receiver-code.ts";
import type { ReceiverDialect } from "../../../lib/dialects/receivers/receiver-scheme.ts";
import { findDialect } from "../../../lib/dialects/registry.ts";

/** A dialect that POSTs are sent in, and what its receivers know of it. */
export interface TestedDialect {
  name: string;
  sender: Dialect;
  known: ReceiverDialect;
}

/** Dialects as operators describe them, with every kind of key and encoding, and characters that end texts in code. */
const CUSTOM: DialectDefinition[] = [
  {
    name: "shop",
    algorithm: "hmac-sha256",
    signatureHeader: "x-shop-signature",
    signature: "t={timestamp},v1={signature}",
    separator: ",",
    signedText: "{timestamp}.{body}.end",
    keyForm: "base64",
    body: { data: "{data}" },
  },
  {
    name: "quotes",
    algorithm: "hmac-sha256",
    signatureHeader: "x-'quotes'",
    signature: '"\\\u0024{x}`%s/{{#}} {signature}"`\\',
    signedText: "\"'`\\\u0024{id}\n%d {x} é😀\u2028 {id}|{timestamp}|{body}\\",
    idHeader: "x-id",
    timestampHeader: "x-time",
    encoding: "base64",
    body: "{data}",
  },
  {
    name: "keys",
    algorithm: "ed25519",
    signatureHeader: "x-signature",
    signature: "(t:{timestamp}); <{signature}>",
    separator: ";",
    signedText: "{timestamp}|{body}",
    body: { data: "{data}" },
  },
  {
    name: "bearer",
    algorithm: "shared-secret",
    signatureHeader: "authorization-of-hook",
    signature: "Bearer {signature}",
    body: { data: "{data}" },
  },
  {
    name: "bearers",
    algorithm: "shared-secret",
    signatureHeader: "x-secrets",
    signature: "s={signature}",
    separator: ";",
    body: { data: "{data}" },
  },
];

/** All built-in dialects, and some of operators. */
export const testedDialects: TestedDialect[] = [
  ...builtInNames.flatMap((name) => {
    const [sender, known] = [findDialect(name), builtInReceiverDialect(name)];
    return sender && known ? [{ name, sender, known }] : [];
  }),
  ...CUSTOM.map((known) => ({ name: known.name, sender: compileDialect(known), known })),
];
