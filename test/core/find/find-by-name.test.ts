import { describe, expect, it } from "vitest";
import { nameFinder } from "../../../lib/core/find/find-by-name.ts";
import { foldedText } from "../../../lib/core/kit/folded-text.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { iso, subscriptionAt, T0, tenantOf } from "../../support/contracts/sample-records.ts";
import { memorySubscriptionHeads } from "../../support/memory/memory-heads.ts";
import { memorySubscriptionNames } from "../../support/memory/memory-names.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

/** A world whose tenants have subscriptions with these names. Later ones are newer. */
function worldWith(namesOf: Record<string, readonly string[]>) {
  const world = memoryWorld(() => T0);
  let made = 0;
  for (const [tenantId, names] of Object.entries(namesOf)) {
    world.tenants.put(tenantId, tenantOf({ id: tenantId, name: `The tenant ${tenantId}` }));
    for (const name of names) put(subscriptionAt(tenantId, T0 + made++, { name, url: "https://x.example/hook" }));
  }
  const ports = { names: memorySubscriptionNames(world), heads: memorySubscriptionHeads(world) };
  const find = nameFinder(ports);
  const named = async (text: string) => (await find(text)).found.map(({ name, tenantId }) => `${tenantId}: ${name}`);
  return { world, put, ports, find, named };

  function put(one: Subscription): void {
    world.subscriptions.put(`${one.tenantId}/${one.id}`, one);
  }
}

describe("finding subscriptions by name", () => {
  it("finds parts of names and URLs in any case, and says whose they are", async () => {
    const { find, put } = worldWith({ a: ["Orders"], b: [] });
    const url = "https://b.example/Webhooks?kind=ORDERS";
    put(subscriptionAt("b", T0, { id: "sub_b", url }));
    const [a, b] = (await find("rDeRs")).found;
    expect(a).toMatchObject({ type: "subscription", tenantId: "a", tenantName: "The tenant a", name: "Orders" });
    expect(b).toMatchObject({ id: "sub_b", tenantId: "b", tenantName: "The tenant b", name: undefined, url });
    put(subscriptionAt("b", T0, { name: "pulled", url: "", pull: true }));
    expect((await find("pulled")).found).toMatchObject([{ name: "pulled", url: undefined }]);
    expect((await find("ｏｒｄｅｒｓ")).found).toHaveLength(2);
    expect(await find("nothing")).toEqual({ found: [], complete: true });
  });

  it("puts the text itself before names that begin with it, others, and URLs", async () => {
    const { named } = worldWith({ a: ["x hook"], b: ["My Hook y"], c: ["hook 2"], d: ["HOOK"], e: ["none"] });
    expect(await named("hook")).toEqual(["d: HOOK", "c: hook 2", "b: My Hook y", "a: x hook", "e: none"]);
  });

  it("doesn't let a tenant with many endpoints bury another tenant's", async () => {
    const { named, find } = worldWith({
      small: ["Orders of ours"],
      rival: Array(1_000).fill("Orders"),
      far: ["my orders"],
    });
    expect((await named("orders")).slice(0, 4)).toEqual([
      "rival: Orders",
      "small: Orders of ours",
      "far: my orders",
      "rival: Orders",
    ]);
    const { found, complete } = await find("orders");
    expect([found.length, complete]).toEqual([50, false]);
  });

  it("leaves out what was deleted or renamed since the list was written", async () => {
    const { world, ports } = worldWith({ a: ["Orders"], b: ["Orders"], c: ["Orders"] });
    const stale = await ports.names.findNamed("orders");
    const find = nameFinder({ ...ports, names: { findNamed: async () => stale } });
    const [renamed, deleted, kept] = world.subscriptions.values().toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (!renamed || !deleted) throw new Error("unreachable");
    world.subscriptions.put(`a/${renamed.id}`, { ...renamed, name: "Invoices", updatedAt: iso(T0 + 1) });
    world.subscriptions.delete(`b/${deleted.id}`);
    expect((await find("orders")).found.map(({ id }) => id)).toEqual([kept?.id]);
  });

  it("says that it is not complete if not all was read", async () => {
    const { ports } = worldWith({ a: ["Orders"] });
    const names = { findNamed: async () => ({ found: [], complete: false }) };
    expect(await nameFinder({ ...ports, names })("orders")).toEqual({ found: [], complete: false });
  });
});

describe("foldedText", () => {
  it.each([
    ["Orders", "orders"],
    ["ＡＢＣ", "abc"],
    ["e\u0301", "é"],
    ["ÉTÉ", "été"],
  ])("folds %s", (text, folded) => expect(foldedText(text)).toBe(folded));
});
