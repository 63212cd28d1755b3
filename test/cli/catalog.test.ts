import { describe, expect, it } from "vitest";
import { type Canned, cli, type RecordedCall, scriptedApi } from "./support.ts";

const OUTTAKE = "catalog load lib/cli/catalog/sets/outtake.json";

const run = async (line: string, answer: (call: RecordedCall) => Canned, stdin = "") => {
  const api = scriptedApi(answer);
  const ran = await cli(line, { fetch: api.fetch, cwd: ".", stdin });
  return { ...ran, calls: api.calls };
};

const refused = { status: 409, body: { title: "There is one with this name." } };

describe("catalog load", () => {
  it("creates each type of the file, derived types last", async () => {
    const { code, out, err, calls } = await run(OUTTAKE, () => ({ status: 201, body: {} }));
    expect([code, err]).toEqual([0, "Loaded 6 types.\n"]);
    expect(out.split("\n")[0]).toBe("workflow-item-created created");
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      ...Array(2).fill("POST /api/v1/event-types"),
      ...Array(4).fill("POST /api/v1/derived-types"),
    ]);
    expect(new Set(calls.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer admin-key"]));
  });

  it("updates existing types", async () => {
    const { code, out, calls } = await run(OUTTAKE, ({ method }) => (method === "POST" ? refused : { body: {} }));
    expect([code, calls.length]).toEqual([0, 12]);
    expect(out).toContain("workflow.item.reopened updated\n");
    expect(calls[1]).toMatchObject({ method: "PATCH", path: "/api/v1/event-types/workflow-item-created" });
    expect(JSON.parse(calls[1]?.body ?? "")).not.toHaveProperty("name");
  });

  it("sends the raw text of the fields, and prints the answers with --json", async () => {
    const entry = '{"name":"a.b","example":{"n":12345678901234567890,"f":1.10}}';
    const { out, err, calls } = await run(
      "catalog load - --json",
      ({ body }) => ({ body }),
      `{"eventTypes": [ ${entry} ]}`,
    );
    expect([calls[0]?.body, out, err]).toEqual([entry, `${entry}\n`, ""]);
  });

  it("names the rejected type and the reason", async () => {
    const errors = [{ path: "/when", message: "is no expression" }];
    const answer = ({ path }: RecordedCall) =>
      path.endsWith("/event-types") ? {} : { status: 422, body: { title: "Some fields are wrong.", errors } };
    const { code, err } = await run(OUTTAKE, answer);
    expect([code, err]).toEqual([
      1,
      "posthorn: workflow.item.created: 422 Some fields are wrong.\n  /when  is no expression\n",
    ]);
  });

  it("names the type that it could not update", async () => {
    const { code, err } = await run(OUTTAKE, () => refused);
    expect([code, err]).toEqual([1, "posthorn: workflow-item-created: 409 There is one with this name.\n"]);
  });

  it.each([
    ["invalid JSON", "{", "the catalog is not valid JSON: "],
    ["no object", "[]", "the catalog must be a JSON object"],
    ["an unknown list", '{"eventtypes":[]}', "unknown list in the catalog: eventtypes"],
    ["a list that is no array", '{"eventTypes":{}}', "eventTypes must be a JSON array"],
    ["an entry that is no object", '{"derivedTypes":[1]}', "derivedTypes[0] must be a JSON object"],
    ["an entry without a name", '{"eventTypes":[{"name":"a"},{"name":1}]}', "eventTypes[1] has no name"],
  ])("calls no route when the file has %s", async (_case, stdin, message) => {
    const { code, err, calls } = await run("catalog load -", () => ({}), stdin);
    expect([code, calls.length]).toEqual([2, 0]);
    expect(err).toContain(`posthorn: ${message}`);
  });

  it("reports a missing file", async () => {
    const { code, err } = await run("catalog load nowhere.json", () => ({}));
    expect([code, err]).toEqual([2, "posthorn: cannot read nowhere.json: ENOENT\n"]);
  });
});
