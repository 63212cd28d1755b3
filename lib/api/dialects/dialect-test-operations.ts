import type { Clock } from "../../core/clock.ts";
import { attemptOf } from "../../core/delivery/outcome.ts";
import { type Problem, refuse } from "../../core/errors.ts";
import { identify } from "../../core/events.ts";
import { deliveryId, newId } from "../../core/ids.ts";
import { MAX_EXAMPLE_BYTES } from "../../core/limits.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { type AddressPolicy, withOwnHosts } from "../../core/subscription/address-policy.ts";
import { urlProblem } from "../../core/subscription/receiver-url.ts";
import { secretProblems } from "../../core/subscription/subscription-rules.ts";
import type { TenantPlaces } from "../../core/tenant-places.ts";
import { compileDialect } from "../../dialects/compile.ts";
import type { DialectDefinition } from "../../dialects/definition.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { exampleFor } from "../../dialects/example-events.ts";
import { findDialect } from "../../dialects/registry.ts";
import { allHeaders } from "../../sending/guarded-sender.ts";
import type { Sender } from "../../sending/sender.ts";
import { renderedRequest, sentRequest } from "../../sending/sign.ts";
import { alertTypeNames, exampleType } from "../catalog/example-types.ts";
import { attemptView } from "../deliveries/delivery-views.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { EndpointRequest, Operations } from "../http/endpoint.ts";
import { LONGEST_TEST_MS, testPlaces } from "../test-sends/test-places.ts";
import { usableDefinition } from "./definition-schema.ts";
import type { dialectTestRoutes } from "./dialect-test-routes.ts";
import { namedDialect } from "./named-dialects.ts";

export interface DialectTestPorts {
  dialects: Pick<DialectStore, "getDialect">;
  catalog: CatalogReader;
  sender: Sender;
  policy: AddressPolicy;
  testPlaces: TenantPlaces;
  /** The name of this stack in `posthorn-hop`. */
  hop: string;
  now: Clock;
}

type DialectTest = EndpointRequest<(typeof dialectTestRoutes)["testDialect"]>["body"];

/** Renders and signs an event in a dialect, and POSTs it to a URL if one is given. Nothing is stored. */
export function dialectTestOperations(ports: DialectTestPorts): Operations<typeof dialectTestRoutes> {
  const { dialects, catalog, sender, policy, now } = ports;
  const inPlace = testPlaces(ports);

  return {
    testDialect: async ({ body, ...caller }) => {
      const dialect = await chosenDialect(dialects, body);
      const given = body.secret ? dialect.canonicalSecret(body.secret) : undefined;
      const receiver = receiverAt(body.url, dialect.name, now());
      const types = [...alertTypeNames.map(exampleType), ...(await catalog.listCatalog())];
      const { type, data } = { ...exampleFor(receiver, types, body.type), ...(body.data && { data: body.data }) };
      refuse([
        ...secretProblems(dialect, given),
        ...eventProblems(dialect, type, data),
        ...urlProblems(body.url, withOwnHosts(policy, caller.apiHosts)),
      ]);
      const secret = given ?? dialect.generateSecret();
      const event = identify({ type, data }, receiver.tenantId, undefined, now());
      const task = { event, deliveryId: deliveryId(event.ulid, receiver.id), attempt: 1, test: true as const };
      const signed = renderedRequest(task, receiver, dialect, [secret], ports);
      const { url } = body;
      const attempt = url === undefined ? undefined : await inPlace(caller, () => posted(signed, url));
      return jsonAnswer(200, {
        request: { method: "POST", headers: textHeaders(signed), body: signed.body.toString() },
        secret: given === undefined ? secret : undefined,
        publicKey: dialect.publicKeyOf?.(secret),
        attempt,
      });
    },
  };

  async function posted(signed: ReturnType<typeof renderedRequest>, url: string) {
    const target = { url, timeoutMs: LONGEST_TEST_MS, verifyTls: true };
    return attemptView(attemptOf(await sentRequest(sender, signed, target), 1, url, "test"));
  }
}

/** Throws a 422 `Refusal` unless the body has either the name of a known dialect or a definition that can be used. */
async function chosenDialect(dialects: DialectTestPorts["dialects"], body: DialectTest): Promise<Dialect> {
  const { dialect: name, definition } = body;
  if (definition) {
    if (name !== undefined) refuse([{ path: "/dialect", message: "must be left out if there is a definition" }]);
    return compileDialect(usableDefinition({ name: "draft", ...definition }, "/definition"));
  }
  if (name === undefined) refuse([{ path: "/dialect", message: "is required, unless there is a definition" }]);
  const named = await namedDialect(dialects, name ?? "");
  return findDialect(named.dialect) ?? compileDialect(JSON.parse(named.definition ?? "") as DialectDefinition);
}

function eventProblems({ typeProblem }: Dialect, type: string, data: string): Problem[] {
  const wrongType = typeProblem?.(type);
  const tooLong = Buffer.byteLength(data) > MAX_EXAMPLE_BYTES && `must be at most ${MAX_EXAMPLE_BYTES} bytes`;
  return [
    ...(wrongType ? [{ path: "/type", message: wrongType }] : []),
    ...(tooLong ? [{ path: "/data", message: tooLong }] : []),
  ];
}

function urlProblems(url: string | undefined, policy: AddressPolicy): Problem[] {
  const message = url === undefined ? undefined : urlProblem(url, policy);
  return message ? [{ path: "/url", message }] : [];
}

/** A subscription of nobody, for what a dialect says about the subscription and its tenant. */
function receiverAt(url = "", dialect: string, nowMs: number): Subscription {
  const at = new Date(nowMs).toISOString();
  return {
    id: newId("sub", nowMs),
    tenantId: "example",
    url,
    events: ["*"],
    dialect,
    secret: { store: "sealed", versions: [] },
    headers: {},
    timeoutSeconds: LONGEST_TEST_MS / 1000,
    maxRetries: 0,
    verifyTls: true,
    active: true,
    metadata: {},
    createdAt: at,
    updatedAt: at,
  };
}

const textHeaders = (signed: ReturnType<typeof renderedRequest>): Record<string, string> =>
  Object.fromEntries(Object.entries(allHeaders(signed)).map(([name, value]) => [name, String(value)]));
