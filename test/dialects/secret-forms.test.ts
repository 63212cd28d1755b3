import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { builtInNames } from "../../lib/dialects/built-in-definitions.ts";
import { compileDialect } from "../../lib/dialects/compile.ts";
import type { DialectDefinition } from "../../lib/dialects/definition.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { findDialect } from "../../lib/dialects/registry.ts";
import { pairProblem, together } from "../../lib/dialects/together.ts";

const base64 = (length: number, byte = 0xff): string => Buffer.alloc(length, byte).toString("base64");

const seed = Buffer.from(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }).d ?? "", "base64url");

function dialect(name: string): Dialect {
  const found = findDialect(name);
  if (!found) throw new Error(`no dialect ${name}`);
  return found;
}

const custom = (fields: Partial<DialectDefinition>): Dialect =>
  compileDialect({ name: "mine", algorithm: "hmac-sha256", signatureHeader: "x-mine", body: "{data}", ...fields });

const OK = undefined;

const SHORT = "must have at least 8 characters";
const UNSEEN = "must not contain blanks, line breaks or invisible characters";

const TEXT_FORM: [secret: string, problem: string | undefined][] = [
  ["", SHORT],
  ["1234567", SHORT],
  ["12345678", OK],
  ["pässwörter", OK],
  ["12345678\ud800", "must be well-formed text"],
  ...["with blank", "12345678 ", " 12345678", "12345678\n", "1234\u00005678", "12345678\u200b", "1234\u28005678"].map(
    (secret): [string, string] => [secret, UNSEEN],
  ),
];

const base64Form = (prefix: string, problem: string): [string, string | undefined][] => [
  ["", problem],
  [prefix, problem],
  [`${prefix}not base64!`, problem],
  [prefix + base64(32).replace("=", ""), problem],
  [prefix + base64(23), "must hold 24 to 64 bytes"],
  [prefix + base64(24), OK],
  [prefix + base64(64), OK],
  [prefix + base64(65), "must hold 24 to 64 bytes"],
];

const WHSEC = "must be whsec_ followed by base64";
const WHSK = "must be whsk_ followed by base64";

const FORMS: Record<string, { dialects: Dialect[]; secrets: [string, string | undefined][] }> = {
  text: {
    dialects: [...["watsi", "github", "stripe", "tenant", "agents"].map(dialect), custom({})],
    secrets: TEXT_FORM,
  },
  whsec_: {
    dialects: [...["standard", "witn"].map(dialect), custom({ keyForm: "whsec_" })],
    secrets: [...base64Form("whsec_", WHSEC), [base64(32), WHSEC], [`whsk_${base64(32)}`, WHSEC]],
  },
  base64: { dialects: [custom({ keyForm: "base64" })], secrets: base64Form("", "must be base64") },
  "the header itself": {
    dialects: [dialect("outtake"), custom({ algorithm: "shared-secret" })],
    secrets: [
      ["1234567", SHORT],
      ["12345678", OK],
      ["correct horse battery", OK],
      ["12345678 ", UNSEEN],
      ["1234\t5678", UNSEEN],
      ["pässwörter", "must be printable ASCII"],
    ],
  },
  whsk_: {
    dialects: [dialect("standard-ed25519"), custom({ algorithm: "ed25519" })],
    secrets: [
      ["", WHSK],
      ["whsk_", WHSK],
      [`whsec_${base64(32)}`, WHSK],
      [`whsk_${seed.toString("base64")}`, OK],
      [`whsk_${base64(31)}`, "must hold 32 or 64 bytes"],
      [`whsk_${base64(33)}`, "must hold 32 or 64 bytes"],
      [`whsk_${base64(65)}`, "must hold 32 or 64 bytes"],
      [
        `whsk_${Buffer.concat([seed, Buffer.alloc(32)]).toString("base64")}`,
        "must hold a private key and its public key",
      ],
    ],
  },
};

it("every built-in dialect has a form in this table", () => {
  const named = Object.values(FORMS).flatMap(({ dialects }) => dialects.map(({ name }) => name));
  expect(named.filter((name) => name !== "mine").toSorted()).toEqual(builtInNames.toSorted());
});

describe.each(Object.entries(FORMS))("a secret in the form of %s", (_form, { dialects, secrets }) => {
  it.each(secrets)("%j: %s", (secret, problem) => {
    for (const { secretProblem, name } of dialects) expect(secretProblem(secret), name).toBe(problem);
  });

  it("is generated valid and canonical", () => {
    for (const { generateSecret, canonicalSecret, secretProblem } of dialects) {
      const secret = generateSecret();
      expect(secretProblem(secret)).toBeUndefined();
      expect(canonicalSecret(secret)).toBe(secret);
    }
  });
});

describe("the canonical form of a secret", () => {
  it.each([
    ["padding", "whsec_", `whsec_${base64(32).replace("=", "")}`, `whsec_${base64(32)}`],
    ["too much padding", "whsec_", `whsec_${base64(32)}=`, `whsec_${base64(32)}`],
    ["bits that no byte has", "whsec_", `whsec_${base64(32).replace("8=", "9=")}`, `whsec_${base64(32)}`],
    ["padding, without a prefix", "base64", base64(32).replace("=", ""), base64(32)],
    ["padding of a private key", "whsk_", `whsk_${base64(32).replace("=", "")}`, `whsk_${base64(32)}`],
    ["no change of another prefix", "whsec_", "other_AAAAA", "other_AAAAA"],
    ["no change of a length that base64 can't have", "whsec_", "whsec_AAAAA", "whsec_AAAAA"],
    ["no change of text that isn't base64", "whsec_", "whsec_a b", "whsec_a b"],
    ["no change of free text", "text", base64(32).replace("=", ""), base64(32).replace("=", "")],
  ])("has %s", (_case, form, secret, canonical) => {
    for (const { canonicalSecret, name } of FORMS[form]?.dialects ?? []) {
      expect(canonicalSecret(secret), name).toBe(canonical);
    }
  });
});

describe("a shared secret in a list", () => {
  it("must not contain the separator", () => {
    const listed = custom({ algorithm: "shared-secret", signature: "{signature}", separator: "," });
    expect(listed.secretProblem("12345678,9")).toBe("must not contain the dialect's separator ,");
    expect(listed.secretProblem("12345678;9")).toBeUndefined();
    expect(custom({ algorithm: "shared-secret" }).secretProblem("12345678,9")).toBeUndefined();
  });
});

describe("two dialects together", () => {
  const [free, strict] = [custom({ name: "free", goneStatuses: [404, 410] }), dialect("standard")];

  it.each([
    [free, strict],
    [strict, free],
  ])("have the demands of both", (first, other) => {
    const both = together(first, { dialect: other, untilMs: 1 });
    expect(both.goneStatuses.toSorted()).toEqual([404, 410]);
    expect(both.ownHeaders.toSorted()).toEqual([
      "content-type",
      "webhook-id",
      "webhook-signature",
      "webhook-timestamp",
      "x-mine",
    ]);
    expect(both.name).toBe(`${first.name} and ${other.name}`);
    expect(both.signatureList).toBe(false);
    expect(both.secretProblem("12345678")).toBe(WHSEC);
    expect(both.secretProblem("1234567")).toEqual(expect.any(String));
    expect(both.typeProblem?.("a b")).toMatch(/^must have only letters/);
    expect(both.typeProblem?.("a.b")).toBeUndefined();
    const unpadded = `whsec_${base64(32).replace("=", "")}`;
    expect(both.canonicalSecret(unpadded)).toBe(unpadded);
    expect(both.canonicalSecret(`whsec_${base64(32)}`)).toBe(`whsec_${base64(32)}`);
  });

  it("send only the headers of Posthorn that both send", () => {
    const both = (first: string, other: string) =>
      together(dialect(first), { dialect: dialect(other), untilMs: 1 }).posthornHeaders;
    expect(both("standard", "tenant")).toEqual(dialect("tenant").posthornHeaders);
    expect(both("tenant", "standard")).toEqual(dialect("tenant").posthornHeaders);
  });

  it("hide the secrets of both, and publish the public key of one", () => {
    const shared = custom({ algorithm: "shared-secret" });
    expect(together(strict, { dialect: shared, untilMs: 1 }).secretHeaders).toEqual(["x-mine"]);
    expect(together(shared, { dialect: strict, untilMs: 1 }).secretHeaders).toEqual(["x-mine"]);
    const signed = dialect("standard-ed25519");
    expect(together(shared, { dialect: signed, untilMs: 1 }).publicKeyOf).toBe(signed.publicKeyOf);
    expect(together(signed, { dialect: shared, untilMs: 1 }).publicKeyOf).toBe(signed.publicKeyOf);
  });
});

describe("two dialects whose secrets have different forms", () => {
  const asked = "can't be used together: their secrets have different forms";
  const named = (name: string, fields: Partial<DialectDefinition> = {}) =>
    custom({ name, signatureHeader: `x-${name}`, ...fields });
  const [free, base, whsec] = [
    named("free"),
    named("base", { keyForm: "base64" }),
    named("whsec", { keyForm: "whsec_" }),
  ];

  it("can't be used together, unless one of them takes the other's secrets", () => {
    expect([pairProblem(base, whsec), pairProblem(whsec, base)]).toEqual([asked, asked]);
    for (const strict of [base, whsec]) {
      expect([pairProblem(free, strict), pairProblem(strict, free)]).toEqual([undefined, undefined]);
    }
  });

  it("can't set the same header", () => {
    expect(pairProblem(free, named("free"))).toBe("can't be used together: both set the header x-free");
  });
});
