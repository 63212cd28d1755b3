import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, describe, expect, it } from "vitest";
import { type CliWorld, cli, scriptedApi } from "./support.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW = Date.parse("2026-01-01T12:00:00Z");
const BODY = '{"type":"invoice.paid","timestamp":"2026-01-01T12:00:00.000Z","data":{"amount":1}}';

const folder = mkdtempSync(join(tmpdir(), "posthorn-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const raw = (headers: Record<string, string>, body = BODY, end = "\r\n"): string =>
  ["POST /hook HTTP/1.1", ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", body].join(end);

const standard = (secret = SECRET, atMs = NOW) => ({
  host: "receiver.example",
  "webhook-id": "evt_1",
  "webhook-timestamp": String(Math.floor(atMs / 1000)),
  "webhook-signature": new Webhook(secret).sign("evt_1", new Date(atMs), BODY),
});
const hex = (secret: string, body = BODY) => createHmac("sha256", secret).update(body).digest("hex");

const verify = (stdin: string, more: string[] = ["--secret", SECRET], world: CliWorld = {}) =>
  cli(["verify", ...more], { stdin, nowMs: NOW, env: {}, ...world });

describe("a request that verifies", () => {
  it.each([
    ["unchanged", raw(standard())],
    ["with an editor's line endings", raw(standard(), BODY, "\n")],
    [
      "with a newline after the end in content-length",
      raw({ ...standard(), "Content-Length": String(BODY.length) }, `${BODY}\n`),
    ],
    [
      "in chunks",
      raw(
        { ...standard(), "transfer-encoding": "chunked" },
        `5\r\n${BODY.slice(0, 5)}\r\n${(BODY.length - 5).toString(16)}\r\n${BODY.slice(5)}\r\n0\r\n\r\n`,
      ),
    ],
  ])("%s", async (_case, request) => {
    const { code, out } = await verify(request);
    expect([code, out.split("\n")]).toEqual([
      0,
      ["Verified.", "dialect    standard", "id         evt_1", "timestamp  2026-01-01 12:00:00Z", ""],
    ]);
  });

  it("has a dialect from its headers or from --dialect", async () => {
    expect((await verify(raw({ "x-watsi-signature": hex("s") }), ["--secret", "s"])).out).toContain("watsi");
    const agents = raw({ "X-Webhook-Signature": hex("s") });
    expect((await verify(agents, ["--secret", "s", "--dialect", "agents"])).out).toContain("agents");
  });

  it("may be split into header options and files", async () => {
    writeFileSync(join(folder, "body"), BODY);
    writeFileSync(join(folder, "secret"), `${SECRET}\n`);
    const parts = Object.entries(standard()).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
    const { code } = await verify("", [...parts, "--body-file", "body", "--secret", "@secret"], { cwd: folder });
    expect(code).toBe(0);
  });

  it("may be in a custom dialect, from the API or a file", async () => {
    const mine = { name: "mine", algorithm: "hmac-sha256", signatureHeader: "x-mine", body: "{data}" };
    const api = scriptedApi(() => ({ body: mine }));
    const request = raw({ "x-mine": hex("s") });
    const env = { POSTHORN_URL: "http://api.example", POSTHORN_KEY: "k" };
    const { code } = await verify(request, ["--secret", "s", "--dialect", "mine"], { ...api, env });
    expect([code, api.calls[0]?.path]).toEqual([0, "/api/v1/dialects/mine"]);
    writeFileSync(join(folder, "mine.json"), JSON.stringify(mine));
    expect((await verify(request, ["--secret", "s", "--dialect", "@mine.json"], { cwd: folder })).code).toBe(0);
  });

  it("may be old, with --received-at", async () => {
    const request = raw(standard(SECRET, NOW - 86_400_000));
    expect((await verify(request)).code).toBe(1);
    expect((await verify(request, ["--secret", SECRET, "--received-at", "1d"])).code).toBe(0);
  });
});

const other = { ...standard(), "webhook-signature": `v1,${"A".repeat(43)}=` };

describe("a failed verification is explained", () => {
  it.each<[string, string, string[], string]>([
    ["another secret", raw(other), ["--secret", SECRET], "Either the secret is wrong"],
    [
      "an old timestamp",
      raw(standard(SECRET, NOW - 3_600_000)),
      ["--secret", SECRET],
      "3600 s before the time of receipt",
    ],
    ["a wrong clock", raw(standard(SECRET, NOW + 900_000)), ["--secret", SECRET], "900 s after the time"],
    ["an old, forged request", raw({ ...other, "webhook-timestamp": "1" }), ["--secret", SECRET], "Either the secret"],
    ["a newline at the end", raw(standard(), `${BODY}\n`), ["--secret", SECRET], "It matches without the newline"],
    [
      "a reformatted body",
      raw(standard(), JSON.stringify(JSON.parse(BODY), null, 2)),
      ["--secret", SECRET],
      "It matches when the JSON has no whitespace",
    ],
    [
      "a secret with a space",
      raw({ "x-watsi-signature": hex("s") }),
      ["--secret", " s"],
      "whitespace around the secret",
    ],
    [
      "a secret in quotation marks",
      raw({ "x-watsi-signature": hex("s") }),
      ["--secret", '"s"'],
      "without the quotation",
    ],
    [
      "a missing header",
      raw({ "webhook-signature": "v1,x" }),
      ["--secret", SECRET],
      "The header webhook-id is missing.",
    ],
    [
      "another dialect's headers",
      raw({ "x-watsi-signature": hex("s") }),
      ["--secret", "s", "--dialect", "github"],
      "Try --dialect watsi",
    ],
    ["a secret in another format", raw(standard()), ["--secret", "plain"], "A secret is whsec_ followed by base64"],
    [
      "a secret without whsec_",
      raw(standard()),
      ["--secret", SECRET.slice(6)],
      "It matches with whsec_ before the secret",
    ],
    ["invalid JSON", raw({ "x-watsi-signature": hex("s", "{") }, "{"), ["--secret", "s"], "but the body is not JSON"],
    [
      "a truncated body",
      raw({ ...standard(), "content-length": String(BODY.length) }, BODY.slice(0, 9)),
      ["--secret", SECRET],
      "The body is incomplete",
    ],
    ["no signature at all", raw({ host: "x" }), ["--secret", "s"], "no signature header of a built-in dialect"],
  ])("%s", async (_case, request, args, words) => {
    const { code, out, err } = await verify(request, args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(words);
    for (const secret of [SECRET, "plain"]) expect(err).not.toContain(secret);
  });

  it("is explained with --json too", async () => {
    const { code, out } = await verify(raw(other), ["--secret", SECRET, "--json"]);
    expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ verified: false, reason: "bad-signature" })]);
  });

  it.each([
    ["no empty line", "POST / HTTP/1.1\r\nx: 1", ["--secret", "s"], "not an HTTP request"],
    ["only headers", "", ["--secret", "s", "--header", "x: 1"], "--header and --body-file must be used together"],
    ["no secret", raw(other), [], "missing: --secret"],
  ])("an invalid command line: %s", async (_case, stdin, args, words) => {
    const { code, err } = await verify(stdin, args);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
