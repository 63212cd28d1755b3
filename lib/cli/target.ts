import { readFileSync } from "node:fs";
import { join } from "node:path";
import { usage } from "./errors.ts";
import { type Profile, profilePath, readProfiles } from "./profile.ts";

/** Whose key a command needs: the tenant's, the operator's, either, or none. */
export type KeyOwner = "tenant" | "admin" | "either" | "nobody";

/** The API's URL, and the key to send. `from` names the source of the key. */
export interface ApiTarget {
  url: string;
  key?: string;
  /** The tenant that the operator acts for. */
  tenant?: string | undefined;
  from: string;
}

/** The global options that select the API. */
export interface TargetFlags {
  url?: string | undefined;
  key?: string | undefined;
  profile?: string | undefined;
  tenant?: string | undefined;
}

interface Source extends Partial<Profile> {
  from: string;
}

/**
 * Finds the API's URL and key: on the command line, in the environment, in the saved profile, then from a twin that
 * runs in this folder. A key that is stored with a URL is sent only to that URL. Throws a `usage` error that says what
 * is missing.
 */
export function findTarget(owner: KeyOwner, flags: TargetFlags, env: Env, cwd: string): ApiTarget {
  const sources = sourcesOf(flags, env, cwd);
  const url = sources.find((source) => source.url)?.url;
  if (!url)
    throw usage("no API URL", "Set --url or POSTHORN_URL, run `posthorn login`, or start a twin in this folder.");
  if (owner === "nobody") return { url: apiRoot(url), from: "nowhere" };
  const tenant = owner === "admin" ? undefined : (flags.tenant ?? (env.POSTHORN_TENANT || undefined));
  for (const source of sources) {
    const key = tenant === undefined ? keyOf(source, owner) : actingKey(source);
    if (key && (!source.url || apiRoot(source.url) === apiRoot(url))) {
      return { url: apiRoot(url), key, from: source.from, ...(tenant !== undefined && { tenant }) };
    }
  }
  throw usage(`no key for ${apiRoot(url)}`, HINTS[owner]);
}

type Env = Record<string, string | undefined>;

const HINTS: Record<Exclude<KeyOwner, "nobody">, string> = {
  tenant: "Set --key or POSTHORN_KEY, or run `posthorn login`. With an operator key, also name a tenant: --tenant.",
  admin:
    "This command needs the admin key or an operator key. Set --key or POSTHORN_ADMIN_KEY, or run `posthorn login`.",
  either: "Set --key, POSTHORN_KEY or POSTHORN_ADMIN_KEY, or run `posthorn login`.",
};

function sourcesOf({ url, key, profile }: TargetFlags, env: Env, cwd: string): Source[] {
  const saved = readProfiles(profilePath(env));
  const named = profile ?? env.POSTHORN_PROFILE;
  const name = named ?? "default";
  if (named && !saved[named])
    throw usage(`unknown profile: ${named}`, `Saved profiles: ${Object.keys(saved).join(", ") || "none"}.`);
  const fromEnv = { url: env.POSTHORN_URL, key: env.POSTHORN_KEY, adminKey: env.POSTHORN_ADMIN_KEY };
  return [
    { url, key, adminKey: key, from: "--key" },
    // `--profile` overrides the environment.
    ...(profile ? [] : [{ ...defined(fromEnv), from: "the environment" }]),
    { ...saved[name], from: `the profile ${name} in ${profilePath(env)}` },
    twinAt(cwd),
  ];
}

function keyOf({ key, adminKey }: Source, owner: keyof typeof HINTS): string | undefined {
  if (owner === "admin") return adminKey ?? (isOperatorKey(key) ? key : undefined);
  return owner === "tenant" ? key : (key ?? adminKey);
}

/** The key that acts for a named tenant: the operator's if there is one. A tenant's key can name only its own tenant. */
const actingKey = ({ key, adminKey }: Source): string | undefined => (isOperatorKey(key) ? key : (adminKey ?? key));

const isOperatorKey = (key: string | undefined): boolean => key?.startsWith("pho_") ?? false;

const defined = (fields: Partial<Profile>): Partial<Profile> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value));

/** The URL and keys that a running twin writes to a file for other programs. */
function twinAt(cwd: string): Source {
  const from = join(".posthorn", "twin.json");
  try {
    const { api, apiKey, adminKey } = JSON.parse(readFileSync(join(cwd, from), "utf8"));
    return { url: api, key: apiKey, adminKey, from: `./${from}` };
  } catch {
    return { from };
  }
}

/** The URL without the prefix of every route. People paste both forms. */
export const apiRoot = (url: string): string => url.replace(/\/*(\/api(\/v1)?)?\/*$/, "");
