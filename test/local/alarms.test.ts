import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useTwin } from "./support/twin.ts";

const printed: string[] = [];
const twin = useTwin({ context: { alarmEmail: "ops@example.com" }, print: (text) => void printed.push(text) });

const lastPrinted = (): string => printed.at(-1) ?? "";

describe("an alarm that goes off", () => {
  it("reaches the operator with a text that says what to do, on the console and in the file", async () => {
    expect(twin.alarms).toHaveLength(38);
    for (const name of twin.alarms) {
      await twin.ringAlarm(name);
      const text = lastPrinted();
      expect(text.startsWith(`to ops@example.com: ALARM: "${name}" in us-east-1\n`)).toBe(true);
      expect(text).toContain(`- Name:                       ${name}\n`);
      for (const part of [
        "What happened: ",
        "What Posthorn does: ",
        "What to do: ",
        "Where to look: ",
        "More: docs/",
      ]) {
        expect(text.split(part), `${name}: ${part}`).toHaveLength(2);
      }
      expect(readFileSync(twin.inbox, "utf8")).toContain(text);
    }
    expect(printed).toHaveLength(twin.alarms.length);
  });

  it("is refused if the template doesn't have it", async () => {
    await expect(twin.ringAlarm("posthorn-dev-none")).rejects.toThrow("the template has no alarm posthorn-dev-none");
  });
});
