import { describe, expect, it } from "vitest";
import { type Canned, cli, type RecordedCall, scriptedApi } from "./support.ts";

const run = (line: string, answer: (call: RecordedCall, nth: number) => Canned, world: object = {}) => {
  const api = scriptedApi(answer);
  return cli(line, { fetch: api.fetch, ...world }).then((ran) => ({ ...ran, calls: api.calls }));
};

it.each([
  ["subscriptions create --url https://acme.example/hook --key k --events a", "missing: --to or --pull"],
  ["replays create sub_1", "missing: --since"],
  ["keys revoke", "missing: <tenant> <id>"],
  ["keys revoke acme-1", "missing: <id>"],
  ["test", "missing: <subscription>"],
  ["deliveries retry", "missing: <delivery..>"],
])("%s names what is missing and calls no route", async (line, message) => {
  const { code, err, calls } = await run(line, () => ({}));
  expect([code, err.split("\n")[0], calls]).toEqual([2, `posthorn: ${message}`, []]);
});

it.each([
  ["subscripions list --key k", "unknown command: subscripions"],
  ["subscriptions lst --key k", "unknown command: lst"],
  ["subscriptions list --key k --al", "unknown argument: al"],
])("%s names the unknown word", async (line, message) => {
  const { code, err } = await run(line, () => ({}));
  expect([code, err.split("\n")[0]]).toEqual([2, `posthorn: ${message}`]);
});

it("the help of subscriptions create shows two dialects with a time that the API accepts", async () => {
  const { out } = await run("subscriptions create --help", () => ({}));
  expect(out).toMatch(/agents,standard@\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
});

describe("events send", () => {
  it("sends the raw text of the data", async () => {
    const data = '{"id":12345678901234567890, "price":1.10}';
    const { calls, out } = await run(`events send invoice.paid --data '${data}' --id in_1`, () => ({
      status: 202,
      body: { id: "in_1", deliveries: 2, duplicate: false },
    }));
    expect(calls[0]?.body).toBe(`{"type":"invoice.paid","id":"in_1","data":${data}}`);
    expect(out).toBe("id          in_1\ndeliveries  2\nduplicate   false\n");
  });

  it("reads data from stdin", async () => {
    const { calls } = await run("events send a.b --data -", () => ({ body: {} }), { stdin: "[1]\n" });
    expect(calls[0]?.body).toBe('{"type":"a.b","data":[1]}');
  });

  it("needs a type or a body", async () => {
    const { code, err } = await run("events send", () => ({}));
    expect([code, err]).toEqual([2, "posthorn: set either a type with --data, or --body\n"]);
  });
});

it("events show prints the raw text of the data", async () => {
  const text = '{"id":"evt_1","type":"a.b","data":{"n":12345678901234567890}}';
  expect((await run("events show evt_1 --json", () => ({ body: text }))).out).toBe(`${text}\n`);
  expect((await run("events show evt_1 --data", () => ({ body: text }))).out).toBe('{"n":12345678901234567890}\n');
  expect((await run("events show evt_1", () => ({ body: text }))).out).toContain('  "n": 12345678901234567890\n');
});

describe("a list", () => {
  const pages = ({ query }: RecordedCall): Canned => ({
    body: query.after
      ? { data: [{ id: "evt_1", type: "a.b", receivedAt: "2026-01-01T00:00:00.000Z" }], next: null }
      : { data: [{ id: "evt_2", type: "a.b", receivedAt: "2026-01-02T00:00:00.000Z" }], next: "evt_2" },
  });

  it("prints one page and says how to continue", async () => {
    const { out, err } = await run("events list --since 1h", pages);
    expect(out).toBe("ID     TYPE  RECEIVED\nevt_2  a.b   2026-01-02 00:00:00Z\n");
    expect(err).toBe("More results: continue with --after evt_2, or use --all.\n");
  });

  it("prints all pages with --all", async () => {
    const { out, calls } = await run("events list --all --type a.b --since 2026-01-01", pages);
    expect(out.split("\n")).toHaveLength(4);
    expect(calls.map(({ query }) => query)).toEqual([
      { type: "a.b", since: "2026-01-01T00:00:00.000Z", limit: "250" },
      { type: "a.b", since: "2026-01-01T00:00:00.000Z", limit: "250", after: "evt_2" },
    ]);
  });

  it("prints only IDs with --ids, and the API's answer with --json", async () => {
    expect((await run("events list --all --ids", pages)).out).toBe("evt_2\nevt_1\n");
    expect((await run("events list --json", pages)).out).toBe(
      `${JSON.stringify(pages({ query: {} } as RecordedCall).body)}\n`,
    );
    const all = JSON.parse((await run("events list --all --json", pages)).out);
    expect([all.data.length, all.next]).toEqual([2, null]);
  });

  it("stops when the API returns the same page twice", async () => {
    const { code, err } = await run("events list --all", () => ({ body: { data: [{ id: "a" }], next: "a" } }));
    expect([code, err]).toEqual([1, "posthorn: the API returned the same next page twice: a\n"]);
  });

  it("says on stderr that there are no results", async () => {
    const { out, err } = await run("events list", () => ({ body: { data: [], next: null } }));
    expect([out, err]).toEqual(["", "No results.\n"]);
  });

  it("says how to continue after an empty page", async () => {
    const { out, err } = await run("subscriptions list --search a", () => ({ body: { data: [], next: "n" } }));
    expect(out).toBe("");
    expect(err).toBe("No results on this page.\nMore results: continue with --after n, or use --all.\n");
  });

  it.each([
    ["subscriptions list --metadata team=a,b --metadata tier:gold", { metadata: "team:a,b,tier:gold" }],
    ["subscriptions list --metadata plan: --no-active", { metadata: "plan:", active: "false" }],
    ["subscriptions list --active --search A.example", { active: "true", search: "A.example" }],
    ["events list --id dlv_1", { id: "dlv_1" }],
  ])("`%s` sends its filters", async (line, query) => {
    const { calls } = await run(line, () => ({ body: { data: [], next: null } }));
    expect(calls.map((call) => call.query)).toEqual([query]);
  });
});

it("secrets generate prints the secret", async () => {
  const { out, calls } = await run("secrets generate --dialect witn", () => ({ body: { secret: "whsec_x" } }));
  expect([out, calls[0]?.body]).toEqual(["secret  whsec_x\n", '{"dialect":"witn"}']);
});

describe("subscriptions", () => {
  const created = { id: "sub_1", url: "https://a.example", secret: "whsec_x" };

  it("are created from options, and a generated secret is shown", async () => {
    const line =
      "subscriptions create --to https://a.example --events a.*,b.c --header 'x-a: 1' --metadata plan=gold " +
      "--no-verify-tls --max-retries 0 --in-dialects agents,tenant@2026-06-01T00:00:00Z --idempotency-key k1 --inactive";
    const { calls, out } = await run(line, () => ({ status: 201, body: created }));
    expect(JSON.parse(calls[0]?.body ?? "")).toEqual({
      url: "https://a.example",
      events: ["a.*", "b.c"],
      headers: { "x-a": "1" },
      metadata: { plan: "gold" },
      verifyTls: false,
      maxRetries: 0,
      active: false,
      dialects: [{ name: "agents" }, { name: "tenant", until: "2026-06-01T00:00:00Z" }],
    });
    expect(calls[0]?.headers["idempotency-key"]).toBe("k1");
    expect(out).toContain("secret  whsec_x");
  });

  it("change their dialect", async () => {
    const { calls } = await run("subscriptions update sub_1 --dialect github", () => ({ body: {} }));
    expect([calls[0]?.method, JSON.parse(calls[0]?.body ?? "")]).toEqual(["PATCH", { dialect: "github" }]);
  });

  it("are created in order, and show it", async () => {
    const ordered = { url: "https://a.example", events: ["a"], ordered: true, orderingKey: "data.customerId" };
    const line = "subscriptions create --to https://a.example --events a --ordered --ordering-key data.customerId";
    const { calls } = await run(line, () => ({ status: 201, body: created }));
    expect(JSON.parse(calls[0]?.body ?? "")).toEqual(ordered);
    const { out } = await run("subscriptions show sub_1", () => ({ body: { ...created, ...ordered } }));
    expect(out).toMatch(/^ordered +true$/m);
    expect(out).toMatch(/^orderingKey +data\.customerId$/m);
  });

  it.each([
    ["subscriptions create --to https://a.example --events a --secret whsec_x", created],
    ["subscriptions rotate-secret sub_1 --secret whsec_x", { secret: "whsec_x" }],
  ])("a given secret is not shown: %s", async (line, body) => {
    const { calls, out, err } = await run(line, () => ({ body }));
    expect(JSON.parse(calls[0]?.body ?? "").secret).toBe("whsec_x");
    expect(out + err).not.toContain("whsec_x");
  });

  it("are updated by a merge patch with an ETag", async () => {
    const line =
      "subscriptions update sub_1 --clear filter,name --header x-a=1 --remove-header x-b --remove-metadata m --if-match '\"v1\"'";
    const { calls } = await run(line, () => ({ body: created }));
    expect(JSON.parse(calls[0]?.body ?? "")).toEqual({
      filter: null,
      name: null,
      headers: { "x-a": "1", "x-b": null },
      metadata: { m: null },
    });
    expect([calls[0]?.method, calls[0]?.headers["if-match"]]).toEqual(["PATCH", '"v1"']);
  });

  it("are not updated without a change", async () => {
    const { code, err, calls } = await run("subscriptions update sub_1", () => ({}));
    expect([code, calls]).toEqual([2, []]);
    expect(err).toBe("posthorn: nothing to change\nRun `posthorn subscriptions update --help` for the options.\n");
  });

  it("report on enabling how many events were skipped and how to send them", async () => {
    const { code, err } = await run("subscriptions enable sub_1", ({ method }) => ({
      body: method === "PATCH" ? created : { skipped: 412, skippedSince: "2026-01-01T14:02:00.000Z" },
    }));
    expect([code, err]).toEqual([
      0,
      "412 events were skipped since 2026-01-01 14:02:00Z. To send them now:\n" +
        "  posthorn replays create sub_1 --since 2026-01-01T14:02:00.000Z --states skipped\n",
    ]);
  });

  it("are enabled even when the statistics are unavailable", async () => {
    const answer = ({ method }: RecordedCall) => (method === "PATCH" ? { body: created } : { status: 503, body: {} });
    expect((await run("subscriptions enable sub_1", answer)).code).toBe(0);
  });
});

describe("deliveries retry", () => {
  it("continues when one of several is rejected, and reports it", async () => {
    const { code, out, err, calls } = await run(
      "deliveries retry -",
      ({ path }) => {
        const id = path.split("/").at(-2);
        return id === "dlv_2" ? { status: 409, body: { detail: "No." } } : { body: { id, state: "pending" } };
      },
      { stdin: "dlv_1\ndlv_2\ndlv_3\n" },
    );
    expect([code, calls.length, out]).toEqual([1, 3, "dlv_1  pending\ndlv_3  pending\n"]);
    expect(err).toBe("dlv_2  409 No.\nposthorn: 1 of 3 requests were rejected\n");
  });

  it("stops when the API is unreachable", async () => {
    let calls = 0;
    const gone: typeof fetch = async () => {
      calls++;
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
    };
    const { code, err } = await cli("deliveries cancel dlv_1 dlv_2", { fetch: gone });
    expect([code, calls, err]).toEqual([
      3,
      1,
      "posthorn: cannot reach http://api.example: connection refused\nCheck the URL and that the API is running.\n",
    ]);
  });
});

describe("watch", () => {
  const DELIVERY = `dlv_${"0".repeat(26)}_${"1".repeat(26)}`;
  const WATCH = `deliveries watch ${DELIVERY}`;
  const attempt = (number: number, failure?: string) => ({
    number,
    at: `2026-01-01T12:00:0${number}.000Z`,
    status: failure ? 503 : 200,
    failure,
    timings: { total: 4.2 },
  });
  const looks = [
    { state: "pending", attemptCount: 0, attempts: [] },
    {
      state: "retrying",
      attemptCount: 1,
      nextAttemptAt: "2026-01-01T12:00:30.000Z",
      attempts: [attempt(1, "http-503")],
    },
    { state: "delivered", attemptCount: 2, attempts: [attempt(1, "http-503"), attempt(2)] },
  ];

  it("prints each attempt once, until the delivery ends", async () => {
    let look = 0;
    const { code, out } = await run(WATCH, (_call, nth) => {
      if (nth % 2 === 1) look = Math.min(look + 1, looks.length) - 1 + (nth > 1 ? 1 : 0);
      return { body: { id: "dlv_1", type: "a.b", ...looks[Math.min(look, looks.length - 1)] } };
    });
    expect(out.split("\n")).toEqual([
      "2026-01-01 12:00:01Z  dlv_1  #1  http-503 in 4 ms  next 2026-01-01 12:00:30Z",
      "2026-01-01 12:00:02Z  dlv_1  #2  200 in 4 ms  delivered",
      "",
    ]);
    expect(code).toBe(0);
  });

  it("prints an attempt beside the delivery that counts it", async () => {
    // The second attempt was recorded between the API's two reads.
    const early = { ...looks[1], attempts: [attempt(1, "http-503"), attempt(2)] };
    const { out } = await run(WATCH, (_call, nth) => ({
      body: { id: "dlv_1", type: "a.b", ...(nth > 2 ? looks[2] : early) },
    }));
    expect(out.trimEnd().split("\n")).toEqual([
      "2026-01-01 12:00:01Z  dlv_1  #1  http-503 in 4 ms  next 2026-01-01 12:00:30Z",
      "2026-01-01 12:00:02Z  dlv_1  #2  200 in 4 ms  delivered",
    ]);
  });

  it("watches all deliveries of an event, page by page, and exits with 1 when some failed", async () => {
    const one = (id: string, state: string) => ({ id, type: "a.b", state, attemptCount: 0, attempts: [] });
    const { code, err, calls } = await run("deliveries watch evt_1", ({ query }) => ({
      body: query.after
        ? { data: [one("dlv_2", "exhausted")], next: null }
        : { data: [one("dlv_1", "delivered")], next: "x" },
    }));
    expect([code, calls.length, err]).toEqual([1, 2, "posthorn: 1 of 2 not delivered: 1 exhausted\n"]);
  });

  it.each(["dlv_1", `${DELIVERY}X`, "0".repeat(26), "0a".repeat(32)])("takes %s for the id of an event", async (id) => {
    const { calls } = await run(`deliveries watch ${id}`, () => ({ body: { data: [], next: null } }));
    expect(calls.map(({ path }) => path)).toEqual([`/api/v1/events/${id}/deliveries`]);
  });

  it("gives up after --timeout", async () => {
    const { code, err } = await run(`${WATCH} --timeout 5`, () => ({
      body: { id: "dlv_1", ...looks[0] },
    }));
    expect([code, err]).toEqual([
      1,
      "Waiting until 1 delivery ends, at most until 2026-01-01 12:00:05Z. Press Ctrl-C to stop waiting. " +
        "The delivery continues.\nposthorn: timed out after 5 s\n",
    ]);
  });

  it("says once what it waits for, when the next attempt is due, and how to stop", async () => {
    const { err } = await run(WATCH, (_call, nth) => ({
      body: { id: "dlv_1", type: "a.b", ...looks[nth > 4 ? 2 : 1] },
    }));
    expect(err).toBe(
      "Waiting until 1 delivery ends (next attempt 2026-01-01 12:00:30Z). Press Ctrl-C to stop waiting. " +
        "The delivery continues.\n",
    );
  });

  it("says nothing about waiting when the deliveries have ended, or with --json", async () => {
    expect((await run(WATCH, () => ({ body: { id: "dlv_1", ...looks[2] } }))).err).toBe("");
    const { err } = await run(`${WATCH} --json`, (_call, nth) => ({
      body: { id: "dlv_1", ...looks[nth > 2 ? 2 : 1] },
    }));
    expect(err).toBe("");
  });

  it("prints the last answers with --json", async () => {
    const { out } = await run(`${WATCH} --json`, () => ({ body: { id: "dlv_1", ...looks[2] } }));
    expect(JSON.parse(out).data[0].state).toBe("delivered");
  });

  it("watches a replay until it ends", async () => {
    const window = { since: "2026-01-01T00:00:00.000Z", until: "2026-01-02T00:00:00.000Z" };
    const { code, out } = await run("replays watch rpl_1", (_call, nth) => ({
      body: { id: "rpl_1", state: nth < 3 ? "running" : "completed", ...window, progress: { replayed: nth } },
    }));
    expect([code, out.split("\n")]).toEqual([
      0,
      expect.arrayContaining(["state     completed", "progress  replayed: 3"]),
    ]);
  });

  it("ends when a replay is paused, and prints the reason", async () => {
    const { code, err } = await run("replays watch rpl_1", () => ({
      body: { id: "rpl_1", state: "paused", reason: "The subscription is inactive." },
    }));
    expect([code, err]).toEqual([1, "posthorn: rpl_1 is paused\nThe subscription is inactive.\n"]);
  });
});

it("a failed test send prints the reason and exits with 1", async () => {
  const failing = {
    number: 1,
    at: "2026-01-01T12:00:00.000Z",
    failure: "connect",
    explanation: "Nothing accepted the connection.",
    detail: "connect ECONNREFUSED",
    timings: { total: 2 },
  };
  const { code, out, err } = await run("test sub_1", () => ({
    body: { id: "dlv_1", state: "exhausted", attempt: failing },
  }));
  expect([code, err]).toEqual([1, "posthorn: the receiver did not accept the test event\n"]);
  expect(out).toContain("#1  2026-01-01 12:00:00Z  connect in 2 ms\n    Nothing accepted the connection.\n    connect");
});

describe("an error response", () => {
  const refused = {
    status: 422,
    body: { detail: "Some fields are wrong.", errors: [{ path: "/url", message: "is bad" }] },
  };

  it("prints one line for each field", async () => {
    const { code, out, err } = await run("subscriptions create --to x --events a", () => refused);
    expect([code, out, err]).toEqual([1, "", "posthorn: 422 Some fields are wrong.\n  /url  is bad\n"]);
  });

  it("prints the API's answer with --json", async () => {
    const { code, err } = await run("subscriptions create --to x --events a --json", () => refused);
    expect([code, JSON.parse(err)]).toEqual([1, refused.body]);
  });

  it("with status 401 names the source of the key", async () => {
    const { err } = await run("events list", () => ({ status: 401, body: { detail: "No valid key." } }));
    expect(err).toBe("posthorn: 401 No valid key.\nThe key came from the environment.\n");
  });
});

it("a web page is not accepted as an answer", async () => {
  const page = { body: "<html>", headers: { "content-type": "text/html" } };
  const { code, err } = await run("events list", () => page);
  expect([code, err]).toEqual([1, expect.stringContaining("returned a web page\nSet --url to the URL")]);
});

it("tenants delete tells which deletion erases what the tenant had", async () => {
  const { code, out, err, calls } = await run("tenants delete acme --yes", () => ({
    status: 204,
    headers: { location: "/api/v1/tenant-deletions/tdl_1" },
  }));
  expect([code, out, err]).toEqual([0, "", "Deleted acme. The deletion tdl_1 erases what it had.\n"]);
  expect(calls).toMatchObject([{ method: "DELETE" }]);
});
