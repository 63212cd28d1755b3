import { beforeAll, describe, expect, it } from "vitest";
import { type DocumentedRoute, operations } from "./support/document.ts";
import { memoryWorldWithThings } from "./support/in-memory.ts";
import { exampleOf, pathsTo } from "./support/paths.ts";

/** The names of the keys: the operator's, the first tenant's, and some that don't work. */
const OPERATORS = ["admin", "operator manage", "operator read", "operator producer"];
const TENANTS = ["manage", "read", "producer"];
const NONE = ["wrong", "wrong operator", "garbage", "none"];

/** Each key, and the operator's also with the header that names a tenant. */
const CALLERS = [
  ...[...OPERATORS, ...TENANTS, ...NONE].map((key) => ({ key, acting: false })),
  ...[...OPERATORS, ...NONE].map((key) => ({ key, acting: true })),
].map((caller) => ({ ...caller, as: caller.acting ? "for a tenant" : "by itself" }));

/** Whether the document says that an operation takes a key. */
function takes({ operation }: DocumentedRoute, { key, acting }: { key: string; acting: boolean }): boolean {
  if (operation.security.length === 0) return true;
  const role = key.replace(/^operator /, "");
  const kind = key === "admin" ? "admin" : OPERATORS.includes(key) ? "operator" : "tenant";
  return (operation["x-keys"] ?? []).some(({ kind: accepted, roles, forTenant }) => {
    if (accepted !== kind || (forTenant && !acting)) return false;
    return kind === "admin" || roles.some((one) => one === role);
  });
}

describe.each(operations.map((documented) => [documented.route, documented] as const))("%s", (route, documented) => {
  let made: Awaited<ReturnType<typeof memoryWorldWithThings>>;
  beforeAll(async () => {
    made = await memoryWorldWithThings();
  });

  it.each(CALLERS.map((caller) => ({ ...caller, verdict: takes(documented, caller) ? "takes" : "refuses" })))(
    "$verdict the key $key, $as",
    async ({ key: name, acting, verdict }) => {
      const { send, world } = made;
      const [path = {}] = pathsTo(documented, world).own;
      const key = name === "none" ? undefined : world.keys[name];
      const body = exampleOf(documented, world.mine);
      const headers: Record<string, string> = acting ? { "posthorn-tenant": world.mine.tenantId } : {};
      const { status, text } = await send({ route, key, path, query: {}, headers, body });
      // These requests bring another credential than a key.
      const refused = (status === 401 || status === 403) && !text.includes('"code-expired"');
      expect(refused ? "refuses" : "takes", text).toBe(verdict);
      // A caller whose key doesn't work learns nothing more. Any other caller learns which key the request needs.
      if (refused) expect(status).toBe(NONE.includes(name) ? 401 : 403);
      if (status === 403)
        expect(JSON.parse(text).detail).toMatch(
          /`(manage|read|producer)`|admin key|posthorn-tenant|portal session|session of the console/,
        );
    },
  );
});
