import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DocumentedRoute, operations, undocumented } from "./support/document.ts";
import { memoryWorldWithThings } from "./support/in-memory.ts";
import { exampleOf, pathsTo } from "./support/paths.ts";
import { filled, type Planned, requestsTo, rightKey } from "./support/requests.ts";
import { idsFor, type Send, type World } from "./support/world.ts";

interface Plan {
  documented: DocumentedRoute;
  plan: Planned;
}

/** Sends a request, whose answer must be one that the document allows. */
async function answerTo({ documented, plan }: Plan, send: Send, world: World, excused?: number): Promise<void> {
  const answer = await send(filled(documented, plan, world));
  const request = `${documented.route} ${JSON.stringify(plan).slice(0, 2000)}`;
  expect(undocumented(documented.operation, answer, excused), request).toEqual([]);
}

/** Sends requests one after the other in a world of their own. */
async function answersTo(plans: Plan[]): Promise<void> {
  const { send, world } = await memoryWorldWithThings();
  for (const plan of plans) await answerTo(plan, send, world);
}

/** A request that needs one of several parameters. OpenAPI has no words for it. */
const ONE_OF_SEVERAL: Record<string, string> = { "GET /api/v1/find": "id" };

/** The query string of a request that names a thing there: an entry of the catalog, or anything by its id. */
function nameFor({ route, operation }: DocumentedRoute, world: World): Record<string, string> {
  const required = operation.parameters?.find((parameter) => parameter.in === "query" && parameter.required);
  const parameter = required?.name ?? ONE_OF_SEVERAL[route];
  if (parameter === undefined) return {};
  const [name = ""] = idsFor(`${route}/{id}`, "id", world).own;
  return { [parameter]: name };
}

const plansFor = (documented: DocumentedRoute) => requestsTo(documented).map((plan): Plan => ({ documented, plan }));

const routes = operations.map((documented) => [documented.route, documented] as const);

/** Only a page at the console's host can send these, with its cookie. They have tests of their own. */
const OF_CONSOLE = /\/console\/(session|sign-in|sign-out|oidc)/;

describe("a request from the document's examples succeeds", () => {
  it.each(routes.filter(([route]) => !OF_CONSOLE.test(route)))("%s", async (route, documented) => {
    const { send, world } = await memoryWorldWithThings();
    const answers: string[] = [];
    for (const path of pathsTo(documented, world).own) {
      const key = world.keys[rightKey(documented)];
      const body = exampleOf(documented, world.mine);
      const answer = await send({ route, key, path, query: nameFor(documented, world), headers: {}, body });
      expect(undocumented(documented.operation, answer)).toEqual([]);
      answers.push(`${answer.status} ${answer.text}`);
    }
    expect(
      answers.filter((answer) => answer.startsWith("2")),
      answers.join("\n"),
    ).not.toEqual([]);
  });
});

describe("the API answers any request as its document says", () => {
  it.each(routes)("%s", async (_route, documented) => {
    const property = fc.asyncProperty(fc.array(plansFor(documented), { minLength: 12, maxLength: 20 }), answersTo);
    await fc.assert(property, { numRuns: 4 });
  });

  const requests = fc.oneof(...operations.map(plansFor));
  const many = fc.array(requests, { minLength: 80, maxLength: 120 });

  it("in any order", async () => {
    await fc.assert(fc.asyncProperty(many, answersTo), { numRuns: 6 });
  });

  it("all at the same time", async () => {
    const property = fc.asyncProperty(many, async (plans) => {
      const { send, world } = await memoryWorldWithThings();
      // A subscription that is deleted meanwhile takes its secret along: who has just read the one misses the other.
      await Promise.all(plans.map((plan) => answerTo(plan, send, world, 503)));
    });
    await fc.assert(property, { numRuns: 6 });
  });

  it("while AWS fails now and then, before and after a call took effect", async () => {
    const fates = fc.array(fc.constantFrom(undefined, undefined, undefined, "before", "after"), { minLength: 97 });
    const property = fc.asyncProperty(many, fates, async (plans, fate) => {
      const { send, world, faults } = await memoryWorldWithThings();
      let calls = 0;
      faults.decide = () => {
        const when = fate[calls++ % fate.length];
        return when && { when };
      };
      for (const plan of plans) await answerTo(plan, send, world, 503);
    });
    await fc.assert(property, { numRuns: 6 });
  });
});
