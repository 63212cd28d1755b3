import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { findBinary, startDynoxideProcess } from "../../../../lib/local/aws/dynamodb/dynoxide.ts";
import { eventually } from "../../support/local-aws.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

describe("dynoxide", () => {
  it("answers after its start, and no longer after its stop", async () => {
    const dynoxide = await startDynoxideProcess(temporaryFolder());
    expect(await answers(dynoxide.url)).toBe(true);
    const started = Date.now();
    await dynoxide.stop();
    expect(Date.now() - started).toBeLessThan(900);
    expect(await answers(dynoxide.url)).toBe(false);
    await dynoxide.stop();
  });

  it("ends when the process that started it is killed", async () => {
    const folder = temporaryFolder();
    const script = join(folder, "start.mjs");
    const library = new URL("../../../../lib/local/aws/dynamodb/dynoxide.ts", import.meta.url);
    writeFileSync(
      script,
      `import { startDynoxideProcess } from ${JSON.stringify(library)};
       const { url } = await startDynoxideProcess(${JSON.stringify(folder)});
       console.log(url);
       setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [url] = await once(createInterface(parent.stdout), "line");
    expect(await answers(url)).toBe(true);
    parent.kill("SIGKILL");
    await eventually(async () => expect(await answers(url)).toBe(false));
  });

  it("starts again when it dies, at the same URL, and says so", async () => {
    const lines: string[] = [];
    const dynoxide = await startDynoxideProcess(temporaryFolder(), (line) => void lines.push(line));
    onTestFinished(dynoxide.stop);
    for (const times of [1, 2]) {
      const pid = dynoxide.pid();
      process.kill(pid, "SIGKILL");
      await eventually(() => expect(lines).toHaveLength(times));
      await dynoxide.running();
      expect(await answers(dynoxide.url)).toBe(true);
      expect(dynoxide.pid()).not.toBe(pid);
    }
    expect(lines[0]).toBe("DynamoDB (dynoxide) ended unexpectedly (SIGKILL): starting it again");
  });

  it("reports in one line that a machine has no binary", () => {
    expect(() => findBinary("sunos", "sparc")).toThrow(/no DynamoDB for this machine: @dynoxide\/sunos-sparc/);
    expect(findBinary("linux", "x64")).toMatch(/dynoxide$/);
  });

  it("reports why it could not start", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "dynamodb.sqlite"), "not a database".repeat(1000));
    await expect(startDynoxideProcess(folder)).rejects.toMatchObject({ name: "CannotStart" });
  });
});
