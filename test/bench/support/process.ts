import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of this benchmark's own, which answers one question at a time. */
export interface AskedProcess<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts a file of `processes/`. What it measures of itself (CPU, memory, compiled code) is its own.
 *
 * @param environment replaces this process's own, but for PATH
 */
export function startProcess<Question extends object, Answer>(
  file: string,
  environment: Record<string, string> = {},
): AskedProcess<Question, Answer> {
  const child = fork(fileURLToPath(new URL(`processes/${file}`, import.meta.url)), {
    env: { PATH: process.env.PATH, ...environment },
    // Lambda takes what a function prints; here nobody reads it.
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

/** It ends by itself when nobody can ask it any more. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
}
