import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import type { IdempotencyStore } from "../../core/idempotency.ts";
import { actingCaller, claimOf, type IdempotencyClaim } from "../../core/idempotency.ts";
import { bearerToken, isOperatorKeyId } from "../../core/keys/api-keys.ts";
import { openAnswer, sealAnswer } from "../../core/sealed-answer.ts";
import type { AdmittedRequest } from "./admitted-request.ts";
import type { ApiAnswer } from "./answers.ts";
import { bodyText } from "./inputs.ts";

export interface IdempotencyPorts {
  idempotency: IdempotencyStore;
  now: Clock;
  logger: { warn(message: string, error: Error): void };
}

type Work = () => Promise<ApiAnswer>;

/** Runs the work of a request, or repeats the answer to an earlier request with the same idempotency key. */
export type OnceOnly = (request: AdmittedRequest, work: Work) => Promise<ApiAnswer>;

/**
 * Processes a request with an `Idempotency-Key` once: repeats within 24 hours get the same answer. A request without
 * the header costs nothing extra. A request that was rejected, or failed, may be sent again.
 */
export function onceOnly({ idempotency, now, logger }: IdempotencyPorts): OnceOnly {
  return async function once(request, work) {
    const key = idempotencyKey(request.header("idempotency-key"));
    if (key === undefined) return work();
    const claim = claimOf(callerOf(request), key, contentOf(request), now());
    const found = await idempotency.claim(claim);
    if (found) return repeated(found, claim, credentialOf(request), key);
    const answer = await orRelease(claim, work);
    const sealed = sealAnswer(JSON.stringify(answer), claim, credentialOf(request), key);
    // The work is done either way. Without a stored answer, a repeat within the next minute gets a 409, and a later
    // repeat does the work again.
    await idempotency.keep(claim, sealed).catch((error: Error) => logger.warn("an answer was not kept", error));
    return answer;
  };

  async function orRelease(claim: IdempotencyClaim, work: Work): Promise<ApiAnswer> {
    try {
      return await work();
    } catch (error) {
      await idempotency.release(claim).catch(() => undefined);
      throw error;
    }
  }
}

/** Stands for the admin key in requests about no tenant. */
const OPERATOR = "operator";

/** The operator may send the same request, with the same idempotency key, for several tenants. */
const callerOf = ({ keyId, tenantId, incarnation }: AdmittedRequest): string =>
  isOperatorKeyId(keyId) && tenantId ? actingCaller(keyId, { tenantId, incarnation }) : keyId || OPERATOR;

const contentOf = ({ event }: AdmittedRequest): [target: string, body: string] => [
  `${event.requestContext.http.method} ${event.rawPath}`,
  bodyText(event) ?? "",
];

const credentialOf = (request: AdmittedRequest): string =>
  bearerToken(request.header("authorization")) ?? request.console?.token ?? "";

function repeated(
  { digest, sealed }: { digest: string; sealed?: string },
  claim: IdempotencyClaim,
  credential: string,
  key: string,
): ApiAnswer {
  if (digest !== claim.digest) throw unusable("was used for another request", "It was sent with another request.");
  if (sealed === undefined) throw unusable("is in use", "The first request with it is still in progress. Try again.");
  const answer = openAnswer(sealed, claim, credential, key);
  if (answer === undefined) {
    throw unusable("was used with another credential", "It was sent with another credential.");
  }
  const { headers, ...first }: ApiAnswer = JSON.parse(answer);
  return { ...first, headers: { ...headers, "idempotency-replayed": "true" } };
}

const unusable = (message: string, detail: string): Refusal =>
  new Refusal(409, `This Idempotency-Key can't be used. ${detail}`, [{ path: KEY_PATH, message }]);

const KEY_PATH = "/headers/idempotency-key";

/** The idempotency key in a request's header, if there is one. Throws a 422 `Refusal` when the key is malformed. */
export function idempotencyKey(text: string | undefined): string | undefined {
  if (text === undefined || /^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new Refusal(422, "The Idempotency-Key header is malformed.", [
    { path: KEY_PATH, message: "must be 1 to 255 printable ASCII characters" },
  ]);
}
