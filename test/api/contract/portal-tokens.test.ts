import { beforeAll, describe, expect, it } from "vitest";
import { CAPABILITIES, type Capability } from "../../../lib/core/portal/capabilities.ts";
import { type DocumentedRoute, operations } from "./support/document.ts";
import { memoryWorldWithThings } from "./support/in-memory.ts";
import { exampleOf, parametersOf, pathsTo } from "./support/paths.ts";

type Made = Awaited<ReturnType<typeof memoryWorldWithThings>>;

const capabilitiesOf = ({ operation }: DocumentedRoute): readonly Capability[] | undefined =>
  operation["x-keys"]?.find(({ kind }) => kind === "portal")?.capabilities;

/** The access token of a new portal session of the first tenant. */
async function tokenWith({ send, world }: Made, fields: object): Promise<string> {
  const request = { query: {}, headers: {} };
  const link = await send({
    ...request,
    route: "POST /api/v1/tenants/{id}/portal-links",
    key: world.keys.manage,
    path: { id: world.mine.tenantId },
    body: JSON.stringify(fields),
  });
  const code = JSON.parse(link.text).url.split("#code=")[1];
  const route = "POST /api/v1/portal/exchange";
  const answer = await send({ ...request, route, key: undefined, path: {}, body: JSON.stringify({ code }) });
  return JSON.parse(answer.text).accessToken;
}

/** Sends the example of a request with a token. */
async function sent({ send, world }: Made, documented: DocumentedRoute, key: string, path: Record<string, string>) {
  const body = exampleOf(documented, world.mine);
  return send({ route: documented.route, key, path, query: {}, headers: {}, body });
}

const guarded = operations.filter(({ operation }) => operation.security.length > 0);

describe.each(guarded.map((documented) => [documented.route, documented] as const))("%s", (route, documented) => {
  const needed = capabilitiesOf(documented);
  let made: Made;
  beforeAll(async () => {
    made = await memoryWorldWithThings();
  });

  it.each(CAPABILITIES)("takes a token that may only %s if that is all it needs", async (capability) => {
    const token = await tokenWith(made, { capabilities: [capability] });
    const [path = {}] = pathsTo(documented, made.world).own;
    const { status, text } = await sent(made, documented, token, path);
    const lacks = needed?.find((one) => one !== capability);
    if (needed && lacks === undefined) return expect([401, 403], text).not.toContain(status);
    expect(status, text).toBe(403);
    expect(JSON.parse(text).detail).toContain(needed ? `\`${lacks}\`` : "needs a key");
  });

  it("takes a token with every capability only if the document lists capabilities", async () => {
    const token = await tokenWith(made, { capabilities: CAPABILITIES });
    const [path = {}] = pathsTo(documented, made.world).own;
    const { status, text } = await sent(made, documented, token, path);
    if (needed) expect([401, 403], text).not.toContain(status);
    else expect(status, text).toBe(403);
  });

  if (!needed || route === "GET /api/v1/portal/session" || isOfCatalog(route)) return;

  it("gives nothing to a token whose scope has no subscription, and changes nothing", async () => {
    const token = await tokenWith(made, { capabilities: CAPABILITIES, scope: { metadata: { agent: "a" } } });
    for (const path of pathsTo(documented, made.world).own) {
      const { status, text } = await sent(made, documented, token, path);
      const asked = `${Object.values(path)} ${exampleOf(documented, made.world.mine)}`;
      const known = [...made.world.mine.subscriptions, ...made.world.mine.secrets, ...made.world.mine.deliveries];
      expect(known.filter((thing) => text.includes(thing) && !asked.includes(thing))).toEqual([]);
      if (parametersOf(documented, "path").length > 0 && !route.endsWith("/explanation"))
        expect(status, text).toBe(404);
    }
  });
});

/** The catalog is the operator's, and the same for all subscriptions. */
function isOfCatalog(route: string): boolean {
  return /\/(event-types|derived-types|dialects)|\/secrets\/generate/.test(route);
}
