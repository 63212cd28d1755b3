import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { usage } from "./errors.ts";

/** Lines left over from a paste of several lines. Each answers the next question. */
const pasted: string[] = [];

/** Asks a question at the terminal. A hidden question doesn't echo the answer. */
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
      // A paste emits all of its lines first.
      setImmediate(() => prompt.close());
    });
    // Ctrl-C and Ctrl-D close the prompt without a line.
    prompt.on("close", () => {
      const [first, ...others] = lines.splice(0);
      pasted.push(...others);
      if (first === undefined) reject(usage("no input"));
      else resolve(first);
    });
  });
}
