import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { samplePost, senders } from "./product-senders.ts";

type Receive = (headers: Record<string, string>, rawBody: Buffer, secret: string, dialect: string) => unknown;

/** Each snippet of docs/receivers.md, and the senders whose POSTs it accepts. */
const receivers: [string, string[]][] = [
  ["verify", senders.map(({ name }) => name)],
  ["standard", ["standard"]],
  ["witn", ["witn"]],
  ["outtake", ["outtake"]],
  ["tenant", ["tenant", "agents", "watsi"]],
  ["github", ["github"]],
  ["stripe", ["stripe"]],
];

let folder: string;
let snippets: Map<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-receivers-"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  const page = await readFile("docs/receivers.md", "utf8");
  snippets = new Map(
    [...page.matchAll(/```js\n\/\/ (\w+)([\s\S]*?)```/g)].map(([, name = "", code = ""]) => [name, code]),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(name: string): Promise<Receive> {
  const source = pathToFileURL(resolve("lib/dialects/verify/index.ts")).href;
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, `//${snippets.get(name)?.replace('"posthorn/verify"', `"${source}"`)}`);
  const { receive } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  return receive;
}

describe("the snippets of docs/receivers.md", () => {
  it("are one per receiver, each of at most ten lines", () => {
    expect([...snippets.keys()]).toEqual(receivers.map(([name]) => name));
    for (const code of snippets.values()) expect(code.trim().split("\n").length).toBeLessThanOrEqual(10);
  });

  it.each(receivers)("%s: accepts signed requests and nothing else", async (snippet, names) => {
    const receive = await load(snippet);
    for (const sender of senders.filter(({ name }) => names.includes(name))) {
      const sent = samplePost({ timestamp: Math.floor(Date.now() / 1000) });
      const secret = sender.secret(0);
      const attempt = async (headers: Record<string, string>, body = sent.body) =>
        await receive(headers, body, secret, sender.dialect);
      const headers = sender.headers(secret, sent);
      expect(await attempt(headers), sender.name).toEqual(JSON.parse(sent.body.toString()));
      await expect(attempt(sender.headers(sender.secret(1), sent)), sender.name).rejects.toThrow();
      await expect(attempt({}), sender.name).rejects.toThrow();
      if (!sender.covers.body) continue;
      await expect(attempt(headers, Buffer.from("{}")), sender.name).rejects.toThrow();
    }
  });
});
