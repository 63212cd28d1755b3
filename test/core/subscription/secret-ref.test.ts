import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecretRef } from "../../../lib/core/model/secret.ts";
import { refuseFullList, rotatedRef, signingRef } from "../../../lib/core/subscription/secret-ref.ts";

const T0 = Date.parse("2026-01-01T00:00:00.000Z");
const sealed = (...versions: string[]): SecretRef => ({ store: "sealed", versions });
const at = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();

describe("a rotation", () => {
  it("without grace lets only the new secret sign", () => {
    expect(rotatedRef(sealed("v1"), sealed("v2"), 0, T0)).toEqual(sealed("v2"));
    const inGrace = rotatedRef(sealed("v1"), sealed("v2"), 60, T0);
    expect(rotatedRef(inGrace, sealed("v3"), 0, T0)).toEqual(sealed("v3"));
  });

  it("with grace lets both secrets sign until the grace period ends", () => {
    const ref = rotatedRef(sealed("v1"), sealed("v2"), 60, T0);
    expect(ref).toEqual({ ...sealed("v2", "v1"), retiresAt: [at(60)] });
    expect(signingRef(ref, T0 + 59_999).versions).toEqual(["v2", "v1"]);
    expect(signingRef(ref, T0 + 60_000)).toEqual(sealed("v2"));
  });

  it("during a grace period keeps the end of the earlier grace period", () => {
    const once = rotatedRef(sealed("v1"), sealed("v2"), 3600, T0);
    const twice = rotatedRef(once, sealed("v3"), 60, T0 + 1000);
    expect(twice.versions).toEqual(["v3", "v2", "v1"]);
    expect(signingRef(twice, T0 + 120_000)).toEqual({ ...sealed("v3", "v1"), retiresAt: [at(3600)] });
    expect(signingRef(twice, T0 + 3600_000)).toEqual(sealed("v3"));
  });

  it("drops retired versions", () => {
    const once = rotatedRef(sealed("v1"), sealed("v2"), 60, T0);
    expect(rotatedRef(once, sealed("v3"), 60, T0 + 60_000).versions).toEqual(["v3", "v2"]);
  });

  it("keeps the secret's store", () => {
    const ref = (version: string): SecretRef => ({ store: "secrets-manager", secretId: "arn:1", versions: [version] });
    expect(rotatedRef(ref("v1"), ref("v2"), 60, T0)).toMatchObject({ store: "secrets-manager", secretId: "arn:1" });
  });
});

it("after any rotations, the newest secret signs, at most four sign, and none after its time", () => {
  const rotation = fc.record({ grace: fc.integer({ min: 0, max: 100 }), pause: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(rotation, { maxLength: 12 }), (rotations) => {
      let ref = sealed("0");
      let nowMs = T0;
      const ends = new Map<string, number>();
      for (const [i, { grace, pause }] of rotations.entries()) {
        if (isRefused(ref, grace, nowMs)) {
          expect(signingRef(ref, nowMs).versions).toHaveLength(4);
          nowMs += pause * 1000;
          continue;
        }
        const end = nowMs + grace * 1000;
        for (const version of signingRef(ref, nowMs).versions) {
          ends.set(version, grace === 0 ? end : (ends.get(version) ?? end));
        }
        ref = rotatedRef(ref, sealed(String(i + 1)), grace, nowMs);
        nowMs += pause * 1000;
        const { versions, retiresAt = [] } = signingRef(ref, nowMs);
        expect(versions[0]).toBe(String(i + 1));
        const promised = [...ends].flatMap(([version, until]) => (until > nowMs ? [version] : []));
        expect(versions).toEqual(expect.arrayContaining(promised));
        expect(versions.length).toBeLessThanOrEqual(4);
        expect(retiresAt).toHaveLength(versions.length - 1);
        for (const version of versions.slice(1)) expect(ends.get(version)).toBeGreaterThan(nowMs);
      }
    }),
  );
});

function isRefused(ref: SecretRef, graceSeconds: number, nowMs: number): boolean {
  try {
    refuseFullList(ref, graceSeconds, nowMs);
    return false;
  } catch {
    expect(() => rotatedRef(ref, sealed("more"), graceSeconds, nowMs)).toThrow();
    return true;
  }
}
