import { describe, expect, it, test } from "vitest";
import { addressPolicy } from "../../lib/core/subscription/address-policy.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { disposed, lookupOf, post, testSender } from "../support/receivers/sending.ts";

const onlyPublic = addressPolicy({ allowHttp: true, allowedAddresses: [] });
/** 203.0.113.0/24 is reserved for documentation. Allowing it lets a name look public without reaching anything. */
const documentation = addressPolicy({ allowHttp: true, allowedAddresses: ["203.0.113.0/24"] });

const HOST_BLOCKED = {
  failure: "blocked-address",
  detail: "The host resolves to an address that is not public.",
  excerpt: "",
};

describe("no connection is made to", () => {
  test.each([
    ["an address in the URL", (port: number) => `http://127.0.0.1:${port}/`],
    ["another spelling of the address", (port: number) => `http://0x7f.1:${port}/`],
    ["a mapped address", (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ["localhost", (port: number) => `http://localhost:${port}/`],
    ["an invalid URL", () => "nonsense"],
  ])("%s", async (_name, url) => {
    const receiver = disposed(await startReceiver());
    const result = await post(testSender({ policy: onlyPublic }), url(receiver.port));
    expect(result).toMatchObject({ failure: "blocked-address", timings: { total: 0 }, excerpt: "" });
    expect(result.detail).toMatch(/^The URL .*\.$/);
    expect(receiver.connections()).toBe(0);
  });

  test.each([
    ["a name for the address", [["127.0.0.1"]]],
    ["a name for its IPv6 form", [["::ffff:127.0.0.1"]]],
    ["a name with one bad address among good ones", [["203.0.113.1", "127.0.0.1"]]],
    ["a name with a bad address first", [["127.0.0.1", "203.0.113.1"]]],
  ])("%s", async (_name, answers) => {
    const receiver = disposed(await startReceiver());
    const sender = testSender({ policy: documentation, lookup: lookupOf({ "inside.test": answers }) });
    expect(await post(sender, `http://inside.test:${receiver.port}/`)).toMatchObject(HOST_BLOCKED);
    expect(receiver.connections()).toBe(0);
  });
});

describe("DNS rebinding", () => {
  it("has no effect: the checked answer is the one that is used", async () => {
    const receiver = disposed(await startReceiver());
    const lookup = lookupOf({ "rebind.test": [["203.0.113.1"], ["127.0.0.1"]] });
    const sender = testSender({ policy: documentation, lookup });
    const url = `http://rebind.test:${receiver.port}/`;
    const first = await post(sender, url, { timeoutMs: 100 });
    expect(["timeout-connect", "connect"]).toContain(first.failure);
    expect(lookup.asked).toHaveLength(1);
    expect(await post(sender, url)).toMatchObject(HOST_BLOCKED);
    expect(lookup.asked).toHaveLength(2);
    expect(receiver.connections()).toBe(0);
  });
});

describe("allowed addresses", () => {
  it("are tried one after another", async () => {
    const receiver = disposed(await startReceiver());
    const policy = addressPolicy({ allowHttp: true, allowedAddresses: ["127.0.0.0/8"] });
    const sender = testSender({ policy, lookup: lookupOf({ "two.test": [["127.0.0.2", "127.0.0.1"]] }) });
    expect(await post(sender, `http://two.test:${receiver.port}/`)).toMatchObject({ status: 200 });
  });

  it("come from the system's own lookup by default", async () => {
    const receiver = disposed(await startReceiver());
    const policy = addressPolicy({ allowHttp: true, allowedAddresses: ["127.0.0.0/8", "::1/128"] });
    const result = await post(testSender({ policy }), `http://localhost:${receiver.port}/`);
    expect(result).toMatchObject({ status: 200, timings: { dns: expect.any(Number) } });
  });
});
