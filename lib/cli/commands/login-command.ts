import { apiClient } from "../api-client.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { CliError, usage } from "../errors.ts";
import { profilePath, readProfiles, saveProfile } from "../profile.ts";
import { apiRoot } from "../target.ts";

const login = command({
  name: "login",
  does: "Saves where the API is and your keys, after trying them",
  routes: ["GET /api/v1/event-types"],
  options: { "admin-key": { type: "string", does: "the operator's key, for tenants and their keys" } },
  examples: [
    ["login", "asks for what it needs; what you type is not shown"],
    ["login --url https://hooks.acme.example --profile production", "one of several"],
  ],
  async run({ "admin-key": givenAdminKey }, context) {
    const { env, stdin } = context.io;
    const { flags } = context;
    const asked = stdin.isTTY ? context.io.ask : async () => "";
    const nothing = !flags.key && !givenAdminKey;
    const url = apiRoot(flags.url ?? env.POSTHORN_URL ?? (await asked("URL of the API: ", false)));
    if (!/^https?:\/\/./.test(url)) throw usage("--url must be the API's URL, such as https://hooks.acme.example");
    const key = flags.key ?? (nothing ? await asked("Key of a tenant (none: Enter): ", true) : "");
    const adminKey = givenAdminKey ?? (nothing ? await asked("Admin key (none: Enter): ", true) : "");
    if (!key && !adminKey) throw usage("no key was given", "Give --key, --admin-key, or both.");
    for (const each of [key, adminKey]) if (each) await tryKey(url, each, context);
    save(context, { url, ...(key && { key }), ...(adminKey && { adminKey }) });
  },
});

/** A producer's key may not read anything: that it is refused so shows that it is one. */
async function tryKey(url: string, key: string, { io }: Context): Promise<void> {
  const call = apiClient({ url, key, from: "what you gave" }, io.fetch);
  try {
    await call("GET /api/v1/event-types", { query: { limit: 1 } });
  } catch (error) {
    if (!(error instanceof CliError && error.message.startsWith("403 "))) throw error;
  }
}

/** A key for the same API that was saved before is kept: people bring one after the other. */
function save(context: Context, profile: { url: string; key?: string; adminKey?: string }): void {
  const { env } = context.io;
  const path = profilePath(env);
  const name = context.flags.profile ?? env.POSTHORN_PROFILE ?? "default";
  const before = readProfiles(path)[name];
  saveProfile(path, name, before?.url === profile.url ? { ...before, ...profile } : profile);
  context.note(`Saved in ${path}${name === "default" ? "" : ` as ${name}`}, which you alone can read.`);
}

export const loginCommands = [login];
