import { bearerToken } from "../../core/api-keys.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import type { IdempotencyStore } from "../../core/idempotency.ts";
import { claimOf, type IdempotencyClaim } from "../../core/idempotency.ts";
import { openAnswer, sealAnswer } from "../../core/sealed-answer.ts";
import type { ApiRequest, Operation } from "./guards.ts";
import type { HttpAnswer } from "./problem-json.ts";

export interface IdempotencyPorts {
  idempotency: IdempotencyStore;
  now: Clock;
  logger: { warn(message: string, error: Error): void };
}

/**
 * Makes an operation one that a request with an `Idempotency-Key` does once: its repeats within 24 hours get the
 * same answer. A request without the header costs nothing more; one that is refused, or fails, may be sent again.
 */
export function onceOnly({ idempotency, now, logger }: IdempotencyPorts) {
  return function once(operation: Operation): Operation {
    return async function onceFor(request) {
      const key = idempotencyKey(request.header("idempotency-key"));
      if (key === undefined) return operation(request);
      const claim = claimOf(request.keyId || OPERATOR, key, [request.target, request.text() ?? ""], now());
      const found = await idempotency.claim(claim);
      if (found) return repeated(found, claim, credentialOf(request), key);
      const answer = await orRelease(claim, () => operation(request));
      const sealed = sealAnswer(JSON.stringify(answer), claim, credentialOf(request), key);
      // It is done all the same: a repeat within the next minute is told to wait, a later one would do it again.
      await idempotency.keep(claim, sealed).catch((error: Error) => logger.warn("an answer was not kept", error));
      return answer;
    };
  };

  async function orRelease<T>(claim: IdempotencyClaim, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await idempotency.release(claim).catch(() => undefined);
      throw error;
    }
  }
}

/** Of the operator's key there is but one. */
const OPERATOR = "operator";

const credentialOf = (request: ApiRequest): string => bearerToken(request.header("authorization")) ?? "";

function repeated(
  { digest, sealed }: { digest: string; sealed?: string },
  claim: IdempotencyClaim,
  credential: string,
  key: string,
): HttpAnswer {
  if (digest !== claim.digest) throw conflict("was used for another request", "It came with another request before.");
  if (sealed === undefined) throw conflict("is in use", "The first request with it is still under way: try again.");
  const answer = openAnswer(sealed, claim, credential, key);
  if (answer === undefined) throw conflict("was used with another credential", "It came with another credential.");
  const { headers, ...first }: HttpAnswer = JSON.parse(answer);
  return { ...first, headers: { ...headers, "idempotency-replayed": "true" } };
}

const conflict = (message: string, detail: string): Refusal =>
  new Refusal(409, `This Idempotency-Key can't be used. ${detail}`, [{ path: KEY_PATH, message }]);

const KEY_PATH = "/headers/idempotency-key";

/** The key that a request's header says, if there is one. Refused with 422 when it is not usable. */
export function idempotencyKey(text: string | undefined): string | undefined {
  if (text === undefined || /^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new Refusal(422, "The Idempotency-Key header is not usable.", [
    { path: KEY_PATH, message: "must be 1 to 255 printable ASCII characters" },
  ]);
}
