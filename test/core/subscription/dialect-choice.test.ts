import { describe, expect, it } from "vitest";
import { dialectOrRefusal } from "../../../lib/core/subscription/subscription-rules.ts";

const NOW = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number) => new Date(NOW + ms).toISOString();

/** What is looked up for a choice of dialects. */
const chosen = dialectOrRefusal(
  (choice) => (choice.dialect === "unknown" ? undefined : choice),
  () => NOW,
);

describe("the dialect of a subscription", () => {
  it.each([
    ["without a second one", undefined, undefined],
    ["with a second one for good", { dialect: "b" }, { dialect: "b" }],
    ["with a second one that still counts", { dialect: "b", until: at(1) }, { dialect: "b", until: at(1) }],
    ["with a second one whose time is up", { dialect: "b", until: at(0) }, undefined],
    ["with a second one that is over", { dialect: "b", until: at(-1) }, undefined],
  ])("is looked up %s", (_case, alsoIn, found) => {
    const { alsoIn: second, ...first } = chosen({ dialect: "a", alsoIn });
    expect([first, second]).toEqual([{ dialect: "a" }, found]);
  });

  it("is rejected if it is unknown", () => {
    const refusal = {
      status: 422,
      message: "Unknown dialect.",
      errors: [{ path: "/dialect", message: "is not a known dialect" }],
    };
    expect(() => chosen({ dialect: "unknown" })).toThrow(expect.objectContaining(refusal));
  });
});
