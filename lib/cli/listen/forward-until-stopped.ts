import type { Api } from "../api-client.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { follow } from "./follow-stream.ts";
import { makeTemporary, removeTemporary, type Wanted } from "./temporary-subscription.ts";

/** Subscribes, repeats what comes to a local server until the process is asked to end, and unsubscribes. */
export async function listen(context: Context, url: URL, wanted: Wanted): Promise<void> {
  const call = context.api();
  const stop = context.io.interrupted();
  const { id, secret, text } = await makeTemporary(call, wanted);
  try {
    if (context.json) context.print(text);
    context.note(`Forwarding ${wanted.events.join(", ")} to ${url}`);
    context.note(`Signed with ${secret}`);
    context.note("Ctrl-C ends it, and removes the subscription.");
    await follow(context, { call, id, url, stop });
  } finally {
    await remove(context, call, id);
  }
}

async function remove(context: Context, call: Api, id: string): Promise<void> {
  try {
    await removeTemporary(call, id);
    context.note(`Removed ${id}.`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.note(`${id} could not be removed: the next \`listen\` does.`);
  }
}
