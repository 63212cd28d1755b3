import type { Backend } from "../../../lib/local/aws/backend.ts";
import { entryInput, entrySize } from "../../../lib/local/aws/events/put-entry.ts";
import { chunksOf, type Usage } from "./usage.ts";

/** "Each 64 KB chunk of a payload is billed as 1 event": https://aws.amazon.com/eventbridge/pricing/ */
const CHUNK_BYTES = 65_536;

/** Counts the events that are put on a bus. Rules and the invocations of functions cost nothing there. */
export function busMeter(backend: Backend, usage: () => Usage): Backend {
  return async function metered(request) {
    const answer = await backend(request);
    if (request.operation === "PutEvents") {
      const entries = entryInput.array().parse(request.input.Entries);
      usage().busEvents += entries.reduce((sum, entry) => sum + chunksOf(entrySize(entry), CHUNK_BYTES), 0);
    }
    return answer;
  };
}
