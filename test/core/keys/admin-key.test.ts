import { describe, expect, it } from "vitest";
import { type AdminKeyVersions, adminKeyFinder } from "../../../lib/core/keys/admin-key.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";

const T0 = Date.parse("2026-01-01T00:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const version = (key: string, atMs: number) => ({
  secretHash: hashSecret(key),
  createdAt: new Date(atMs).toISOString(),
});

/** A finder whose secret can be changed, and which counts the reads. */
function finder(first: AdminKeyVersions = { current: version("key", T0 - HOUR) }) {
  const at = { nowMs: T0, reads: 0, versions: first, failing: false };
  const adminKey = async () => {
    at.reads++;
    if (at.failing) throw new Error("throttled");
    return at.versions;
  };
  return { at, find: adminKeyFinder({ adminKeys: { adminKey }, now: () => at.nowMs }) };
}

describe("the admin key", () => {
  it("is read once a minute, however many strangers send unknown tokens", async () => {
    const { at, find } = finder();
    for (let second = 0; second < 60; second++) {
      at.nowMs = T0 + second * 1000;
      const found = await Promise.all(Array.from({ length: 50 }, (_, n) => find(`guess ${second} ${n}`)));
      expect(new Set(found)).toEqual(new Set([undefined]));
    }
    expect(at.reads).toBe(1);
    at.nowMs = T0 + MINUTE;
    await find("guess");
    expect(at.reads).toBe(2);
  });

  it("is read once for all who ask at the same time", async () => {
    const { at, find } = finder();
    const found = await Promise.all(["key", "guess", "key"].map(find));
    expect([found.map((one) => one !== undefined), at.reads]).toEqual([[true, false, true], 1]);
  });

  it("is known for a minute after it was replaced, and then no longer", async () => {
    const { at, find } = finder();
    expect(await find("key")).toBeDefined();
    at.versions = { current: version("new", T0) };
    at.nowMs = T0 + MINUTE - 1;
    expect(await find("key")).toBeDefined();
    at.nowMs = T0 + MINUTE;
    expect([await find("key"), await find("new")]).toEqual([undefined, at.versions.current]);
  });

  it("that is new works at once, for all who send it at the same time", async () => {
    const { at, find } = finder();
    await find("key");
    at.versions = { current: version("new", T0 + 1), previous: version("key", T0 - HOUR) };
    at.nowMs = T0 + 1;
    const found = await Promise.all(["new", "key", "new"].map(find));
    expect([found.map((one) => one !== undefined), at.reads]).toEqual([[true, true, true], 2]);
  });

  it("that is new works within a minute, although strangers ask all the time", async () => {
    const { at, find } = finder();
    await find("key");
    at.nowMs = T0 + 1;
    await find("guess");
    at.versions = { current: version("new", T0 + 1), previous: version("key", T0 - HOUR) };
    for (at.nowMs = T0 + 2; at.nowMs <= T0 + MINUTE; at.nowMs += 1_000) await find(`guess ${at.nowMs}`);
    at.nowMs = T0 + MINUTE;
    expect([await find("new"), at.reads]).toEqual([undefined, 2]);
    at.nowMs = T0 + 1 + MINUTE;
    expect([(await find("new")) !== undefined, at.reads]).toEqual([true, 3]);
  });

  it("stays in use when a read for an unknown token fails", async () => {
    const { at, find } = finder();
    await find("key");
    at.failing = true;
    at.nowMs = T0 + 1;
    await expect(find("guess")).rejects.toThrow("throttled");
    expect(await find("key")).toBeDefined();
    for (let n = 0; n < 100; n++) expect(await find(`guess ${n}`)).toBeUndefined();
    expect(at.reads).toBe(2);
  });

  it("that is new stays known when an earlier read ends late", async () => {
    const slow = Promise.withResolvers<void>();
    const at = { nowMs: T0, versions: { current: version("key", T0 - HOUR) }, until: Promise.resolve() };
    const adminKey = async () => {
      const { versions, until } = at;
      await until;
      return versions;
    };
    const find = adminKeyFinder({ adminKeys: { adminKey }, now: () => at.nowMs });
    await find("key");
    [at.nowMs, at.until] = [T0 + MINUTE - 1, slow.promise];
    const guess = find("guess");
    await new Promise((resolve) => setImmediate(resolve));
    Object.assign(at, { nowMs: T0 + MINUTE, versions: { current: version("new", T0 + MINUTE) }, until: undefined });
    expect(await find("new")).toBeDefined();
    slow.resolve();
    expect(await guess).toBeUndefined();
    expect(await find("new")).toBeDefined();
  });

  it("is read again when the clock was set back", async () => {
    const { at, find } = finder();
    await find("key");
    at.nowMs = T0 - HOUR;
    await find("key");
    expect(at.reads).toBe(2);
  });

  it("is not read again at once after a failed read, and no token passes", async () => {
    const { at, find } = finder();
    at.failing = true;
    for (let n = 0; n < 100; n++) await expect(find(n % 2 ? "key" : "guess")).rejects.toThrow("throttled");
    expect(at.reads).toBe(1);
    at.failing = false;
    at.nowMs = T0 + 5_000;
    expect(await find("key")).toBeDefined();
  });

  it.each([
    ["in the hour after a rotation", HOUR - 1, true],
    ["no longer after that hour", HOUR, false],
  ])("that is the previous one works %s", async (_when, sinceMs, works) => {
    const { at, find } = finder({ current: version("new", T0), previous: version("old", T0 - HOUR) });
    at.nowMs = T0 + sinceMs;
    expect((await find("old")) !== undefined).toBe(works);
    expect(await find("new")).toBeDefined();
  });
});
