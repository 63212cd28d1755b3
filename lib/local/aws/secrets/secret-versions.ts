import { AwsError } from "../aws-error.ts";
import type { Secret, SecretStore, SecretVersion } from "./secret-store.ts";

export interface SecretValue {
  string: string | undefined;
  binary: string | undefined;
}

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/**
 * Adds a version and moves the staging labels to it. The version that was current becomes the previous one. Repeating a
 * token with the same value changes nothing. Repeating it with another value throws `ResourceExistsException`.
 *
 * @param token the version's id
 */
export function addVersion(
  store: SecretStore,
  secret: Secret,
  token: string,
  value: SecretValue,
  stages: string[] = [CURRENT],
): SecretVersion {
  const versions = store.versions(secret.arn);
  const existing = versions.find(({ id }) => id === token);
  if (existing) return sameValue(existing, value, secret);
  const labels = versions.length === 0 ? [...new Set([...stages, CURRENT])] : stages;
  for (const version of versions) {
    const kept = relabelled(version.stages, labels);
    if (kept.join() !== version.stages.join()) store.putVersion(secret.arn, { ...version, stages: kept });
  }
  const added = { id: token, ...value, stages: labels, createdAt: Date.now() };
  store.putVersion(secret.arn, added);
  return added;
}

function sameValue(existing: SecretVersion, value: SecretValue, { arn }: Secret): SecretVersion {
  if (existing.string === value.string && existing.binary === value.binary) return existing;
  const text = `You can't use ClientRequestToken ${existing.id} because that value is already in use for a version of secret ${arn}.`;
  throw new AwsError("ResourceExistsException", text);
}

/** The labels that an older version has once a new version has taken its labels. */
function relabelled(stages: string[], taken: string[]): string[] {
  const becomesPrevious = taken.includes(CURRENT) && stages.includes(CURRENT);
  const losesPrevious = taken.includes(CURRENT) && stages.includes(PREVIOUS);
  const kept = stages.filter((stage) => !taken.includes(stage) && !(losesPrevious && stage === PREVIOUS));
  return becomesPrevious ? [...kept, PREVIOUS] : kept;
}

/**
 * Finds the version with this id and label, or the current version when neither is given. Throws when none is found.
 */
export function findVersion(store: SecretStore, secret: Secret, id?: string, stage?: string): SecretVersion {
  const label = stage ?? (id ? undefined : CURRENT);
  const found = store
    .versions(secret.arn)
    .find((version) => (!id || version.id === id) && (!label || version.stages.includes(label)));
  if (found) return found;
  const what = id ? `VersionId: ${id}` : `staging label: ${label}`;
  const text = `Secrets Manager can't find the specified secret value for ${what}`;
  throw new AwsError("ResourceNotFoundException", text);
}
