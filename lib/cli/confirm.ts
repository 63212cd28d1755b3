import type { Context } from "./context.ts";
import { failed, usage } from "./errors.ts";

/** Asks before a change that nobody can undo. Rejects unless the answer is yes. Without a terminal, nobody can answer. */
export async function confirmed({ io }: Pick<Context, "io">, question: string): Promise<void> {
  if (!io.stdin.isTTY) throw usage(`not confirmed: ${question}`, "Without a terminal, confirm with --yes.");
  const answer = await io.ask(`${question} [y/N] `, false);
  if (!/^y(es)?$/i.test(answer.trim())) throw failed("not confirmed: nothing was changed");
}
