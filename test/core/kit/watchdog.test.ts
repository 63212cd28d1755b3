import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { isTimeUp, withinMs } from "../../../lib/core/kit/watchdog.ts";

const forever = () => {
  for (;;);
};

describe("work with a limit", () => {
  it("returns its result", () => {
    expect(withinMs(1000, () => 42)).toBe(42);
  });

  it("throws its error", () => {
    const error = new Error("own");
    expect(() =>
      withinMs(1000, () => {
        throw error;
      }),
    ).toThrow(error);
    expect(isTimeUp(error)).toBe(false);
  });

  it.each([
    ["a loop", forever],
    ["a regular expression", () => /^(a+)+$/.test(`${"a".repeat(60)}!`)],
    [
      "a loop that catches everything",
      () => {
        for (;;) {
          try {
            forever();
          } catch {}
        }
      },
    ],
  ])("ends %s", (_case, work) => {
    const thrown = () => {
      try {
        withinMs(10, work);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    expect(isTimeUp(thrown())).toBe(true);
    expect(withinMs(1000, () => "next")).toBe("next");
  });

  it("ends in a worker thread too", async () => {
    const source = `
      const { parentPort, workerData } = require("node:worker_threads");
      import(workerData).then(({ withinMs, isTimeUp }) => {
        try { withinMs(10, () => { for (;;); }); } catch (error) { parentPort.postMessage(isTimeUp(error)); }
      });`;
    const workerData = new URL("../../../lib/core/kit/watchdog.ts", import.meta.url).href;
    const worker = new Worker(source, { eval: true, workerData });
    expect(await once(worker, "message")).toEqual([true]);
  });
});
