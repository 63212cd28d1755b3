import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type EventsRequest, readEventsRequest } from "../../lib/api/events/event-schemas.ts";
import { intakeRoutes } from "../../lib/api/events/intake-routes.ts";
import { type ApiAnswer, jsonAnswer } from "../../lib/api/http/answers.ts";
import { authorizeForTenant } from "../../lib/api/http/authorize.ts";
import type { AuthPorts } from "../../lib/api/http/guards.ts";
import { bodyText } from "../../lib/api/http/inputs.ts";
import { idempotencyKey } from "../../lib/api/http/once-only.ts";
import { keyReader } from "../../lib/api/http/presented-key.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { type IdentifiedEvent, identify } from "../../lib/core/events.ts";
import type { acceptEvents } from "./accept.ts";

export interface HttpIngestPorts extends AuthPorts {
  accept: ReturnType<typeof acceptEvents>;
}

/** Serves `POST /api/v1/events`: answers 202 once every delivery is queued. */
export function ingestFromHttp({ admission, accept, now, adminKeys }: HttpIngestPorts) {
  const presentedKey = keyReader({ adminKeys, now });

  return async function ingest(request: APIGatewayProxyEventV2): Promise<ApiAnswer<202>> {
    const key = await presentedKey(request);
    const read = valueOrRefusal(() => identifiedEvents(request, key.tenantId, now()));
    const events = read instanceof Refusal ? [] : read.events;
    const ids = [...new Set(events.filter((event) => event.repeatable).map((event) => event.id))];
    const admitted = await admission.admit(key.tenantId, key.keyId, ids);
    const tenant = authorizeForTenant(key, intakeRoutes.sendEvents.access, admitted);
    // Throw only now: a caller without a valid key must not learn whether the body was valid.
    if (read instanceof Refusal) throw read;
    const accepted = await accept(tenant, events, admitted);
    return jsonAnswer(202, read.batch ? { events: accepted } : (accepted[0] ?? {}));
  };
}

function identifiedEvents(request: APIGatewayProxyEventV2, tenantId: string, nowMs: number) {
  const key = idempotencyKey(request.headers["idempotency-key"]);
  const { events, batch }: EventsRequest = readEventsRequest(bodyText(request));
  const identified: IdentifiedEvent[] = events.map((event, index) =>
    identify(event, tenantId, key && (batch ? `${key}/${index}` : key), nowMs),
  );
  return { events: identified, batch };
}

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
