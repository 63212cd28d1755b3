import { execFile, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { RECEIVER_FILES, type ReceiverLanguage } from "../../../lib/dialects/receivers/receiver-code.ts";

/** A receiver's program that runs. */
export interface RunningReceiver {
  /** Sends a POST, and resolves with the answer's status. */
  post(headers: Record<string, string>, body: Uint8Array): Promise<number>;
  stop(): void;
}

const isThere = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** Whether a language can run on this machine. Of the three, only Node is needed to work on Posthorn. */
export const RUNS: Record<ReceiverLanguage, boolean> = {
  javascript: true,
  python: isThere("python3", "-c", "import cryptography, sys; sys.exit(sys.version_info < (3, 9))"),
  go: isThere("go", "version"),
};

/** Runs the code of a receiver, which is written to a folder. */
export async function runReceiver(
  folder: string,
  language: ReceiverLanguage,
  code: string,
  secrets: Record<string, string>,
): Promise<RunningReceiver> {
  const file = join(folder, RECEIVER_FILES[language]);
  writeFileSync(file, code);
  const [command, ...args] = await commandFor(language, file);
  const port = await freePort();
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...secrets, PORT: String(port) } });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => output.push(String(text)));
  const url = `http://127.0.0.1:${port}/`;
  await answers(url, () => child.exitCode !== null, output);
  return {
    post: async (headers, body) => {
      const { status } = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
      return status;
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

async function commandFor(language: ReceiverLanguage, file: string): Promise<[string, ...string[]]> {
  if (language === "javascript") return [process.execPath, file];
  if (language === "python") return ["python3", file];
  const program = file.replace(/\.go$/, "");
  await promisify(execFile)("go", ["build", "-o", program, file], { env: { ...process.env, GOTOOLCHAIN: "local" } });
  return [program];
}

/** Resolves once the receiver takes connections. */
async function answers(url: string, isOver: () => boolean, output: readonly string[]): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    if (isOver()) throw new Error(`the receiver ended: ${output.join("")}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
