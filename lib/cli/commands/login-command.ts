import { apiClient } from "../api-client.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, usage } from "../errors.ts";
import { profilePath, readProfiles, saveProfile } from "../profile.ts";
import { apiRoot } from "../target.ts";

const login = command({
  name: "login",
  summary: "Check and save the API's URL and your keys",
  routes: ["GET /api/v1/event-types"],
  options: {
    "admin-key": { type: "string", help: "Admin key or operator key, which manages tenants and can act for them" },
  },
  examples: [
    ["login", "Enter the URL and the keys; the terminal doesn't show the keys"],
    ["login --url https://hooks.acme.example --profile production", "Save one of several profiles"],
  ],
  async run({ "admin-key": givenAdminKey }, context) {
    const { env, stdin } = context.io;
    const { flags } = context;
    const asked = stdin.isTTY ? context.io.ask : async () => "";
    const nothing = !flags.key && !givenAdminKey;
    const url = apiRoot(flags.url ?? env.POSTHORN_URL ?? (await asked("API URL: ", false)));
    if (!/^https?:\/\/./.test(url)) throw usage("--url must be the API's URL, such as https://hooks.acme.example");
    const key = flags.key ?? (nothing ? await asked("Tenant's API key (Enter to skip): ", true) : "");
    const adminKey = givenAdminKey ?? (nothing ? await asked("Admin key or operator key (Enter to skip): ", true) : "");
    if (!key && !adminKey) throw usage("no key", "Set --key, --admin-key, or both.");
    for (const each of [key, adminKey]) if (each) await tryKey(url, each, context);
    save(context, { url, ...(key && { key }), ...(adminKey && { adminKey }) });
  },
});

/** Rejects when the key is invalid. A 403 means a valid key: a producer's key may not read anything. */
async function tryKey(url: string, key: string, { io }: Context): Promise<void> {
  const call = apiClient({ url, key, from: "this login" }, io.fetch);
  try {
    await call("GET /api/v1/event-types", { query: { limit: 1 } });
  } catch (error) {
    if (!(error instanceof CliError && error.message.startsWith("403 "))) throw error;
  }
}

/** Keeps a key that was saved earlier for the same API, because people enter one key after the other. */
function save(context: Context, profile: { url: string; key?: string; adminKey?: string }): void {
  const { env } = context.io;
  const path = profilePath(env);
  const name = context.flags.profile ?? env.POSTHORN_PROFILE ?? "default";
  const before = readProfiles(path)[name];
  saveProfile(path, name, before?.url === profile.url ? { ...before, ...profile } : profile);
  context.note(`Saved the profile ${name} in ${path}. Only you can read this file.`);
}

export const loginCommands = [login];
