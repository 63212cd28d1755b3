import { expect, it } from "vitest";
import { withoutEchoes } from "../../lib/sending/mask-echoes.ts";

const VALUE = 'Bearer s3cr"et/+&=xyz';
const result = { startedAtMs: 0, status: 200, timings: { total: 1 } };
const echoed = (excerpt: string) =>
  withoutEchoes({ ...result, excerpt, answerHeaders: { "x-echo": excerpt, other: "1" } }, [VALUE]);

it.each([
  ["as it is", VALUE],
  ["without its scheme", VALUE.slice(7)],
  ["in JSON", JSON.stringify({ a: VALUE })],
  ["in a URL", encodeURIComponent(VALUE)],
  ["in a form", new URLSearchParams({ a: VALUE }).toString()],
  ["in base64", Buffer.from(VALUE).toString("base64")],
  ["within base64", Buffer.from(`{"a":"${VALUE}"}`).toString("base64")],
])("an echo is hidden: %s", (_case, text) => {
  const { excerpt, answerHeaders } = echoed(`<${text}>`);
  for (const shown of [excerpt, answerHeaders?.["x-echo"]]) {
    expect(shown).toContain("******");
    expect(shown).not.toMatch(/s3cr|czNjc|MzY3I|zM2Ny/);
  }
  expect(answerHeaders?.other).toBe("1");
});

it("an echo that the end of the excerpt cuts off is hidden too", () => {
  expect(echoed("x".repeat(1010) + VALUE.slice(0, 14)).excerpt).toBe(`${"x".repeat(1010)}******`);
});
