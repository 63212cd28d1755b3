import { readFileSync } from "node:fs";
import { join } from "node:path";
import { usage } from "./errors.ts";
import { type Profile, profilePath, readProfiles } from "./profile.ts";

/** Whose key a command needs: a tenant's, the operator's, either, or none at all. */
export type Who = "tenant" | "admin" | "either" | "nobody";

/** Where the API is and the key to show it. `from` says where the key was found. */
export interface Target {
  url: string;
  key?: string;
  from: string;
}

/** What the command line says about it. */
export interface TargetFlags {
  url?: string | undefined;
  key?: string | undefined;
  profile?: string | undefined;
}

interface Source extends Partial<Profile> {
  from: string;
}

/**
 * Finds the API: the command line, then the environment, then the saved profile, then a twin that runs in this
 * folder. A key that was kept with a URL is shown to that URL and no other one. A `usage` error says what is missing.
 */
export function findTarget(who: Who, flags: TargetFlags, env: Env, cwd: string): Target {
  const sources = sourcesOf(flags, env, cwd);
  const url = sources.find((source) => source.url)?.url;
  if (!url) throw usage("no API is known", "Give --url, set POSTHORN_URL, run `posthorn login`, or start a twin here.");
  if (who === "nobody") return { url: apiRoot(url), from: "nowhere" };
  for (const source of sources) {
    const key = keyOf(source, who);
    if (key && (!source.url || apiRoot(source.url) === apiRoot(url))) {
      return { url: apiRoot(url), key, from: source.from };
    }
  }
  throw usage(`no key for ${apiRoot(url)} is known`, HINTS[who]);
}

type Env = Record<string, string | undefined>;

const HINTS: Record<Exclude<Who, "nobody">, string> = {
  tenant: "Give --key, set POSTHORN_KEY, or run `posthorn login`.",
  admin: "This needs the admin key: give --key, set POSTHORN_ADMIN_KEY, or run `posthorn login`.",
  either: "Give --key, set POSTHORN_KEY or POSTHORN_ADMIN_KEY, or run `posthorn login`.",
};

function sourcesOf({ url, key, profile }: TargetFlags, env: Env, cwd: string): Source[] {
  const saved = readProfiles(profilePath(env));
  const name = profile ?? env.POSTHORN_PROFILE ?? "default";
  if (profile && !saved[profile])
    throw usage(`there is no profile ${profile}`, `Saved: ${Object.keys(saved).join(", ") || "none"}.`);
  const fromEnv = { url: env.POSTHORN_URL, key: env.POSTHORN_KEY, adminKey: env.POSTHORN_ADMIN_KEY };
  return [
    { url, key, adminKey: key, from: "--key" },
    // A profile that is asked for by name is meant, whatever the environment says.
    ...(profile ? [] : [{ ...defined(fromEnv), from: "the environment" }]),
    { ...saved[name], from: `the profile ${name} in ${profilePath(env)}` },
    twinAt(cwd),
  ];
}

const keyOf = ({ key, adminKey }: Source, who: keyof typeof HINTS): string | undefined =>
  who === "admin" ? adminKey : who === "tenant" ? key : (key ?? adminKey);

const defined = (fields: Partial<Profile>): Partial<Profile> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value));

/** What a running twin has written for other programs. */
function twinAt(cwd: string): Source {
  const from = join(".posthorn", "twin.json");
  try {
    const { api, apiKey, adminKey } = JSON.parse(readFileSync(join(cwd, from), "utf8"));
    return { url: api, key: apiKey, adminKey, from: `./${from}` };
  } catch {
    return { from };
  }
}

/** The URL without what every route begins with: people paste either. */
export const apiRoot = (url: string): string => url.replace(/\/*(\/api(\/v1)?)?\/*$/, "");
