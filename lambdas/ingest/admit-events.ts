import { intakeRoutes } from "../../lib/api/events/intake-routes.ts";
import { authorizeForTenant } from "../../lib/api/http/authorize.ts";
import type { PresentedKey } from "../../lib/api/http/presented-key.ts";
import type { Admission, AdmissionReader } from "../../lib/core/admission.ts";
import { hashSecret } from "../../lib/core/keys/api-keys.ts";
import { lru } from "../../lib/core/kit/lru.ts";
import type { Tenant } from "../../lib/core/model.ts";

/** The rows of so few events are not worth a call of their own. */
const FEW = 10;
const REMEMBERED_KEYS = 1_000;

/**
 * Reads what decides on a request with events, and checks its key. Throws a `Refusal` like `authorizeForTenant`.
 *
 * DynamoDB charges for each row that is looked up, whether it exists or not
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html), and anyone can send a
 * hundred events with a made-up key. So the rows of many events are read together with the key only if the key worked
 * before. Otherwise the key is checked first.
 */
export function admitEvents(admission: AdmissionReader) {
  const worked = lru<true>(REMEMBERED_KEYS);
  const { access } = intakeRoutes.sendEvents;

  return async function admit(key: PresentedKey, ids: string[]): Promise<{ tenant: Tenant; admitted: Admission }> {
    if (ids.length > FEW) await checkOnce(key);
    const admitted = await admission.admit(key.tenantId, key.keyId, ids);
    return { tenant: authorizeForTenant(key, access, admitted), admitted };
  };

  async function checkOnce(key: PresentedKey): Promise<void> {
    const digest = hashSecret(key.token);
    if (worked.get(digest)) return;
    authorizeForTenant(key, access, await admission.admit(key.tenantId, key.keyId, []));
    worked.set(digest, true);
  }
}
