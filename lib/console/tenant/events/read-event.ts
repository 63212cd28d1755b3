import { type ApiClient, answered } from "../../client/api-client.ts";
import type { ListedEvent } from "./event-row.tsx";

/** An event, and its data as the text that came in. Absent if it was erased, or may not be seen. */
export interface EventWithData {
  event: ListedEvent;
  dataText?: string;
}

/** Reads an event by any id from the wire. Rejects with an `ApiProblem`. */
export const readEvent = async (api: ApiClient, id: string, signal: AbortSignal): Promise<EventWithData> =>
  eventIn(await answered(api.GET("/api/v1/events/{id}", { params: { path: { id } }, parseAs: "text", signal })));

const DATA_MEMBER = ',"data":';

/**
 * The data is the last member of the answer, and stays text: a number that a double can't hold would change. Quotes in
 * the strings before it are escaped, so the member's name can't be in one of them.
 */
function eventIn(answer: string): EventWithData {
  const at = answer.indexOf(DATA_MEMBER);
  if (at < 0) return { event: JSON.parse(answer) };
  return { event: JSON.parse(`${answer.slice(0, at)}}`), dataText: answer.slice(at + DATA_MEMBER.length, -1) };
}
