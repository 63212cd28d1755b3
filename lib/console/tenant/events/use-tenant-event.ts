import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";
import type { ListedEvent } from "./event-row.tsx";

/** An event, and its data as the text that came in. Absent if it was erased, or may not be seen. */
export interface EventWithData {
  event: ListedEvent;
  dataText?: string;
}

/** An event. Takes any id from the wire. */
export function useTenantEvent(id: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["event", id],
    queryFn: async ({ signal }) =>
      eventIn(await answered(api.GET("/api/v1/events/{id}", { params: { path: { id } }, parseAs: "text", signal }))),
  });
}

const DATA_MEMBER = ',"data":';

/**
 * Reads an event. Its data is the last member of the answer, and stays text: a number that a double can't hold would
 * change. Quotes in the strings before it are escaped, so the member's name can't be in one of them.
 */
function eventIn(answer: string): EventWithData {
  const at = answer.indexOf(DATA_MEMBER);
  if (at < 0) return { event: JSON.parse(answer) };
  return { event: JSON.parse(`${answer.slice(0, at)}}`), dataText: answer.slice(at + DATA_MEMBER.length, -1) };
}
