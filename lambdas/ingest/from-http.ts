import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type EventsRequest, readEventsRequest } from "../../lib/api/events/event-schemas.ts";
import { intakeRoutes } from "../../lib/api/events/intake-routes.ts";
import { type ApiAnswer, jsonAnswer } from "../../lib/api/http/answers.ts";
import { authorizeForTenant } from "../../lib/api/http/authorize.ts";
import type { AuthPorts } from "../../lib/api/http/guards.ts";
import { bodyText } from "../../lib/api/http/inputs.ts";
import { refuseLoop } from "../../lib/api/http/loops.ts";
import { idempotencyKey } from "../../lib/api/http/once-only.ts";
import { keyReader } from "../../lib/api/http/presented-key.ts";
import { OPERATOR_TENANT } from "../../lib/core/alerts/alert-routes.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { identify } from "../../lib/core/events.ts";
import type { Tenant } from "../../lib/core/model/tenant.ts";
import type { acceptEvents, RequestedEvents } from "./accept.ts";

export interface HttpIngestPorts extends AuthPorts {
  accept: ReturnType<typeof acceptEvents>;
  /** The name of this stack in `posthorn-hop`. */
  hop: string;
}

/** Serves `POST /api/v1/events`: answers 202 once every delivery is queued. */
export function ingestFromHttp({ admission, limit, accept, hop, now, adminKeys }: HttpIngestPorts) {
  const presentedKey = keyReader({ adminKeys, now });
  const { access } = intakeRoutes.sendEvents;

  return async function ingest(request: APIGatewayProxyEventV2): Promise<ApiAnswer<202>> {
    const key = await presentedKey(request);
    const admitted = await admission.admit(key.tenantId, key.sessionId ?? key.keyId);
    const tenant = authorizeForTenant(key, access, admitted);
    refuseLoop(request, hop);
    refuseOperator(tenant);
    // A caller without a valid key must not learn whether the body was valid.
    const read = identifiedEvents(request, tenant.id, now());
    await limit?.(admitted, read.events.length);
    const accepted = await accept(tenant, read, admitted.catalogVersion, admitted.holds);
    return jsonAnswer(202, read.batch ? { events: accepted } : (accepted[0] ?? {}));
  };
}

/** Throws a 422 `Refusal` for the tenant of the operator, whose webhooks get only alerts. */
function refuseOperator({ id }: Tenant): void {
  if (id !== OPERATOR_TENANT) return;
  const problem = { path: "", message: `can't be for the tenant ${OPERATOR_TENANT}` };
  throw new Refusal(422, `The tenant ${OPERATOR_TENANT} gets only Posthorn's own events.`, [problem]);
}

function identifiedEvents(request: APIGatewayProxyEventV2, tenantId: string, nowMs: number): RequestedEvents {
  const key = idempotencyKey(request.headers["idempotency-key"]);
  const { events, batch }: EventsRequest = readEventsRequest(bodyText(request));
  // Idempotency keys have no blanks, so no other key is equal to a list's key with a number.
  const keyOf = (index: number) => key && (batch ? `${key} ${index}` : key);
  return { events: events.map((event, index) => identify(event, tenantId, keyOf(index), nowMs)), batch };
}
