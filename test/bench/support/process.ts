import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A child process of the benchmark. It answers one question at a time. */
export interface AskedProcess<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts a file of `processes/` in its own process, so that its CPU, memory and compiled code can be measured alone.
 *
 * @param environment replaces the environment of this process, except PATH
 */
export function startProcess<Question extends object, Answer>(
  file: string,
  environment: Record<string, string> = {},
): AskedProcess<Question, Answer> {
  const child = fork(fileURLToPath(new URL(`processes/${file}`, import.meta.url)), {
    env: { PATH: process.env.PATH, ...environment },
    // Lambda collects the output of a function. Nobody reads it here.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return { ask: (question) => answerTo<Answer>(child, question), stop: () => stopped(child) };
}

function answerTo<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}`));
    if (child.exitCode !== null) return onExit(child.exitCode);
    child.once("exit", onExit);
    child.once("message", (answer) => {
      child.off("exit", onExit);
      resolve(answer as Answer);
    });
    child.send(question);
  });
}

/** Disconnects from the process, which then exits. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
}
