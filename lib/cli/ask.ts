import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { usage } from "./errors.ts";

/** Lines that were pasted at once: each answers the next question. */
const pasted: string[] = [];

/** Asks a person at the terminal. What is typed at a hidden question is not shown. */
export async function ask(question: string, hidden: boolean): Promise<string> {
  process.stderr.write(question);
  const line = pasted.shift() ?? (await typed(hidden ? new Writable({ write: swallow }) : process.stderr));
  if (hidden) process.stderr.write("\n");
  return line.trim();
}

const swallow: Writable["_write"] = (_chunk, _encoding, done) => done();

function typed(output: NodeJS.WritableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const prompt = createInterface({ input: process.stdin, output, terminal: true });
    const lines: string[] = [];
    prompt.on("line", (line) => {
      lines.push(line);
      // After what came together with it.
      setImmediate(() => prompt.close());
    });
    // Ctrl-C and Ctrl-D close it with no line.
    prompt.on("close", () => {
      const [first, ...others] = lines.splice(0);
      pasted.push(...others);
      if (first === undefined) reject(usage("no answer was given"));
      else resolve(first);
    });
  });
}
