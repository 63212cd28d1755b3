import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInDefinition } from "../../../lib/dialects/built-in-definitions.ts";
import { compileDialect } from "../../../lib/dialects/compile.ts";
import type { Dialect } from "../../../lib/dialects/dialect.ts";
import { publicKeyOf } from "../../../lib/dialects/ed25519.ts";
import { findDialect } from "../../../lib/dialects/registry.ts";
import { type DialectName, verify } from "../../../lib/dialects/verify/index.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";
import { senders } from "./product-senders.ts";
import { verifyOutcome } from "./receiving.ts";

/** Definitions that an operator could give to receivers. */
const definitions = (["tenant", "watsi", "github", "stripe"] as const).map(builtInDefinition);
const standardEd25519 = builtInDefinition("standard-ed25519");

const names = [...new Set(senders.map(({ dialect }) => dialect))];
const ours = names.map((name): [DialectName, Dialect] => {
  const dialect = findDialect(name);
  if (!dialect) throw new Error(`There is no dialect ${name}`);
  return [name, dialect];
});

describe("a POST signed with ed25519", () => {
  it("is accepted with the published public key", async () => {
    const dialect = compileDialect(standardEd25519);
    const secret = dialect.generateSecret();
    const nowMs = Date.UTC(2026, 0, 1);
    const request = dialect.render({ ...input("{}", nowMs), secrets: [secret] });
    for (const name of ["standard", standardEd25519] as const) {
      const options = { dialect: name, secrets: publicKeyOf(secret), now: () => nowMs };
      expect(await verifyOutcome(verify(request, options))).toBe("accepted");
    }
  });
});

describe.each(ours)("a POST in %s", (name, dialect) => {
  const secrets = [dialect.generateSecret(), dialect.generateSecret()];
  const [newest = ""] = secrets;
  const nowMs = Date.UTC(2026, 0, 1);

  const render = (data: string, nowMs: number) => dialect.render({ ...input(data, nowMs), secrets });

  it("is accepted with the newest secret for any data", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (data) => {
        const request = render(JSON.stringify(data), nowMs);
        const { event } = await verify(request, { dialect: name, secrets: newest, now: () => nowMs });
        expect(event).toEqual(JSON.parse(request.body.toString()));
      }),
    );
  });

  it.each(definitions.filter((definition) => definition.name === name))(
    "is accepted with its definition",
    async (dialect) => {
      const request = render('{"a":1}', nowMs);
      expect(await verifyOutcome(verify(request, { dialect, secrets: newest, now: () => nowMs }))).toBe("accepted");
    },
  );

  it("is rejected with another secret", async () => {
    const request = render("{}", nowMs);
    const another = { dialect: name, secrets: dialect.generateSecret(), now: () => nowMs };
    expect(await verifyOutcome(verify(request, another))).toBe("bad-signature");
  });
});

const input = (data: string, nowMs: number) => ({
  event: sampleEvent({ type: "invoice.paid", data }),
  subscription: subscriptionOf(),
  deliveryId: "dlv_1",
  nowMs,
});
