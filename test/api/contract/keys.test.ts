import { beforeAll, describe, expect, it } from "vitest";
import { type DocumentedRoute, operations } from "./support/document.ts";
import { memoryWorldWithThings } from "./support/in-memory.ts";
import { exampleOf, pathsTo } from "./support/paths.ts";

const KEYS = ["admin", "manage", "read", "producer", "wrong", "garbage", "none"];

/** Whether the document says that an operation takes a key. */
function takes({ operation: { "x-roles": roles = [] } }: DocumentedRoute, key: string): boolean {
  return roles.length === 0 || roles.includes(key);
}

describe.each(operations.map((documented) => [documented.route, documented] as const))("%s", (route, documented) => {
  let made: Awaited<ReturnType<typeof memoryWorldWithThings>>;
  beforeAll(async () => {
    made = await memoryWorldWithThings();
  });

  it.each(KEYS.map((key) => [key, takes(documented, key) ? "takes" : "refuses"] as const))(
    "with the key %s: it %s it",
    async (name, verdict) => {
      const { send, world } = made;
      const [path = {}] = pathsTo(documented, world).own;
      const key = name === "none" ? undefined : world.keys[name];
      const body = exampleOf(documented, world.mine);
      const { status, text } = await send({ route, key, path, query: {}, headers: {}, body });
      const refused = status === 401 || status === 403;
      expect(refused ? "refuses" : "takes", text).toBe(verdict);
      // Who has no key at all that is one learns nothing more.
      if (refused && ["wrong", "garbage", "none"].includes(name)) expect(status).toBe(401);
    },
  );
});
