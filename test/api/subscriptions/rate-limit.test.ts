import { expect, it } from "vitest";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };

async function limited(rateLimit: unknown) {
  const { call, key } = await memoryApiWithTenant();
  const made = await call("POST /api/v1/subscriptions", { key, body: { ...hook, rateLimit } });
  const patch = (body: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id: made.body.id, body });
  const limitAfter = async (change: unknown) => (await patch({ rateLimit: change })).body.rateLimit;
  return { made, patch, limitAfter };
}

it.each([{ perSecond: 10 }, { perSecond: 0.1, burst: 5 }, { perSecond: 10_000, burst: 10_000 }])(
  "a subscription has the rate limit %j",
  async (rateLimit) => {
    const { made } = await limited(rateLimit);
    expect([made.status, made.body.rateLimit]).toEqual([201, rateLimit]);
  },
);

it.each([
  [{ perSecond: 0 }, "/rateLimit/perSecond"],
  [{ perSecond: -1 }, "/rateLimit/perSecond"],
  [{ perSecond: 10_001 }, "/rateLimit/perSecond"],
  [{ perSecond: "10" }, "/rateLimit/perSecond"],
  [{ perSecond: null }, "/rateLimit/perSecond"],
  [{ burst: 2 }, "/rateLimit/perSecond"],
  [{ perSecond: 1, burst: 0 }, "/rateLimit/burst"],
  [{ perSecond: 1, burst: 1.5 }, "/rateLimit/burst"],
  [{ perSecond: 1, perMinute: 2 }, "/rateLimit/perMinute"],
  [10, "/rateLimit"],
])("the rate limit %j is rejected, when it is created or changed", async (rateLimit, path) => {
  const { made } = await limited(rateLimit);
  expect([made.status, made.body.errors[0].path]).toEqual([422, path]);
  const { patch } = await limited(undefined);
  const changed = await patch({ rateLimit });
  expect([changed.status, changed.body.errors[0].path]).toEqual([422, path]);
});

it("a patch changes parts of a limit, or removes it", async () => {
  const { limitAfter } = await limited({ perSecond: 10, burst: 3 });
  expect(await limitAfter({ perSecond: 20 })).toEqual({ perSecond: 20, burst: 3 });
  expect(await limitAfter({ burst: null })).toEqual({ perSecond: 20 });
  expect(await limitAfter({ burst: 2 })).toEqual({ perSecond: 20, burst: 2 });
  expect(await limitAfter(null)).toBeUndefined();
  expect(await limitAfter({ perSecond: 1 })).toEqual({ perSecond: 1 });
});
