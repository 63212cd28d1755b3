import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { withOpenHeaders } from "../../../lib/core/subscription/sealed-headers.ts";
import type { PortCall } from "../../support/memory/fault-plan.ts";
import { resealing } from "../../support/memory/memory-resealing.ts";
import { type SecretsManagerEmulator, startVault } from "../../support/secrets-manager-emulator.ts";

let emulator: SecretsManagerEmulator;

beforeAll(async () => {
  emulator = await startVault();
});
afterAll(() => emulator.stop());

type World = Awaited<ReturnType<typeof resealing>>;

const TENANTS = ["acme", "other", "third"];

/** Tenants with 0, 1 and 120 subscriptions: none, one page, and several pages. */
async function populated(): Promise<{ world: World; expected: Record<string, string[]> }> {
  const world = await resealing(emulator.client);
  const api = world.coldStart();
  for (const tenant of TENANTS) await world.createTenant(tenant);
  const expected: Record<string, string[]> = {};
  for (let n = 0; n < 121; n++) {
    const { id } = await api.subscribe(n === 0 ? "acme" : "third", `value-${n}`);
    expected[id] = [`value-${n}`, `value-${n}`];
  }
  return { world, expected };
}

const keysInRows = ({ world }: World): Set<string | undefined> =>
  new Set(world.subscriptions.values().flatMap((one) => sealedIn(one).map((value) => value.split(".")[1])));
const sealedIn = ({ secret, sealedHeaders = {} }: Subscription) => [
  ...secret.versions,
  ...Object.values(sealedHeaders),
];

/** Does the work while the first six calls of an operation fail, in turn after and before they take effect. */
async function runWithFailures({ world, run }: World, operation: PortCall): Promise<void> {
  let calls = 0;
  world.faults.decide = (called) => {
    if (called !== operation || ++calls > 6) return undefined;
    return { when: calls % 2 ? "after" : "before" };
  };
  await run();
  world.faults.decide = () => undefined;
}

/** What sealing a subscription's headers again changes in its row. */
const pickResealed = ({ sealedHeaders, resealedAt }: Subscription) => ({ sealedHeaders, resealedAt });

describe("a rotation of the key ring", () => {
  it("seals everything with the new key, readable after a cold start and for functions with the old ring", async () => {
    const { world, expected } = await populated();
    const warm = world.coldStart();
    expect(await warm.revealAll()).toEqual(expected);
    await world.api.rotate();
    await world.run();
    const job = await world.job();
    expect(job).toMatchObject({
      state: "completed",
      progress: { tenants: 3, subscriptions: 121, resealed: 121, unreadable: 0 },
    });
    expect([...keysInRows(world)]).toEqual([job?.keys?.current]);
    expect(await world.ring()).toHaveLength(2);
    expect(await world.coldStart().revealAll()).toEqual(expected);
    expect(await warm.revealAll()).toEqual(expected);
  });

  it("changes neither `updatedAt` nor the tenant's version", async () => {
    const { world } = await populated();
    const facts = () => [
      new Map(world.world.subscriptions.values().map(({ id, updatedAt }) => [id, updatedAt])),
      new Map(world.world.tenants.values().map((tenant) => [tenant.id, tenant])),
    ];
    const before = facts();
    await world.api.rotate();
    await world.run();
    expect(facts()).toEqual(before);
  });

  it("can be repeated, also while one is under way: the later one ends", async () => {
    const { world, expected } = await populated();
    await world.api.rotate();
    await world.step();
    await world.api.rotate();
    await world.run();
    const job = await world.job();
    expect([job?.state, ...keysInRows(world)]).toEqual(["completed", job?.keys?.current]);
    expect(await world.ring()).toHaveLength(3);
    expect(await world.coldStart().revealAll()).toEqual(expected);
  });

  it("waits while another request's key is being added", async () => {
    const { world } = await populated();
    await world.api.rotate();
    await expect(world.api.rotate()).rejects.toThrow(Refusal);
    await expect(world.api.drop()).rejects.toThrow(Refusal);
    world.passSeconds(120);
    await world.api.rotate();
    await world.run();
    expect((await world.job())?.state).toBe("completed");
  });

  it.each([
    "getKeyRingJob",
    "putKeyRingJob",
    "sendKeyRingSlice",
    "replaceSealed",
    "listTenants",
    "listSubscriptions",
  ] as const)("survives failures and crashes at every call of %s", async (operation: PortCall) => {
    const { world, expected } = await populated();
    await world.api.rotate();
    await runWithFailures(world, operation);
    const job = await world.job();
    expect([job?.state, world.deadLetters.size(), ...keysInRows(world)]).toEqual(["completed", 0, job?.keys?.current]);
    expect(await world.ring()).toHaveLength(2);
    expect(await world.coldStart().revealAll()).toEqual(expected);
  });

  it("leaves out a value that no key opens, counts it, and seals the others", async () => {
    const { world, expected } = await populated();
    const [first] = world.world.subscriptions.values();
    if (!first) throw new Error("no subscription");
    const lost = { store: "sealed" as const, versions: ["v1.lost.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"] };
    world.world.subscriptions.put(`${first.tenantId}/${first.id}`, { ...first, secret: lost });
    await world.api.rotate();
    await world.run();
    expect((await world.job())?.progress).toMatchObject({ resealed: 121, unreadable: 1 });
    const subscription = { tenantId: first.tenantId, subscriptionId: first.id };
    expect(world.lines).toEqual([{ level: "WARN", message: "a sealed value does not open", ...subscription }]);
    await world.api.drop();
    await world.run();
    expect((await world.job())?.progress).toMatchObject({ resealed: 0, unreadable: 1 });
    const { [first.id]: [, header] = [], ...others } = expected;
    const left = world.world.subscriptions.values().filter(({ id }) => id !== first.id);
    const api = world.coldStart();
    const revealed = await Promise.all(left.map(async (one) => [one.id, await api.reveal(one)] as const));
    expect(Object.fromEntries(revealed)).toEqual(others);
    const broken = world.world.subscriptions.get(`${first.tenantId}/${first.id}`) as Subscription;
    expect(broken).toEqual({ ...first, secret: lost, ...pickResealed(broken) });
    expect((await withOpenHeaders(api.seals, broken)).headers.authorization).toBe(header);
  });
});

describe("the removal of earlier keys", () => {
  it("leaves only the current key, and everything stays readable", async () => {
    const { world, expected } = await populated();
    await world.api.drop();
    expect(await world.job()).toBeUndefined();
    await world.api.rotate();
    await world.run();
    await world.api.drop();
    await world.run();
    const job = await world.job();
    expect(job).toMatchObject({ state: "completed", keys: { all: [job?.keys?.current] } });
    expect(await world.ring()).toEqual([job?.keys?.current]);
    expect(await world.coldStart().revealAll()).toEqual(expected);
  });

  it("loses nothing that a function with the old ring sealed right after the rotation", async () => {
    const { world, expected } = await populated();
    const warm = world.coldStart();
    await warm.subscribe("acme", "before").then(({ id }) => Object.assign(expected, { [id]: ["before", "before"] }));
    await world.api.rotate();
    await world.step();
    await world.run();
    const late = await warm.subscribe("acme", "late");
    expect(keysInRows(world).size).toBe(2);
    await world.api.drop();
    await world.run();
    expect(await world.ring()).toHaveLength(1);
    expect(await world.coldStart().revealAll()).toEqual({ ...expected, [late.id]: ["late", "late"] });
  });

  it("begins only when no function seals with an earlier key any more", async () => {
    const { world } = await populated();
    const warm = world.coldStart();
    await warm.subscribe("acme", "x");
    await world.api.rotate();
    await world.run();
    const { rotatedAt = "", keys } = (await world.job()) ?? {};
    await world.api.drop();
    await world.step();
    expect((await world.job())?.progress.tenants).toBe(0);
    expect(world.queue.nextVisibleAtMs()).toBeGreaterThanOrEqual(Date.parse(rotatedAt) + 120_000);
    world.passSeconds(60);
    const { id } = await warm.subscribe("acme", "y");
    expect(sealedIn(world.world.subscriptions.get(`acme/${id}`) as Subscription)[0]?.split(".")[1]).toBe(keys?.current);
  });

  it("lets no edit that began before the walk write an earlier key's value back", async () => {
    const { world, expected } = await populated();
    await world.api.rotate();
    await world.run();
    const [read] = world.world.subscriptions.values();
    if (!read) throw new Error("no subscription");
    await world.api.rotate();
    await world.run();
    const { store } = world.coldStart();
    const edited = { ...read, name: "edited", updatedAt: "2027-01-01T00:00:00.000Z" };
    expect(await store.replaceSubscription(edited, read.updatedAt)).toBe(false);
    await world.api.drop();
    await world.run();
    expect(await world.coldStart().revealAll()).toEqual(expected);
  });

  it.each(["getKeyRingJob", "putKeyRingJob", "sendKeyRingSlice", "replaceSealed"] as const)(
    "survives failures and crashes at every call of %s",
    async (operation: PortCall) => {
      const { world, expected } = await populated();
      const warm = world.coldStart();
      const early = await warm.subscribe("acme", "early");
      await world.api.rotate();
      await world.step();
      await world.run();
      const late = await warm.subscribe("acme", "late");
      await world.api.drop();
      await runWithFailures(world, operation);
      const line = { level: "ERROR", message: "the key ring's job was put off", error: { name: "PipelineFault" } };
      expect(world.lines.length).toBeGreaterThan(0);
      expect(world.lines).toMatchObject(world.lines.map(() => line));
      expect([(await world.job())?.state, world.deadLetters.size()]).toEqual(["completed", 0]);
      expect(await world.ring()).toHaveLength(1);
      expect(await world.coldStart().revealAll()).toEqual({
        ...expected,
        [early.id]: ["early", "early"],
        [late.id]: ["late", "late"],
      });
    },
  );
});

it("a message that can't be read stays in the queue, and is logged without its body", async () => {
  const { queue, run, lines, deadLetters } = await resealing(emulator.client);
  queue.send("not a slice");
  await run();
  const error = expect.objectContaining({ message: "a message in the key ring's queue can't be read" });
  expect(lines[0]).toEqual({ level: "ERROR", message: "the key ring's job was put off", error });
  expect([queue.size(), deadLetters.size()]).toEqual([0, 1]);
});
