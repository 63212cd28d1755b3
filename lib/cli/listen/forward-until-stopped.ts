import type { Api } from "../api-client.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { follow } from "./follow-stream.ts";
import { makeTemporary, removeTemporary, type Wanted } from "./temporary-subscription.ts";

/** Creates a pull subscription, forwards its deliveries until the process is interrupted, and deletes it. */
export async function listen(context: Context, url: URL, wanted: Wanted): Promise<void> {
  const call = context.api();
  const stop = context.io.interrupted();
  const { id, secret, text } = await makeTemporary(call, wanted);
  try {
    if (context.json) context.print(text);
    context.note(`Forwarding ${wanted.events.join(", ")} to ${url}`);
    context.note(`Signing secret: ${secret}`);
    context.note("Press Ctrl-C to stop and delete the subscription.");
    await follow(context, { call, id, url, stop });
  } finally {
    await remove(context, call, id);
  }
}

async function remove(context: Context, call: Api, id: string): Promise<void> {
  try {
    await removeTemporary(call, id);
    context.note(`Deleted ${id}.`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.note(`Could not delete ${id}. The next \`posthorn listen\` with this name deletes it.`);
  }
}
