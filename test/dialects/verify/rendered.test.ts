import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileDialect } from "../../../lib/dialects/compile.ts";
import {
  githubDefinition,
  standardEd25519Definition,
  stripeDefinition,
  tenantDefinition,
  watsiDefinition,
} from "../../../lib/dialects/definitions.ts";
import type { Dialect } from "../../../lib/dialects/dialect.ts";
import { publicKeyOf } from "../../../lib/dialects/ed25519.ts";
import { findDialect } from "../../../lib/dialects/registry.ts";
import { type DialectName, verify } from "../../../lib/dialects/verify/index.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { outcomeOf } from "./receiving.ts";
import { senders } from "./senders.ts";

/** The definitions themselves, as an operator would give them to receivers. */
const definitions = [tenantDefinition, watsiDefinition, githubDefinition, stripeDefinition];

const names = [...new Set(senders.map(({ dialect }) => dialect))];
const ours = names.map((name): [DialectName, Dialect] => {
  const dialect = findDialect(name);
  if (!dialect) throw new Error(`There is no dialect ${name}`);
  return [name, dialect];
});

describe("what we send with ed25519", () => {
  it("is accepted with the public key that we publish", async () => {
    const dialect = compileDialect(standardEd25519Definition);
    const secret = dialect.generateSecret();
    const nowMs = Date.UTC(2026, 0, 1);
    const request = dialect.render({ ...input("{}", nowMs), secrets: [secret] });
    for (const name of ["standard", standardEd25519Definition] as const) {
      const options = { dialect: name, secrets: publicKeyOf(secret), now: () => nowMs };
      expect(await outcomeOf(verify(request, options))).toBe("accepted");
    }
  });
});

describe.each(ours)("what we send in %s", (name, dialect) => {
  const secrets = [dialect.generateSecret(), dialect.generateSecret()];
  const [newest = ""] = secrets;
  const nowMs = Date.UTC(2026, 0, 1);

  const render = (data: string, nowMs: number) => dialect.render({ ...input(data, nowMs), secrets });

  it("is accepted with the newest secret, whatever the data", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (data) => {
        const request = render(JSON.stringify(data), nowMs);
        const { event } = await verify(request, { dialect: name, secrets: newest, now: () => nowMs });
        expect(event).toEqual(JSON.parse(request.body.toString()));
      }),
    );
  });

  it.each(definitions.filter((definition) => definition.name === name))(
    "is accepted by its definition",
    async (dialect) => {
      const request = render('{"a":1}', nowMs);
      expect(await outcomeOf(verify(request, { dialect, secrets: newest, now: () => nowMs }))).toBe("accepted");
    },
  );

  it("is not accepted with another secret", async () => {
    const request = render("{}", nowMs);
    const another = { dialect: name, secrets: dialect.generateSecret(), now: () => nowMs };
    expect(await outcomeOf(verify(request, another))).toBe("bad-signature");
  });
});

const input = (data: string, nowMs: number) => ({
  event: { id: "evt_1", tenantId: "acme", type: "invoice.paid", occurredAt: "2026-01-01T00:00:00.000Z", data },
  subscription: subscriptionOf(),
  deliveryId: "dlv_1",
  nowMs,
});
