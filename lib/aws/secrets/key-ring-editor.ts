import { createHash } from "node:crypto";
import { PipelineFault } from "../../core/errors.ts";
import type { RingKeys } from "../../core/key-ring/key-ring-job.ts";
import type { KeyRingEditor } from "../../core/key-ring/key-ring-ports.ts";
import { asFault, isException } from "../kit/sdk-errors.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { type KeyRing, keyRingText, parseKeyRing, withKey } from "./key-ring.ts";
import { secretValue } from "./secret-value.ts";
import { vaultCalls } from "./vault.ts";

/** Changes the key ring in its secret. The secret's earlier versions are AWSPREVIOUS, and then lose their label. */
export function secretsManagerKeyRing(caller: ServiceCaller, secretId: string): KeyRingEditor {
  const ask = vaultCalls(caller);
  return { addKey, dropOldKeys };

  async function addKey(jobId: string, expected: string | undefined): Promise<RingKeys> {
    const token = tokenOf("add", jobId);
    return putOnce(token, (ring) => {
      if (expected !== undefined && !ring.keys.has(expected)) throw new PipelineFault("the key ring lost its last key");
      return withKey(ring, token.slice(0, KEY_ID_CHARS));
    });
  }

  async function dropOldKeys(jobId: string, expected: string): Promise<RingKeys> {
    return putOnce(tokenOf("drop", jobId), ({ current, keys }) => {
      const key = keys.get(expected);
      if (current !== expected || !key) throw new PipelineFault("the key ring has another current key");
      return { current, keys: new Map([[current, key]]) };
    });
  }

  /**
   * Writes the changed ring as the version that the token names. Two functions may do this at the same time, with
   * different keys: Secrets Manager takes the first one, and rejects the same token with another value
   * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html).
   */
  async function putOnce(token: string, change: (ring: KeyRing) => KeyRing): Promise<RingKeys> {
    // In this order, a ring that another function has just changed for the same job isn't changed once more.
    const ring = parseKeyRing(await secretValue(caller, secretId));
    const done = await versionOf(token);
    if (done) return idsIn(done);
    const changed = change(ring);
    const put = { SecretId: secretId, ClientRequestToken: token, SecretString: keyRingText(changed) };
    try {
      await ask("PutSecretValue", put);
      return idsIn(changed);
    } catch (error) {
      const first = isException(error, "ResourceExistsException") ? await versionOf(token) : undefined;
      if (first) return idsIn(first);
      throw asFault("changing the key ring failed", error);
    }
  }

  async function versionOf(token: string): Promise<KeyRing | undefined> {
    try {
      return parseKeyRing(await secretValue(caller, secretId, token));
    } catch (error) {
      const { cause } = error as Error;
      if (isException(cause, "ResourceNotFoundException")) return undefined;
      throw error;
    }
  }
}

const KEY_ID_CHARS = 12;

/** A token has 32 to 64 characters. */
const tokenOf = (what: string, jobId: string): string => createHash("sha256").update(`${what} ${jobId}`).digest("hex");

const idsIn = ({ current, keys }: KeyRing): RingKeys => ({ current, all: [...keys.keys()] });
