import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { profilePath, saveProfile } from "../../lib/cli/profile.ts";
import { apiRoot, findTarget } from "../../lib/cli/target.ts";
import { cli, scriptedApi } from "./support.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "posthorn-cli-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const CLOUD = "https://hooks.example";
const TWIN = "http://127.0.0.1:4400";

function twinRuns(): void {
  mkdirSync(join(home, ".posthorn"));
  const twin = { api: TWIN, apiKey: "twin-key", adminKey: "twin-admin" };
  writeFileSync(join(home, ".posthorn", "twin.json"), JSON.stringify(twin));
}

const savedEnv = () => ({ HOME: home });
const save = (name = "default") =>
  saveProfile(profilePath(savedEnv()), name, { url: CLOUD, key: `${name}-key`, adminKey: `${name}-admin` });

describe("the API's URL and key", () => {
  it("come from the command line first, then the environment, the profile, and a twin in this folder", () => {
    const env = { ...savedEnv(), POSTHORN_URL: "http://env", POSTHORN_KEY: "env-key" };
    expect(() => findTarget("tenant", {}, savedEnv(), home)).toThrow("no API URL");
    twinRuns();
    expect(findTarget("tenant", {}, savedEnv(), home)).toMatchObject({ url: TWIN, key: "twin-key" });
    save();
    expect(findTarget("tenant", {}, savedEnv(), home)).toMatchObject({ url: CLOUD, key: "default-key" });
    expect(findTarget("tenant", {}, env, home)).toMatchObject({ url: "http://env", key: "env-key" });
    expect(findTarget("tenant", { url: "http://flag", key: "k" }, env, home)).toMatchObject({
      url: "http://flag",
      key: "k",
      from: "--key",
    });
  });

  it("include the admin key for the operator's commands", () => {
    twinRuns();
    expect(findTarget("admin", {}, savedEnv(), home).key).toBe("twin-admin");
    const env = { ...savedEnv(), POSTHORN_URL: TWIN, POSTHORN_ADMIN_KEY: "env-admin" };
    expect(findTarget("admin", {}, env, home).key).toBe("env-admin");
    expect(findTarget("either", {}, env, "/nowhere").key).toBe("env-admin");
    expect(() => findTarget("tenant", {}, env, "/nowhere")).toThrow("no key for");
    expect(findTarget("nobody", {}, { POSTHORN_URL: TWIN }, "/nowhere").key).toBeUndefined();
  });

  it("are the operator's when a tenant is named, unless there is only a tenant's key", () => {
    twinRuns();
    const twin = findTarget("tenant", { tenant: "acme" }, savedEnv(), home);
    expect(twin).toMatchObject({ key: "twin-admin", tenant: "acme" });
    const env = { ...savedEnv(), POSTHORN_URL: TWIN, POSTHORN_TENANT: "acme" };
    const at = (more: object) => findTarget("tenant", {}, { ...env, ...more }, "/nowhere");
    expect(at({ POSTHORN_KEY: "pho_operator-1_a" })).toMatchObject({ key: "pho_operator-1_a", tenant: "acme" });
    expect(at({ POSTHORN_KEY: "ph_acme-1_a", POSTHORN_ADMIN_KEY: "a" })).toMatchObject({ key: "a", tenant: "acme" });
    expect(at({ POSTHORN_KEY: "ph_acme-1_a" })).toMatchObject({ key: "ph_acme-1_a", tenant: "acme" });
    expect(findTarget("tenant", { tenant: "other" }, env, home)).toMatchObject({ tenant: "other" });
    expect(findTarget("tenant", {}, savedEnv(), home)).not.toHaveProperty("tenant");
  });

  it("may be an operator key for the operator's commands, which concern no single tenant", () => {
    const env = { ...savedEnv(), POSTHORN_URL: TWIN, POSTHORN_KEY: "pho_operator-1_a", POSTHORN_TENANT: "acme" };
    expect(findTarget("admin", {}, env, "/nowhere")).toEqual({
      url: TWIN,
      key: env.POSTHORN_KEY,
      from: "the environment",
    });
    expect(() => findTarget("admin", {}, { ...env, POSTHORN_KEY: "ph_acme-1_a" }, "/nowhere")).toThrow("no key for");
  });

  it("belong together: a key is never sent to another URL", () => {
    twinRuns();
    save();
    const elsewhere = () => findTarget("tenant", { url: "http://elsewhere" }, savedEnv(), home);
    expect(elsewhere).toThrow("no key for http://elsewhere");
    const env = { ...savedEnv(), POSTHORN_URL: CLOUD, POSTHORN_KEY: "env-key" };
    expect(() => findTarget("tenant", { url: "http://elsewhere" }, env, home)).toThrow("no key");
    expect(findTarget("tenant", { url: `${CLOUD}/` }, savedEnv(), home).key).toBe("default-key");
  });

  it("come from the profile in --profile, whatever the environment says", () => {
    save("staging");
    const env = { ...savedEnv(), POSTHORN_URL: "http://env", POSTHORN_KEY: "env-key" };
    expect(findTarget("tenant", { profile: "staging" }, env, home)).toMatchObject({ url: CLOUD, key: "staging-key" });
    expect(() => findTarget("tenant", { profile: "prod" }, env, home)).toThrow("unknown profile: prod");
    expect(() => findTarget("tenant", { profile: "prod" }, { HOME: join(home, "new") }, home)).toThrow(
      expect.objectContaining({ lines: ["Saved profiles: none."] }),
    );
  });

  it.each([["http://a/"], ["http://a/api"], ["http://a/api/v1"], ["http://a/api/v1/"], ["http://a//"]])(
    "accept %s in place of the API's root",
    (url) => expect(apiRoot(url)).toBe("http://a"),
  );
});

describe("login", () => {
  const login = (line: string, more: object = {}) => cli(line, { env: savedEnv(), ...more });
  const profiles = () => JSON.parse(readFileSync(profilePath(savedEnv()), "utf8"));

  it("checks the keys and saves them in a file that only the owner can read", async () => {
    const api = scriptedApi(() => ({ body: { data: [], next: null } }));
    const { code, out, err } = await login("login --url http://api.example/api/v1 --key k --admin-key a", api);
    expect([code, out, api.calls.map(({ headers }) => headers.authorization)]).toEqual([
      0,
      "",
      ["Bearer k", "Bearer a"],
    ]);
    expect(err).not.toMatch(/\bk\b.*\ba\b/);
    expect(profiles()).toEqual({ default: { url: "http://api.example", key: "k", adminKey: "a" } });
    expect(statSync(profilePath(savedEnv())).mode & 0o777).toBe(0o600);
  });

  it("asks for the keys, of which one may be empty, and keeps a key that was saved before", async () => {
    const api = scriptedApi(() => ({ body: { data: [], next: null } }));
    expect((await login("login", { ...api, typed: ["http://api.example", "k", ""] })).code).toBe(0);
    expect((await login("login", { ...api, typed: ["http://api.example", "", "a"] })).code).toBe(0);
    expect(profiles().default).toEqual({ url: "http://api.example", key: "k", adminKey: "a" });
    expect((await login("login", { ...api, typed: ["http://other.example", "k2", ""] })).code).toBe(0);
    expect(profiles().default).toEqual({ url: "http://other.example", key: "k2" });
  });

  it("accepts a producer's key, which may not read", async () => {
    const api = scriptedApi(() => ({ status: 403, body: { detail: "This key's role does not allow that." } }));
    expect((await login("login --url http://api.example --key k", api)).code).toBe(0);
  });

  it("doesn't save a rejected key", async () => {
    const api = scriptedApi(() => ({ status: 401, body: { detail: "No valid key." } }));
    expect((await login("login --url http://api.example --key k", api)).code).toBe(1);
    expect(profiles).toThrow("ENOENT");
  });

  it("names the missing options when there is no terminal", async () => {
    const { code, err } = await login("login --url http://api.example");
    expect([code, err]).toEqual([2, "posthorn: no key\nSet --key, --admin-key, or both.\n"]);
  });
});
