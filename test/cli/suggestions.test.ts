import { describe, expect, it } from "vitest";
import { cli, type RecordedCall, scriptedApi } from "./support.ts";

describe("a wrong command line suggests the right one", () => {
  it.each([
    ["subscripions list", "Did you mean `posthorn subscriptions`?"],
    ["subscription list", "Did you mean `posthorn subscriptions`?"],
    ["sub list", "Did you mean `posthorn subscriptions`?"],
    ["webhooks list", "Did you mean `posthorn subscriptions`?"],
    ["tset sub_1", "Did you mean `posthorn test`?"],
    ["subscriptions lst", "Did you mean `posthorn subscriptions list`?"],
    ["subscriptions rm sub_1", "Did you mean `posthorn subscriptions delete`?"],
    ["deliveries Retry dlv_1", "Did you mean `posthorn deliveries retry`?"],
    ["dead-letter list", "Did you mean `posthorn dead-letters`?"],
    ["retry dlv_1", "Did you mean one of: deliveries retry?"],
    ["tenants frobnicate", "Commands: list, show, create, update, delete."],
    ["subscriptions list --al", "Did you mean --all?"],
    ["subscriptions list --lmit 3", "Did you mean --limit?"],
  ])("%s", async (line, suggestion) => {
    const { code, err } = await cli(line);
    expect([code, err.split("\n")[1]]).toEqual([2, suggestion]);
  });
});

describe("an unknown name lists the known ones", () => {
  const known = ({ path }: RecordedCall) =>
    /(dialects|types)$/.test(path)
      ? { body: { data: [{ name: "agents" }, { name: "standard" }], next: null } }
      : { status: 404, body: { detail: "No dialect agnts." } };

  it.each(["dialects show agnts", "event-types delete agnts --yes", "derived-types update agnts --when a"])(
    "%s",
    async (line) => {
      const { code, err } = await cli(line, { fetch: scriptedApi(known).fetch });
      expect([code, err]).toEqual([
        1,
        "posthorn: 404 No dialect agnts.\nDid you mean agents?\nKnown: agents, standard\n",
      ]);
    },
  );

  it.each([
    ["event-types show orders/creat", 0, "event type"],
    ["derived-types show orders/creat", 0, "derived type"],
    ["event-types delete orders/creat --yes", 404, "event type"],
    ["derived-types update orders/creat --when a", 404, "derived type"],
  ])("also a name with a slash: %s", async (line, status, kind) => {
    const { fetch } = scriptedApi(({ method, query }) => {
      if (method !== "GET") return { status, body: { detail: `No ${kind} orders/creat.` } };
      return { body: { data: query.name ? [] : [{ name: "orders/create" }], next: null } };
    });
    const { code, err } = await cli(line, { fetch });
    expect([code, err]).toEqual([
      1,
      `posthorn: 404 No ${kind} orders/creat.\nDid you mean orders/create?\nKnown: orders/create\n`,
    ]);
  });

  it("does not hide the 404 when the list is unavailable", async () => {
    const { fetch } = scriptedApi(({ path }) => ({ status: /types$/.test(path) ? 403 : 404, body: { detail: "No." } }));
    const { code, err } = await cli("event-types show nope", { fetch });
    expect([code, err]).toEqual([1, "posthorn: 404 No.\n"]);
  });

  it("of a profile in the environment too", async () => {
    const { code, err } = await cli("events list", { env: { POSTHORN_PROFILE: "prod" } });
    expect([code, err]).toEqual([2, "posthorn: unknown profile: prod\nSaved profiles: none.\n"]);
  });

  it("of a role", async () => {
    const { code, err } = await cli("keys create acme --role admin");
    expect([code, err.split("\n")[0]]).toEqual([
      2,
      'posthorn: --role must be one of producer, read, manage, not "admin"',
    ]);
  });
});
