import { describe, expect, it } from "vitest";
import { NETWORK_WINDOW_MS, SAME_OUTAGE_MS } from "../../../lib/core/health/network.ts";
import type { OpenTable } from "./table-ports.ts";

let windows = 1_000_000_000_000;

/** The contract of `NetworkLog`. All tests share its one row, so each has a time of its own. */
export function networkContract(open: OpenTable): void {
  function inWindow() {
    const ports = open();
    windows += 100 * NETWORK_WINDOW_MS;
    const startMs = windows;
    ports.setNow(startMs);
    return { ...ports, startMs };
  }
  const sorted = <T extends { tenants: readonly string[] }>(report: T) => ({
    ...report,
    tenants: [...report.tenants].sort(),
  });

  describe("reports about the network", () => {
    it("add up", async () => {
      const { network } = inWindow();
      await network.report({ tenants: ["a"], unreached: 2, reached: 0 });
      await network.report({ tenants: [], unreached: 0, reached: 3 });
      const all = await network.report({ tenants: ["b", "a"], unreached: 2, reached: 1 });
      expect(sorted(all)).toEqual({ tenants: ["a", "b"], unreached: 4, reached: 4 });
    });

    it("are forgotten after a while", async () => {
      const { network, setNow, startMs } = inWindow();
      await network.report({ tenants: ["a", "b", "c"], unreached: 5, reached: 0 });
      setNow(startMs + NETWORK_WINDOW_MS - 1);
      expect((await network.report({ tenants: [], unreached: 0, reached: 1 })).unreached).toBe(5);
      setNow(startMs + NETWORK_WINDOW_MS);
      const later = { tenants: [], unreached: 0, reached: 1 };
      expect(await network.report(later)).toMatchObject(later);
    });

    it("tell since when they look as if the network was down", async () => {
      const { network, setNow, startMs } = inWindow();
      const dead = (tenant: string) => network.report({ tenants: [tenant], unreached: 1, reached: 0 });
      const window = async (atMs: number, reached: number) => {
        setNow(startMs + atMs);
        await dead("a");
        await dead("b");
        await dead("c");
        return (await network.report({ tenants: [], unreached: 0, reached })).downSinceMs;
      };
      expect(await window(0, 0)).toBeUndefined();
      expect(await window(NETWORK_WINDOW_MS, 0)).toBe(startMs);
      expect(await window(NETWORK_WINDOW_MS + SAME_OUTAGE_MS - 1, 3)).toBe(startMs);
      expect(await window(2 * SAME_OUTAGE_MS, 0)).toBeUndefined();
      expect(await window(3 * SAME_OUTAGE_MS, 0)).toBeUndefined();
    });

    it("keep a few tenants", async () => {
      const { network } = inWindow();
      for (let n = 0; n < 30; n++) await network.report({ tenants: [`t${n}`], unreached: 1, reached: 0 });
      const all = await network.report({ tenants: [], unreached: 0, reached: 0 });
      expect([all.tenants.length >= 3, all.tenants.length < 30, all.unreached]).toEqual([true, true, 30]);
    });

    it("of many functions at once are all counted", async () => {
      const { network } = inWindow();
      await Promise.all(
        Array.from({ length: 20 }, (_, n) => network.report({ tenants: [`t${n % 3}`], unreached: 1, reached: 0 })),
      );
      const all = await network.report({ tenants: [], unreached: 0, reached: 0 });
      expect(sorted(all)).toEqual({ tenants: ["t0", "t1", "t2"], unreached: 20, reached: 0 });
    });
  });
}
