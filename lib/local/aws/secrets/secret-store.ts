import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

export const SECRET_SCHEMA = `
CREATE TABLE IF NOT EXISTS secrets (
  arn TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, delete_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS versions (
  arn TEXT NOT NULL, id TEXT NOT NULL, string TEXT, binary TEXT, stages TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (arn, id)
) STRICT`;

/** Times are epoch milliseconds. */
export interface Secret {
  arn: string;
  name: string;
  description: string;
  createdAt: number;
  changedAt: number;
  /** For a secret that is marked for deletion: the time when it is deleted. */
  deleteAt: number | undefined;
}

export interface SecretVersion {
  id: string;
  string: string | undefined;
  /** Base64. */
  binary: string | undefined;
  /** Staging labels. At most one version of a secret has a given label. */
  stages: string[];
  createdAt: number;
}

export interface SecretStore {
  /** Finds a secret by its name, its ARN, or its ARN without the six random characters. */
  find(id: string): Secret | undefined;
  list(): Secret[];
  /** Creates or replaces a secret. */
  putSecret(secret: Secret): void;
  deleteSecret(arn: string): void;
  versions(arn: string): SecretVersion[];
  putVersion(arn: string, version: SecretVersion): void;
}

/** Stores secrets and their versions. Deletes a secret when its recovery window has passed. */
export function createSecretStore(db: DatabaseSync): SecretStore {
  const byId = db.prepare(
    "SELECT * FROM secrets WHERE (name = ?1 OR arn = ?1 OR substr(arn, 1, length(arn) - 7) = ?1) LIMIT 1",
  );
  const all = db.prepare("SELECT * FROM secrets ORDER BY name");
  const put = db.prepare("INSERT OR REPLACE INTO secrets VALUES (?,?,?,?,?,?)");
  const remove = db.prepare("DELETE FROM secrets WHERE arn = ?");
  const removeVersions = db.prepare("DELETE FROM versions WHERE arn = ?");
  const versions = db.prepare("SELECT * FROM versions WHERE arn = ? ORDER BY created_at, id");
  const putVersion = db.prepare("INSERT OR REPLACE INTO versions VALUES (?,?,?,?,?,?)");

  function deleteSecret(arn: string): void {
    removeVersions.run(arn);
    remove.run(arn);
  }

  function unlessGone(secret: Secret): Secret[] {
    if (secret.deleteAt === undefined || secret.deleteAt > Date.now()) return [secret];
    deleteSecret(secret.arn);
    return [];
  }

  return {
    find(id) {
      const row = byId.get(id);
      return row ? unlessGone(toSecret(row))[0] : undefined;
    },
    list: () => all.all().flatMap((row) => unlessGone(toSecret(row))),
    putSecret({ arn, name, description, createdAt, changedAt, deleteAt }) {
      put.run(arn, name, description, createdAt, changedAt, deleteAt ?? null);
    },
    deleteSecret,
    versions: (arn) => versions.all(arn).map(toVersion),
    putVersion(arn, { id, string, binary, stages, createdAt }) {
      putVersion.run(arn, id, string ?? null, binary ?? null, JSON.stringify(stages), createdAt);
    },
  };
}

type Row = Record<string, unknown>;

const toSecret = (row: Row): Secret => ({
  arn: String(row.arn),
  name: String(row.name),
  description: String(row.description),
  createdAt: Number(row.created_at),
  changedAt: Number(row.changed_at),
  deleteAt: row.delete_at === null ? undefined : Number(row.delete_at),
});

const toVersion = (row: Row): SecretVersion => ({
  id: String(row.id),
  string: row.string === null ? undefined : String(row.string),
  binary: row.binary === null ? undefined : String(row.binary),
  stages: JSON.parse(String(row.stages)),
  createdAt: Number(row.created_at),
});

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Returns the ARN of a new secret. AWS adds six random characters. Without them, a principal that could read a deleted
 * secret could also read a new secret with the same name.
 */
export function newSecretArn(region: string, accountId: string, name: string): string {
  const suffix = Array.from({ length: 6 }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join("");
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}
