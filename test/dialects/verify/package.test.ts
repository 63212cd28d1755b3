import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { samplePost, senders } from "./product-senders.ts";

const run = promisify(execFile);
const bin = resolve("node_modules/.bin");
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

/** A receiver's project with the package installed. */
let project: string;
const installed = (...path: string[]) => join(project, "node_modules/posthorn", ...path);

describe("the package", () => {
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "posthorn-receiver-"));
    // This is the project's own build script, with another output folder.
    await run("sh", ["-c", manifest.scripts["build:verify"].replaceAll("dist", installed("dist"))], { env });
    await cp("package.json", installed("package.json"));
  });

  afterAll(() => rm(project, { recursive: true, force: true }));

  it("has one small script without imports, and its types", async () => {
    const files = await readdir(installed("dist/verify"));
    const scripts = files.filter((file) => !file.endsWith(".d.ts"));
    expect(scripts).toEqual(["index.js"]);
    expect(files).toContain("index.d.ts");
    const source = await readFile(installed("dist/verify/index.js"), "utf8");
    expect(source).not.toMatch(/\b(?:import|require|process|Buffer|node:)\b/);
    expect((await stat(installed("dist/verify/index.js"))).size).toBeLessThan(10_000);
  });

  it("verifies every dialect with only the Web's APIs", async () => {
    const requests = senders.map((sender) => {
      const sent = samplePost({ timestamp: Math.floor(Date.now() / 1000) });
      const secrets = sender.secret(0);
      return { dialect: sender.dialect, secrets, headers: sender.headers(secrets, sent), body: sent.body.toString() };
    });
    await writeFile(join(project, "receiver.mjs"), receiver(requests));
    const { stdout } = await run(process.execPath, ["receiver.mjs"], { cwd: project });
    expect(JSON.parse(stdout)).toEqual(senders.map(() => ["invoice.paid", "bad-signature"]));
  });

  it("has types that work in Node and on the Web", async () => {
    await writeFile(join(project, "receiver.ts"), typedReceiver);
    const common = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "receiver.ts"];
    await run("tsc", [...common, "--types", "", "--lib", "es2022,dom"], { cwd: project, env });
    const roots = ["--typeRoots", resolve("node_modules/@types"), "--types", "node", "--lib", "es2022"];
    await run("tsc", [...common, ...roots], { cwd: project, env });
  });
});

const receiver = (requests: unknown): string => `
  const print = console.log;
  new Headers(); // Makes Node load fetch before the globals that it needs are deleted.
  for (const name of ["process", "Buffer", "setImmediate", "global"]) delete globalThis[name];
  const { verify, VerificationError } = await import("posthorn/verify");
  const answers = [];
  for (const { dialect, secrets, headers, body } of ${JSON.stringify(requests)}) {
    const { event } = await verify({ headers: new Headers(headers), body }, { dialect, secrets });
    const forged = verify({ headers, body }, { dialect, secrets: "whsec_AAAA" });
    const reason = await forged.catch((error) => error instanceof VerificationError && error.reason);
    answers.push([event.type, reason]);
  }
  print(JSON.stringify(answers));
`;

const typedReceiver = `
  import { type DialectDescription, VerificationError, type Verified, verify } from "posthorn/verify";

  export async function receive(request: Request, secrets: string[]): Promise<Verified> {
    return await verify({ headers: request.headers, body: await request.text() }, { dialect: "standard", secrets });
  }

  export function receiveOld(headers: { [name: string]: string | string[] | undefined }, body: Uint8Array) {
    const dialect: DialectDescription = { algorithm: "hmac-sha256", signatureHeader: "x-signature" };
    return verify({ headers, body }, { dialect, secrets: "x", toleranceSeconds: 60, now: () => 0 });
  }

  export const isOld = (error: unknown): boolean => error instanceof VerificationError && error.reason === "too-old";

  // @ts-expect-error There is no such dialect.
  export const unknown = verify({ headers: {}, body: "" }, { dialect: "nobodys", secrets: "x" });
`;
