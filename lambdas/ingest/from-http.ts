import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type EventsRequest, readEventsRequest } from "../../lib/api/events/event-schemas.ts";
import { type ApiAnswer, jsonAnswer } from "../../lib/api/http/answers.ts";
import type { AuthPorts } from "../../lib/api/http/guards.ts";
import { bodyText } from "../../lib/api/http/inputs.ts";
import { refuseLoop } from "../../lib/api/http/loops.ts";
import { idempotencyKey } from "../../lib/api/http/once-only.ts";
import { keyReader } from "../../lib/api/http/presented-key.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { type IdentifiedEvent, identify } from "../../lib/core/events.ts";
import type { acceptEvents, RequestedEvents } from "./accept.ts";
import { admitEvents } from "./admit-events.ts";

export interface HttpIngestPorts extends AuthPorts {
  accept: ReturnType<typeof acceptEvents>;
  /** The name of this stack in `posthorn-hop`. */
  hop: string;
}

/** Serves `POST /api/v1/events`: answers 202 once every delivery is queued. */
export function ingestFromHttp({ admission, accept, hop, now, adminKeys }: HttpIngestPorts) {
  const presentedKey = keyReader({ adminKeys, now });
  const admit = admitEvents(admission);

  return async function ingest(request: APIGatewayProxyEventV2): Promise<ApiAnswer<202>> {
    const key = await presentedKey(request);
    const read = valueOrRefusal(() => identifiedEvents(request, key.tenantId, now()));
    const ids = read instanceof Refusal ? [] : repeatableIds(read.events);
    const { tenant, admitted } = await admit(key, ids);
    refuseLoop(request, hop);
    // Throw only now: a caller without a valid key must not learn whether the body was valid.
    if (read instanceof Refusal) throw read;
    const accepted = await accept(tenant, read, admitted);
    return jsonAnswer(202, read.batch ? { events: accepted } : (accepted[0] ?? {}));
  };
}

function identifiedEvents(request: APIGatewayProxyEventV2, tenantId: string, nowMs: number): RequestedEvents {
  const key = idempotencyKey(request.headers["idempotency-key"]);
  const { events, batch }: EventsRequest = readEventsRequest(bodyText(request));
  // Idempotency keys have no blanks, so no other key is equal to a list's key with a number.
  const keyOf = (index: number) => key && (batch ? `${key} ${index}` : key);
  return { events: events.map((event, index) => identify(event, tenantId, keyOf(index), nowMs)), batch };
}

/** The ids of the events that may have been accepted before. */
const repeatableIds = (events: IdentifiedEvent[]): string[] => [
  ...new Set(events.filter(({ repeatable }) => repeatable).map(({ id }) => id)),
];

/**
 * Returns a function's result. If the function throws a `Refusal`, returns the `Refusal`, so that it can be thrown
 * later.
 */
function valueOrRefusal<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
