import { describe, expect, it } from "vitest";
import { safeJson } from "../../lib/cli/output/text.ts";
import { type Canned, cli, scriptedApi } from "./support.ts";

const CSI = "\u009b31m";
const REVERSED = "\u202e";
const ESCAPE = "\u001b[2J";
const OBEYED = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;

const run = (line: string, answer: Canned, world: object = {}) =>
  cli(line, { fetch: scriptedApi(() => answer).fetch, columns: 100, env: ENV, ...world });
const ENV = { POSTHORN_URL: "http://api.example", POSTHORN_KEY: "k", POSTHORN_ADMIN_KEY: "a", NO_COLOR: "1" };

const event = JSON.stringify({ id: "evt_1", type: "a.b", data: { [`k${CSI}`]: `v${REVERSED}${ESCAPE}` } });
const attempt = { number: 1, at: "2026-01-01T00:00:00.000Z", status: 200, excerpt: `${CSI}${ESCAPE}\n${REVERSED}` };
const delivery = {
  id: "dlv_1",
  state: "delivered",
  type: "a.b",
  attempts: [{ ...attempt, detail: ESCAPE, answerHeaders: { "x-a": `${CSI}b`, [`x-${CSI}`]: "c" } }],
};

describe("a stranger's text can't control the terminal", () => {
  it.each<[string, Canned]>([
    ["events show evt_1", { body: event }],
    ["events show evt_1 --data", { body: event }],
    ["events show evt_1 --json", { body: event }],
    ["events list --json", { body: `{"data":[${event}],"next":null}` }],
    ["api GET /events/evt_1", { body: event }],
    ["api GET /events/evt_1 --json", { body: event }],
    ["api GET /curl", { body: `curl ${CSI}${ESCAPE}` }],
    ["deliveries show dlv_1 --verbose", { body: delivery }],
    ["deliveries body dlv_1 1", { body: { body: event, asSent: false } }],
    ["events show evt_1", { status: 502, body: `<h1>${ESCAPE}${CSI}</h1>` }],
    ["events show evt_1", { status: 422, body: { detail: ESCAPE, errors: [{ path: `/${CSI}`, message: REVERSED }] } }],
    ["events show evt_1 --json", { status: 422, body: { detail: CSI } }],
  ])("%s, answered %j", async (line, answer) => {
    const { out, err } = await run(line, answer);
    expect(out + err).not.toMatch(OBEYED);
    expect(out + err).not.toBe("");
  });
});

it("safe JSON keeps its meaning", () => {
  expect(JSON.parse(safeJson(event))).toEqual(JSON.parse(event));
});

it.each(["events show evt_1 --json", "events show evt_1 --data"])(
  "a program gets the exact bytes: %s",
  async (line) => {
    const { out } = await run(line, { body: event }, { columns: undefined });
    expect(event).toContain(out.trimEnd());
  },
);
