import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { openDatabase, transaction } from "../database.ts";
import { operation, type Service, type ServiceOperation } from "../service.ts";
import { deletionOperations } from "./secret-deletion.ts";
import { createSecretStore, newSecretArn, SECRET_SCHEMA, type Secret, type SecretStore } from "./secret-store.ts";
import { addVersion, findVersion, type SecretValue } from "./secret-versions.ts";

export interface SecretsManagerOptions {
  /** Without it, all data is lost when the process ends. */
  dataDir?: string | undefined;
  region: string;
  accountId: string;
}

export interface SecretsManager {
  service: Service;
  /** Finds the ARN of the secret with this name or ARN. */
  findArn(secretId: string): string | undefined;
  stop(): void;
}

/**
 * Creates a local Secrets Manager that stores, reads and deletes secrets. It has no rotation, replication or policies.
 */
export function createSecretsManager(options: SecretsManagerOptions): SecretsManager {
  const db = openDatabase(options.dataDir, "secrets", SECRET_SCHEMA);
  const store = createSecretStore(db);
  const newArn = (name: string) => newSecretArn(options.region, options.accountId, name);
  return {
    service: {
      ...valueOperations(db, store, newArn),
      ...readingOperations(store),
      ...deletionOperations(store, newArn),
    },
    findArn: (secretId) => store.find(secretId)?.arn,
    stop: () => db.close(),
  };
}

const secretId = { SecretId: z.string() };

const value = {
  ClientRequestToken: z.string().optional(),
  SecretString: z.string().optional(),
  SecretBinary: z.string().optional(),
};

type ValueInput = z.output<z.ZodObject<typeof value>>;

function valueOperations(db: DatabaseSync, store: SecretStore, newArn: (name: string) => string) {
  const createInput = z.object({ Name: z.string(), Description: z.string().default(""), ...value });
  const putInput = z.object({ ...secretId, ...value, VersionStages: z.array(z.string()).min(1).optional() });

  function create(input: z.output<typeof createInput>): object {
    const { Name: name, ClientRequestToken: token = randomUUID() } = input;
    const secret =
      creatable(store, name, token, input) ?? newSecret(newArn(checkedName(name)), name, input.Description);
    store.putSecret(secret);
    const given = givenValue(input);
    if (given) addVersion(store, secret, token, given);
    return { ARN: secret.arn, Name: name, ...(given && { VersionId: token }) };
  }

  function put({ SecretId, VersionStages, ...input }: z.output<typeof putInput>): object {
    const secret = usable(store, SecretId);
    const given = givenValue(input);
    if (!given) throw new AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
    const version = addVersion(store, secret, input.ClientRequestToken ?? randomUUID(), given, VersionStages);
    store.putSecret({ ...secret, changedAt: Date.now() });
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
  }

  return {
    CreateSecret: operation(createInput, (input) => transaction(db, () => create(input))),
    PutSecretValue: operation(putInput, (input) => transaction(db, () => put(input))),
  };
}

function newSecret(arn: string, name: string, description: string): Secret {
  const now = Date.now();
  return { arn, name, description, createdAt: now, changedAt: now, deleteAt: undefined };
}

/** Returns the secret that an earlier, identical call created. Throws when another secret has the name. */
function creatable(store: SecretStore, name: string, token: string, input: ValueInput): Secret | undefined {
  const existing = store.find(name);
  if (!existing) return undefined;
  if (existing.deleteAt !== undefined) {
    const text = "You can't create this secret because a secret with this name is already scheduled for deletion.";
    throw new AwsError("InvalidRequestException", text);
  }
  const version = store.versions(existing.arn).find(({ id }) => id === token);
  const given = givenValue(input);
  if (version && given && version.string === given.string && version.binary === given.binary) return existing;
  throw new AwsError("ResourceExistsException", `The operation failed because the secret ${name} already exists.`);
}

function checkedName(name: string): string {
  if (/^[\w/+=.@-]{1,512}$/.test(name)) return name;
  const text =
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
  throw new AwsError("ValidationException", text);
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const LARGEST_VALUE = 65_536;

function givenValue({ SecretString, SecretBinary, ClientRequestToken: token }: ValueInput): SecretValue | undefined {
  if (token !== undefined && (token.length < 32 || token.length > 64)) {
    throw new AwsError(
      "InvalidParameterException",
      "The ClientRequestToken must be between 32 and 64 characters long.",
    );
  }
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError("InvalidParameterException", "You can't specify both a binary and a string secret value.");
  }
  if (SecretString === undefined && SecretBinary === undefined) return undefined;
  if (Buffer.byteLength(SecretString ?? SecretBinary ?? "") > LARGEST_VALUE) {
    throw new AwsError("InvalidParameterException", `The secret value is larger than ${LARGEST_VALUE} bytes.`);
  }
  return { string: SecretString, binary: SecretBinary };
}

/** Finds a secret. Throws when it does not exist, or when it is marked for deletion. */
function usable(store: SecretStore, id: string): Secret {
  const secret = store.find(id);
  if (!secret) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  if (secret.deleteAt === undefined) return secret;
  const text = "You can't perform this operation on the secret because it was marked for deletion.";
  throw new AwsError("InvalidRequestException", text);
}

function readingOperations(store: SecretStore): Record<string, ServiceOperation> {
  const getInput = z.object({ ...secretId, VersionId: z.string().optional(), VersionStage: z.string().optional() });
  const listInput = z.object({ IncludePlannedDeletion: z.boolean().default(false), Filters: z.never().optional() });
  return {
    GetSecretValue: operation(getInput, ({ SecretId, VersionId, VersionStage }) => {
      const secret = usable(store, SecretId);
      const version = findVersion(store, secret, VersionId, VersionStage);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        SecretString: version.string,
        SecretBinary: version.binary,
        VersionStages: version.stages,
        CreatedDate: version.createdAt / 1000,
      };
    }),
    DescribeSecret: operation(z.object(secretId), ({ SecretId }) => {
      const secret = store.find(SecretId);
      if (!secret) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      const staged = store.versions(secret.arn).filter(({ stages }) => stages.length > 0);
      return {
        ...described(secret),
        VersionIdsToStages: Object.fromEntries(staged.map((one) => [one.id, one.stages])),
      };
    }),
    ListSecrets: operation(listInput, ({ IncludePlannedDeletion }) => ({
      SecretList: store
        .list()
        .flatMap((secret) => (IncludePlannedDeletion || secret.deleteAt === undefined ? [described(secret)] : [])),
    })),
  };
}

const described = ({ arn, name, description, createdAt, changedAt, deleteAt }: Secret): object => ({
  ARN: arn,
  Name: name,
  Description: description,
  CreatedDate: createdAt / 1000,
  LastChangedDate: changedAt / 1000,
  ...(deleteAt !== undefined && { DeletedDate: deleteAt / 1000 }),
});
