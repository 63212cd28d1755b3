import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { addressPolicy } from "../../lib/core/subscription/address-policy.ts";
import { dnsLookup } from "../../lib/sending/dns-lookup.ts";
import { type DnsAnswer, type DnsScript, startDnsServer } from "../support/receivers/dns-server.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { disposed, post, testSender } from "../support/receivers/sending.ts";

/** A sender whose names come from a scripted DNS server and a hosts file. */
async function senderWith(script: DnsScript, { hosts = "", deadlineMs = 10_000, policy = loopback } = {}) {
  const dns = disposed(await startDnsServer(script));
  const hostsPath = join(temporaryFolder(), "hosts");
  writeFileSync(hostsPath, hosts);
  const lookup = dnsLookup({ servers: [dns.address], hostsPath, deadlineMs });
  return { dns, hostsPath, sender: testSender({ lookup, policy }) };
}

const loopback = addressPolicy({ allowHttp: true, allowedAddresses: ["127.0.0.0/8", "::1/128"] });

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-dns-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The same answers for every name: those for A, and those for AAAA. */
const always =
  (a: DnsAnswer, aaaa: DnsAnswer): DnsScript =>
  (_name, type) =>
    type === "A" ? a : aaaa;

describe("names that hang in DNS", () => {
  it("do no harm to POSTs beside them, however many hang", async () => {
    const script: DnsScript = (name, type) => {
      if (name.startsWith("hangs")) return "silence";
      return type === "A" ? ["127.0.0.1"] : [];
    };
    const { sender } = await senderWith(script);
    const receiver = disposed(await startReceiver());
    const hanging = Array.from({ length: 60 }, (_, n) =>
      post(sender, `http://hangs-${n}.test:${receiver.port}/`, { timeoutMs: 1_500 }),
    );
    for (let n = 0; n < 10; n++) {
      const result = await post(sender, `http://healthy-${n}.test:${receiver.port}/`, { timeoutMs: 1_000 });
      expect(result).toMatchObject({ status: 200, timings: { dns: expect.any(Number) } });
    }
    for (const result of await Promise.all(hanging)) expect(result).toMatchObject({ failure: "timeout-dns" });
  });

  it("fail at the lookup's own deadline if the POST has more time", async () => {
    const { sender } = await senderWith(always("silence", "silence"), { deadlineMs: 100 });
    const result = await post(sender, "http://hangs.test/");
    expect(result).toMatchObject({
      failure: "dns",
      detail: "The host name could not be looked up: its DNS servers did not answer.",
    });
    expect(result.timings.total).toBeLessThan(2_000);
  });

  it("are given up when the sender closes", async () => {
    const { dns, sender } = await senderWith(always("silence", "silence"));
    const sending = post(sender, "http://hangs.test/");
    await expect.poll(() => dns.questions.length).toBe(2);
    sender.close();
    expect((await sending).failure).toMatch(/^(dns|protocol)$/);
  });
});

describe("a DNS answer", () => {
  test.each<[string, DnsAnswer, DnsAnswer]>([
    ["only IPv4", ["127.0.0.1"], []],
    ["IPv4, and silence for IPv6", ["127.0.0.1"], "silence"],
    ["IPv4, and a failure for IPv6", ["127.0.0.1"], "SERVFAIL"],
    ["IPv6 that nothing listens on, and IPv4", ["127.0.0.1"], ["::1"]],
    ["an alias of an alias", ["CNAME b.test", "CNAME c.test", "127.0.0.1"], []],
    ["two IPv4 addresses, the first without a listener", ["127.0.0.2", "127.0.0.1"], []],
  ])("leads to the receiver: %s", async (_name, a, aaaa) => {
    const { sender } = await senderWith(always(a, aaaa));
    const receiver = disposed(await startReceiver());
    expect(await post(sender, `http://any.test:${receiver.port}/`)).toMatchObject({ status: 200 });
  });

  it("leads to the receiver over IPv4 although IPv6, which can't be reached, was known before", async () => {
    let lost = 0;
    const { sender } = await senderWith((_name, type) => {
      if (type === "AAAA") return ["::1"];
      return lost++ === 0 ? "silence" : ["127.0.0.1"];
    });
    const receiver = disposed(await startReceiver());
    expect(await post(sender, `http://any.test:${receiver.port}/`)).toMatchObject({ status: 200 });
  });

  it("leads to a receiver that has only IPv6, although nobody answers for IPv4", async () => {
    const { sender } = await senderWith(always("silence", ["::1"]), { deadlineMs: 100 });
    const server = createServer((_request, response) => response.end()).listen(0, "::1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await post(sender, `http://any.test:${port}/`)).toMatchObject({ status: 200 });
  });

  test.each<[string, DnsAnswer, DnsAnswer]>([
    ["a private IPv4 address", ["10.0.0.1"], []],
    ["a private IPv6 address", [], ["fd00::1"]],
    ["a private IPv6 address beside a good IPv4 one", ["127.0.0.1"], ["fd00::1"]],
    ["a private IPv4 address beside a good IPv6 one", ["169.254.169.254"], ["::1"]],
    ["an alias of a private address", ["CNAME b.test", "10.0.0.1"], []],
    ["an alias of a private IPv6 address", ["127.0.0.1"], ["CNAME b.test", "fe80::1"]],
    ["a good address and a private one of one family", ["127.0.0.1", "10.0.0.1"], []],
    ["the address of no host", ["0.0.0.0"], []],
    ["an address that IPv4-compatible IPv6 wraps", [], ["::10.0.0.1"]],
    ["a mapped address", [], ["::ffff:10.0.0.1"]],
  ])("is judged in both families: %s", async (_name, a, aaaa) => {
    const { sender } = await senderWith(always(a, aaaa));
    expect(await post(sender, "http://any.test/")).toMatchObject({ failure: "blocked-address" });
  });

  test.each<[string, DnsAnswer, DnsAnswer, RegExp]>([
    ["no such name", "NXDOMAIN", "NXDOMAIN", /does not exist/],
    ["no address", [], [], /has no IP address/],
    ["very many addresses", Array<string>(101).fill("127.0.0.1"), [], /more than 100/],
    ["an alias without an address", ["CNAME b.test"], ["CNAME b.test"], /does not exist|has no IP address/],
    ["an alias of itself", ["CNAME any.test"], ["CNAME any.test"], /does not exist|has no IP address/],
    ["a failure of the servers", "SERVFAIL", "SERVFAIL", /reported a failure/],
    ["a failure for one family", [], "SERVFAIL", /reported a failure/],
    ["a refusal", "REFUSED", "REFUSED", /reported a failure/],
  ])("is a DNS failure: %s", async (_name, a, aaaa, detail) => {
    const { sender } = await senderWith(always(a, aaaa));
    const result = await post(sender, "http://any.test/");
    expect(result).toMatchObject({ failure: "dns", detail: expect.stringMatching(detail) });
  });

  it("that comes after the lookup's deadline changes nothing", async () => {
    let answered = 0;
    const { dns, sender } = await senderWith(
      (_name, type) => (answered++ < 2 || type !== "A" ? "silence" : ["127.0.0.1"]),
      { deadlineMs: 50 },
    );
    const receiver = disposed(await startReceiver());
    expect(await post(sender, `http://late.test:${receiver.port}/`)).toMatchObject({ failure: "dns" });
    await expect.poll(() => dns.questions.length, { timeout: 10_000 }).toBeGreaterThan(2);
    expect(receiver.requests).toEqual([]);
  });

  it("is asked for once per connection and family", async () => {
    const { dns, sender } = await senderWith(always(["127.0.0.1"], []));
    const receiver = disposed(await startReceiver());
    for (let n = 0; n < 3; n++) await post(sender, `http://any.test:${receiver.port}/`);
    expect(dns.questions.sort()).toEqual(["A any.test", "AAAA any.test"]);
  });
});

describe("names of this machine", () => {
  const local = ["localhost", "hook.localhost", "in-hosts.test", "IN-HOSTS.test", "capitals.test"];
  it.each(local)("never go to DNS: %s", async (name) => {
    const { dns, sender } = await senderWith(always(["10.0.0.1"], []), {
      hosts: "# comment\n127.0.0.1\tin-hosts.test Capitals.TEST # more\n",
    });
    const receiver = disposed(await startReceiver());
    expect(await post(sender, `http://${name}:${receiver.port}/`)).toMatchObject({ status: 200 });
    expect(dns.questions).toEqual([]);
  });

  it("are judged by the same guard", async () => {
    const policy = addressPolicy({ allowHttp: true, allowedAddresses: [] });
    const { sender } = await senderWith(always(["127.0.0.1"], []), { hosts: "127.0.0.1 in-hosts.test", policy });
    expect(await post(sender, "http://in-hosts.test/")).toMatchObject({ failure: "blocked-address" });
  });

  it("are read again when the hosts file changes", async () => {
    const { hostsPath, sender } = await senderWith(always("NXDOMAIN", "NXDOMAIN"));
    const receiver = disposed(await startReceiver());
    const url = `http://new.test:${receiver.port}/`;
    expect(await post(sender, url)).toMatchObject({ failure: "dns" });
    writeFileSync(hostsPath, "127.0.0.1 new.test\n");
    expect(await post(sender, url)).toMatchObject({ status: 200 });
  });
});
