import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "posthorn-cli-"));
const children: ChildProcess[] = [];
let server: Server;
let url: string;

const MANY = Array.from({ length: 250 }, (_, i) => ({ id: `evt_${i}`, type: "invoice.paid".repeat(20) }));

/** The published bundle, which also starts twice as fast as the sources. */
const dist = join(folder, "dist", "cli.js");

beforeAll(async () => {
  execFileSync("npm", ["run", "--silent", "build:cli", "--", `--outfile=${dist}`]);
  writeFileSync(join(folder, "package.json"), '{"type":"module","version":"9.9.9"}');
  server = createServer((request, response) => {
    const refused = request.headers.authorization !== "Bearer k";
    response.writeHead(refused ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(refused ? { detail: "No." } : { data: MANY, next: null }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

const env = { PATH: process.env.PATH ?? "", HOME: folder };

async function ended(child: ChildProcess) {
  children.push(child);
  child.stdin?.end();
  const [out, err, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
    once(child, "close"),
  ]);
  return { code, out, err };
}

const run = (args: string[]) => ended(spawn(process.execPath, [dist, ...args], { env, cwd: folder }));

describe("the exit code", () => {
  it.each<[string, number, () => string[]]>([
    ["success", 0, () => ["events", "list", "--url", url, "--key", "k"]],
    ["a rejected request", 1, () => ["events", "list", "--url", url, "--key", "wrong"]],
    ["an invalid command line", 2, () => ["events", "lits"]],
    ["an unreachable API", 3, () => ["events", "list", "--url", "http://127.0.0.1:9", "--key", "k"]],
  ])("of %s is %d", async (_case, code, args) => {
    const ran = await run(args());
    expect([ran.code, ran.err]).toEqual([code, code === 0 ? expect.any(String) : expect.stringMatching(/^posthorn: /)]);
  });
});

describe("in a shell", () => {
  const shell = (script: string, name = "bash") =>
    ended(spawn(name, ["-c", script], { env: { ...env, PATH: `${folder}/bin:${env.PATH}` }, cwd: folder }));

  beforeAll(() => {
    mkdirSync(join(folder, "bin"));
    const script = `#!/bin/sh\nexec "${process.execPath}" "${dist}" "$@"\n`;
    writeFileSync(join(folder, "bin", "posthorn"), script, { mode: 0o755 });
  });

  it("a closed pipe ends it silently", async () => {
    const list = `posthorn events list --url ${url} --key k --all --json`;
    const { out, err } = await shell(`${list} | head -c 9; echo; echo "\${PIPESTATUS[0]}"`);
    expect([out, err]).toEqual(['{"data":[\n0\n', ""]);
  });

  it("completes commands", async () => {
    const complete = (line: string[]) =>
      `COMP_WORDS=(${line.join(" ")}) COMP_CWORD=${line.length - 1}; _posthorn_yargs_completions; echo "\${COMPREPLY[@]}"`;
    const { out, err } = await shell(
      ['eval "$(posthorn completion)"', complete(["posthorn", "deliveries", "re"]), complete(["posthorn", "sub"])].join(
        "\n",
      ),
    );
    expect([out, err]).toEqual(["retry\nsubscriptions\n", ""]);
  });
});

it("is one file that needs only its package.json", async () => {
  expect(await run(["--version"])).toEqual({ code: 0, out: "9.9.9\n", err: "" });
  const list = await run(["events", "list", "--url", url, "--key", "k", "--ids"]);
  expect([list.code, list.out.split("\n").length]).toEqual([0, 251]);
});
