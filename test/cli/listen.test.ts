import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { type Canned, cli, type RecordedCall, scriptedApi } from "./support.ts";

const STREAM = "/api/v1/subscriptions/sub_1/stream";

let server: Receiver;
beforeEach(async () => {
  server = await startReceiver();
});
afterEach(() => server.close());

const item = (n: number) => ({
  deliveryId: `dlv_${n}`,
  eventId: `evt_${n}`,
  type: "invoice.paid",
  headers: { "content-type": "application/json", "X-Id": `${n}` },
  body: `{"n":${n}.0}`,
});

const page = (next: string, ...numbers: number[]): Canned => ({ body: { data: numbers.map(item), next } });

/** Runs `listen` against pages of a stream, and stops it after the last page. */
async function listening(pages: Canned[], { line = "", left = [] as object[] } = {}) {
  const stop = new AbortController();
  const polls: (string | undefined)[] = [];
  const waits: number[] = [];
  const answer = ({ method, path, query }: RecordedCall): Canned => {
    if (path === STREAM) {
      polls.push(query.after);
      if (polls.length >= pages.length) stop.abort();
      return pages[polls.length - 1] ?? page("end");
    }
    if (method === "DELETE") return { status: 204 };
    if (method === "GET") return { body: { data: left, next: null } };
    return { status: 201, body: { id: "sub_1", secret: "whsec_x" } };
  };
  const { calls, fetch } = scriptedApi(answer);
  const sleep = async (ms: number) => waits.push(ms);
  const ran = await cli(`listen --forward-to ${server.url}/hook ${line}`, { fetch, sleep, stop: stop.signal });
  const bodies = () => server.requests.map(({ body }) => String(body));
  const removed = calls.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("/").at(-1));
  return { ...ran, calls, polls, waits, removed, bodies };
}

describe("listen", () => {
  it("acknowledges a page once the server has answered all of it, with any status", async () => {
    server.script((_request, nth) => ({ status: nth === 1 ? 500 : 200 }));
    const { code, out, polls, bodies, removed } = await listening([page("a", 1, 2), page("b"), page("c")]);
    expect([code, polls, bodies()]).toEqual([0, [undefined, "a", "b"], ['{"n":1.0}', '{"n":2.0}']]);
    expect(out.split("\n").map((line) => line.split("  ").slice(1, 4).join(" "))).toEqual([
      expect.stringMatching(/^invoice.paid evt_1 500 in \d+ ms$/),
      expect.stringMatching(/^invoice.paid evt_2 200 in \d+ ms$/),
      "",
    ]);
    expect(server.requests[0]?.headers).toMatchObject({ "x-id": "1", "content-length": "9" });
    expect(removed).toEqual(["sub_1"]);
  });

  it("fetches deliveries without an answer again, and repeats nothing else of the page", async () => {
    let dropped = false;
    const drop = server.script;
    drop((request) => {
      if (String(request.body) !== '{"n":2.0}' || dropped) return {};
      dropped = true;
      return { afterMs: 60_000 };
    });
    const closing = server.received(2).then(() => server.close());
    const { polls, err } = await listening([page("a", 1, 2), page("a2", 1, 2), page("b")]);
    await closing;
    expect(polls).toEqual([undefined, undefined, undefined]);
    expect(err.match(/does not respond/g)).toHaveLength(2);
    expect(server.requests.map(({ body }) => String(body))).toEqual(['{"n":1.0}', '{"n":2.0}']);
  });

  it("polls less often while the stream is empty, and immediately while it isn't", async () => {
    const { waits } = await listening([
      ...Array.from({ length: 6 }, () => page("a")),
      page("b", 1),
      page("c"),
      page("d"),
    ]);
    expect(waits).toEqual([1000, 1500, 2250, 3375, 5000, 5000, 1000]);
  });

  it("survives an outage of the API, and reports it once", async () => {
    const down = { status: 503, body: { title: "Service Unavailable", detail: "Soon." } };
    const { code, err, polls } = await listening([page("a", 1), down, down, page("b", 2), page("c")]);
    expect([code, polls]).toEqual([0, [undefined, "a", "a", "a", "b"]]);
    expect(err.match(/503 Soon/g)).toHaveLength(1);
    expect(err).toContain("The API responds again.");
  });

  it("ends when its subscription was deleted", async () => {
    const gone = { status: 404, body: { detail: "Not found." } };
    const { code, err } = await listening([page("a"), gone, page("b")]);
    expect([code, err]).toEqual([1, expect.stringContaining("posthorn: the subscription was deleted")]);
  });

  it("deletes leftover pull subscriptions with its name, and no others", async () => {
    const left = [
      { id: "sub_a", name: "mine", pull: true },
      { id: "sub_b", name: "mine" },
      { id: "sub_c", name: "other", pull: true },
    ];
    const { calls, removed } = await listening([page("a")], { left, line: "--name mine --events a,b.* --secret s" });
    expect(removed).toEqual(["sub_a", "sub_1"]);
    const made = calls.find(({ method }) => method === "POST")?.body ?? "";
    expect(JSON.parse(made)).toEqual({ pull: true, name: "mine", events: ["a", "b.*"], secret: "s" });
  });

  it("rejects an invalid URL", async () => {
    const { code, err } = await cli("listen --forward-to http://");
    expect([code, err]).toEqual([2, expect.stringContaining("--forward-to must be a URL")]);
  });
});
