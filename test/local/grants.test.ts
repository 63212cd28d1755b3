import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { deliveryId, newId } from "../../lib/core/ids.ts";
import type { PolicyStatement } from "../../lib/local/aws/iam.ts";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import type { Twin } from "../../lib/local/twin.ts";
import { PIXEL } from "../support/pixel.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { call, operate, request, send, subscribe } from "./support/api.ts";
import { browserWithLink } from "./support/browser.ts";
import { becomes, curlOf } from "./support/deliveries.ts";
import { eraseAtOnce } from "./support/erase-at-once.ts";
import { putOnBus, sendUnreadableTask } from "./support/operator-clients.ts";
import { receiverForTest } from "./support/receivers.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { twinForTest } from "./support/twin.ts";
import { shortName, unusedGrants } from "./support/unused-grants.ts";

/** A busy machine takes long. */
const PATIENCE_MS = 60_000;

/** Grants for failures that no test here can cause. */
const FOR_TROUBLE = [
  // Deliver announces and counts exhausted deliveries. Settle does so for those that deliver recorded, but could not
  // announce.
  "Settle events:PutEvents event-bus/posthorn-dev",
  "Settle dynamodb:UpdateItem table/",
  // A tenant is near its limit.
  "Portal dynamodb:UpdateItem table/",
  // Settle hands messages back when it cannot read their rows.
  "Settle sqs:ChangeMessageVisibility posthorn-dev-dead-letters",
  // Settle deletes a dead letter's record when a redrive sends its task again, which takes minutes.
  "Settle dynamodb:DeleteItem table/",
  // A row that has expired, but that DynamoDB hasn't deleted yet, is replaced.
  "Ingest dynamodb:PutItem table/",
  // A request that failed after it recorded a pull delivery is sent again, or a tenant is near its limit.
  "Ingest dynamodb:UpdateItem table/",
  "Signing dynamodb:PutItem table/",
  // A delivery that waited for a deleted pull subscription expires while it is cancelled.
  "Function dynamodb:PartiQLInsert table/",
  // Ingest hands an event from the bus back when it can't accept it because of a failure inside Posthorn.
  "Ingest sqs:ChangeMessageVisibility posthorn-dev-intake",
  "FanOut dynamodb:PutItem table/",
  // Fan-out notes filters that take too long.
  "FanOut dynamodb:UpdateItem table/",
  // Fan-out hands pages back that fail, and sends the rest of a page whose filters take more than 20 s.
  "FanOut sqs:ChangeMessageVisibility posthorn-dev-fan-out",
  "FanOut sqs:SendMessage posthorn-dev-fan-out",
  // Another function changes what is known about an endpoint in between, or an endpoint had five minutes without failures.
  "Deliver dynamodb:GetItem table/",
  "Deliver dynamodb:DeleteItem table/",
  "Retry dynamodb:GetItem table/",
  "Retry dynamodb:DeleteItem table/",
  // Retry gets an ordered delivery only if quick could not send it on to its lane.
  "Retry sqs:SendMessage posthorn-dev-ordered.fifo",
  // Ordered hands messages back after a failure inside Posthorn, and sends itself one when its time is up.
  "Ordered sqs:ChangeMessageVisibility posthorn-dev-ordered.fifo",
  "Ordered sqs:SendMessage posthorn-dev-ordered.fifo",
  // Wake forgets the endpoint of a deleted subscription after 16 minutes, and switches one off after days.
  "Wake dynamodb:DeleteItem table/",
  // The row of a held delivery expires while it is released or cancelled. An endpoint fails for ten minutes.
  "Wake dynamodb:PutItem table/",
  "Wake dynamodb:PartiQLInsert table/",
  // Two batches of the stream change the same tallies.
  "Tally dynamodb:GetItem table/",
  // A schedule invokes recover for the first time after an hour.
  "Recover dynamodb:GetItem table/",
  "Recover dynamodb:BatchGetItem table/",
  "Recover dynamodb:Query table/",
  "Recover dynamodb:Query table/index/state",
  "Recover dynamodb:PutItem table/",
  "Recover dynamodb:UpdateItem table/",
  "Recover dynamodb:PartiQLInsert table/",
  "Recover sqs:SendMessage posthorn-dev-deliveries",
  "Recover sqs:SendMessage posthorn-dev-deletions",
];

test("the pipeline uses every grant of its roles", async () => {
  const dataDir = temporaryFolder();
  const receiver = await receiverForTest();
  const twin = await twinForTest({ dataDir, amend: eraseAtOnce, context: { maxTimeoutSeconds: "60" } });

  await raiseAlert(twin, receiver.url);
  const { id } = await subscribe(twin, receiver.url, { events: ["good"] });
  await becomes(twin, (await send(twin, { type: "good", data: {} })).id, "delivered");
  const [delivery] = (
    await call<{ data: { id: string; eventId: string }[] }>(twin, "GET", `/subscriptions/${id}/deliveries`)
  ).data;
  await call(twin, "GET", `/deliveries/${delivery?.id}`);
  await call(twin, "GET", `/subscriptions/${id}/deliveries?state=exhausted`);
  await call(twin, "GET", `/subscriptions/${id}/deliveries?failure=http-500`);
  await call(twin, "GET", `/subscriptions/${id}/statistics`);
  await call(twin, "GET", `/subscriptions/${id}/timeseries`);
  await operate(twin, "GET", "/overview");
  await operate(twin, "GET", "/overview/replays");
  await operate(twin, "GET", `/find?id=${id}`);
  await curlOf(twin, String(delivery?.id), 1);
  await call(twin, "PATCH", `/subscriptions/${id}`, { dialect: "witn" });
  await call(twin, "POST", `/subscriptions/${id}/rotate-secret`);
  await call(twin, "POST", `/subscriptions/${id}/test`);
  await pullOne(twin);
  await call(twin, "DELETE", `/events/${delivery?.eventId}/content`, undefined, 204);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
  await operateTenants(twin);
  const browser = await browserWithLink(twin);
  await eraseTenant(twin);
  await acceptLate(twin);

  // Six attempts: SQS redrives the message after four receives, and settle sends it to the queue again.
  // Its answers are so long that some attempts have rows of their own.
  receiver.script(() => ({ status: 500, body: randomBytes(500).toString("hex") }));
  await subscribe(twin, receiver.url, { events: ["bad"], maxRetries: 5 });
  await putOnBus(twin, "bad", { tenantId: twin.tenantId, data: {} });
  const requests = await receiver.received(8, PATIENCE_MS);
  await becomes(twin, String(requests.at(-1)?.headers["webhook-id"]), "exhausted");
  await vi.waitFor(() => expect(twin.usage().map(({ action }) => action)).toContain("events:PutEvents"), PATIENCE_MS);
  expect(receiver.requests).toHaveLength(8);
  await vi.waitFor(() => expect(deletedDeadLetters(twin)).toBe(true), PATIENCE_MS);
  await call(twin, "DELETE", `/events/${requests.at(-1)?.headers["webhook-id"]}/content`, undefined, 204);
  await cancelBeforeAnswer(twin, receiver);
  await failForAWhile(twin, receiver);
  await holdLane(twin, receiver);
  receiver.script({});
  await matchSlowly(twin, receiver.url);
  for (const timeoutSeconds of [30, 60]) await answerSlowly(twin, receiver, timeoutSeconds);
  const minutely = /^(Wake dynamodb:Query .*\/index\/due$|Alert |Tally dynamodb:(BatchGet|Put)Item)/;
  // People are told a minute after an alert was raised, by an invocation of the next minute. Records of the stream wait for
  // a minute.
  await vi.waitFor(() => expect(unusedIn(twin).filter((grant) => minutely.test(grant))).toEqual([]), 150_000);
  // The session is read more than a minute after the sign-in, which moves its end.
  expect((await browser.fetch("GET", "/console/session")).status).toBe(200);
  expect((await browser.fetch("POST", "/console/sign-out")).status).toBe(204);
  await twin.stop();

  const sealed = await twinForTest({ dataDir, context: { secretStorage: "sealed" } });
  receiver.script({});
  const last = await subscribe(sealed, receiver.url, { events: ["good"] });
  const before = receiver.requests.length;
  receiver.script((_, nth) => ({ status: nth === before + 1 ? 500 : 200 }));
  await becomes(sealed, (await send(sealed, { type: "good", data: {} })).id, "delivered");
  receiver.script({ status: 410 });
  await send(sealed, { type: "good", data: {} });
  await vi.waitFor(
    async () => expect(await call(sealed, "GET", `/subscriptions/${last.id}`)).toMatchObject({ active: false }),
    PATIENCE_MS,
  );
  const skipped = deliveryId((await send(sealed, { type: "good", data: {} })).id.slice("evt_".length), last.id);
  await call(sealed, "PATCH", `/subscriptions/${last.id}`, { active: true });
  receiver.script({});
  await call(sealed, "POST", `/deliveries/${skipped}/retry`, undefined, 202);
  await vi.waitFor(async () => await curlOf(sealed, skipped, 1), PATIENCE_MS);
  await holdLane(sealed, receiver);
  await replayAll(sealed, last.id);
  await leaveDeadLetter(sealed);
  await operate(sealed, "POST", "/key-ring/rotate", undefined, 202);
  const keyRing = () => operate(sealed, "GET", "/key-ring");
  await vi.waitFor(async () => expect(await keyRing()).toMatchObject({ state: "completed" }), PATIENCE_MS);

  const usage = () => [...twin.usage(), ...sealed.usage()];
  const unused = unusedIn({ roles: twin.roles, usage });
  expect(unused.filter((grant) => !FOR_TROUBLE.some((trouble) => grant.startsWith(trouble)))).toEqual([]);
}, 300_000);

/** Switches a subscription off. The operator is told of that. */
async function raiseAlert(twin: Twin, url: string): Promise<void> {
  const { id } = await subscribe(twin, url, { events: ["none"] });
  await call(twin, "PATCH", `/subscriptions/${id}`, { active: false });
}

/** Cancels deliveries while their first POST is under way, until one was cancelled before it had a row. */
async function cancelBeforeAnswer(twin: Twin, receiver: Awaited<ReturnType<typeof receiverForTest>>): Promise<void> {
  receiver.script({ status: 200, afterMs: 1_000 });
  const { id } = await subscribe(twin, receiver.url, { events: ["slow"] });
  await vi.waitFor(async () => {
    const before = receiver.requests.length;
    const event = await send(twin, { type: "slow", data: {} });
    await receiver.received(before + 1, PATIENCE_MS);
    await request(twin, "POST", `/deliveries/${deliveryId(event.id.slice("evt_".length), id)}/cancel`);
    expect(unusedIn(twin)).not.toContainEqual(expect.stringMatching(/^Log dynamodb:PartiQLInsert/));
  }, PATIENCE_MS);
}

/**
 * Lets an endpoint fail until its breaker opens. A test send passes, and then everything that was held is delivered. Also
 * pauses endpoints, and deletes a paused one.
 */
async function failForAWhile(twin: Twin, receiver: Receiver): Promise<void> {
  receiver.script({ status: 500 });
  const { id } = await subscribe(twin, receiver.url, { events: ["failing"], maxRetries: 0 });
  const state = async () => (await call<{ state: string }>(twin, "GET", `/subscriptions/${id}/health`)).state;
  const sendSome = (count: number) =>
    Promise.all(Array.from({ length: count }, () => send(twin, { type: "failing", data: {} })));
  await sendSome(12);
  await vi.waitFor(async () => expect(await state()).toBe("failing"), PATIENCE_MS);
  const held = await sendSome(8);
  receiver.script({});
  await call(twin, "POST", `/subscriptions/${id}/test`);
  for (const event of held) await becomes(twin, event.id, "delivered");
  await call(twin, "POST", `/subscriptions/${id}/pause`);
  await call(twin, "POST", `/subscriptions/${id}/resume`);
  const healthy = await subscribe(twin, receiver.url, { events: ["none"] });
  await call(twin, "POST", `/subscriptions/${healthy.id}/pause`);
  await call(twin, "DELETE", `/subscriptions/${healthy.id}`, undefined, 204);
}

/**
 * Lets the first delivery of an ordered subscription fail, so that the next one waits. Cancels the first one, and retries
 * it. Then lets one run out of attempts, and replays it.
 */
async function holdLane(twin: Twin, receiver: Receiver): Promise<void> {
  const fields = { events: ["ordered"], ordered: true, headers: { "x-key": "k" }, sensitiveHeaders: ["x-key"] };
  const { id } = await subscribe(twin, receiver.url, { ...fields, maxRetries: 1 });
  const sendOne = async () => (await send(twin, { type: "ordered", data: {} })).id;
  receiver.script({ status: 500, headers: { "retry-after": "3600" } });
  const [first, second] = [await sendOne(), await sendOne()];
  await becomes(twin, first, "retrying");
  await becomes(twin, second, "held");
  receiver.script({});
  const delivery = deliveryId(first.slice("evt_".length), id);
  await call(twin, "POST", `/deliveries/${delivery}/cancel`);
  await becomes(twin, second, "delivered");
  await call(twin, "POST", `/deliveries/${delivery}/retry`, undefined, 202);
  await becomes(twin, first, "delivered");
  receiver.script({ status: 500 });
  const last = await sendOne();
  await becomes(twin, last, "exhausted");
  receiver.script({});
  await call(twin, "POST", "/replays", { subscriptionId: id, since: "2020-01-01T00:00:00Z" }, 202);
  await becomes(twin, last, "delivered");
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}

/** Sends events to a filter that needs more time than a request has, for two of them more than it ever gets. */
async function matchSlowly(twin: Twin, url: string): Promise<void> {
  await subscribe(twin, url, { events: ["filtered"], filter: 'data.matches("^(a|aa)+$")' });
  const endless = `${"a".repeat(60)}!`;
  const events = [endless, endless, "a"].map((data) => ({ type: "filtered", data }));
  const accepted = await call<{ events: { id: string }[] }>(twin, "POST", "/events", { events }, 202);
  await becomes(twin, String(accepted.events[2]?.id), "delivered");
  await vi.waitFor(
    () => expect(unusedIn(twin).filter((grant) => /^FanOut .*Insert/.test(grant))).toEqual([]),
    PATIENCE_MS,
  );
}

const unusedIn = (twin: Pick<Twin, "roles" | "usage">): string[] => unusedGrants(twin).map(shortName);

/** Fetches a delivery of a pull subscription, confirms it, and deletes the subscription while another one waits. */
async function pullOne(twin: Twin): Promise<void> {
  const { id } = await call<{ id: string }>(twin, "POST", "/subscriptions", { pull: true, events: ["pulled"] }, 201);
  await send(twin, { type: "pulled", data: {} });
  const { next } = await call<{ next: string }>(twin, "GET", `/subscriptions/${id}/stream`);
  await call(twin, "GET", `/subscriptions/${id}/stream?after=${encodeURIComponent(next)}`);
  await send(twin, { type: "pulled", data: {} });
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}

/** As the operator, creates a tenant, lists all tenants and revokes a key. As a tenant, lists the event types. */
async function operateTenants(twin: Twin): Promise<void> {
  await operate(twin, "POST", "/tenants", { id: "short-lived", name: "short-lived" }, 201);
  await operate(twin, "GET", "/tenants");
  await operate(twin, "GET", "/tenants/short-lived");
  const { id } = await operate<{ id: string }>(twin, "POST", "/tenants/short-lived/api-keys", undefined, 201);
  await operate(twin, "DELETE", `/tenants/short-lived/api-keys/${id}`, undefined, 204);
  await openPortal(twin, "short-lived");
  const acting = { key: twin.adminKey, headers: { "posthorn-tenant": twin.tenantId } };
  const statuses = [
    await request(twin, "GET", "/subscriptions", acting),
    await request(twin, "GET", "/events", acting),
    await request(twin, "POST", "/events", { ...acting, body: { type: "for.nobody", data: {} } }),
    await request(twin, "POST", `/subscriptions/${newId("sub", 0)}/test`, acting),
    await request(twin, "GET", `/subscriptions/${newId("sub", 0)}/health`, acting),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 202, 404, 404]);
  await call(twin, "GET", "/event-types");
}

/** Deletes a tenant that had a subscription, and waits until everything is erased. */
async function eraseTenant(twin: Twin): Promise<void> {
  const acting = { key: twin.adminKey, headers: { "posthorn-tenant": "short-lived" } };
  const body = { url: "https://example.com/", events: ["*"] };
  const created = await request(twin, "POST", "/subscriptions", { ...acting, body });
  await request(twin, "DELETE", `/subscriptions/${created.body.id}`, acting);
  await operate(twin, "DELETE", "/tenants/short-lived", undefined, 204);
  const deletions = () => operate<{ data: { id: string }[] }>(twin, "GET", "/tenant-deletions");
  const [deletion] = (await deletions()).data;
  const read = () => operate(twin, "GET", `/tenant-deletions/${deletion?.id}`);
  await vi.waitFor(async () => expect(await read()).toMatchObject({ state: "completed" }), PATIENCE_MS);
}

/** Replays deliveries in any state and in one state, and an event without a delivery. Also sends an invalid replay. */
async function replayAll(twin: Twin, subscriptionId: string): Promise<void> {
  const early = await send(twin, { type: "early", data: {} });
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { events: ["early"] });
  const fields = { subscriptionId, since: "2020-01-01T00:00:00Z" };
  for (const more of [{}, { includeUnmatched: true }, { states: ["delivered"], ratePerSecond: 1 }]) {
    const { id } = await call<{ id: string }>(twin, "POST", "/replays", { ...fields, ...more }, 202);
    const read = () => call(twin, "GET", `/replays/${id}`);
    await vi.waitFor(async () => expect(await read()).toMatchObject({ state: "completed" }), PATIENCE_MS);
  }
  await call(twin, "GET", "/events");
  await becomes(twin, early.id, "delivered");
  const body = { ...fields, subscriptionId: newId("sub", 0) };
  const rejected = await request(twin, "POST", "/replays", { headers: { "idempotency-key": "k" }, body });
  expect(rejected.status).toBe(404);
}

/**
 * Lets an endpoint become slow, have more deliveries than places, and become healthy again. With a time limit above 30 s
 * its first attempt is made by `retry`, otherwise by `deliver`.
 */
async function answerSlowly(twin: Twin, receiver: Receiver, timeoutSeconds: number): Promise<void> {
  const type = `slow-${timeoutSeconds}`;
  await subscribe(twin, `${receiver.url}/${type}`, { events: [type], timeoutSeconds });
  receiver.script({ afterMs: 2_500 });
  await becomes(twin, (await send(twin, { type, data: {} })).id, "delivered");
  const before = receiver.requests.length;
  const events = Array.from({ length: 12 }, () => ({ type, data: {} }));
  const { events: sent } = await call<{ events: { id: string }[] }>(twin, "POST", "/events", { events }, 202);
  await receiver.received(before + 1, PATIENCE_MS);
  receiver.script({});
  for (const { id } of sent) await becomes(twin, id, "delivered");
}

/** Sends a message that settle cannot read, and waits until settle has recorded it as a dead letter. */
async function leaveDeadLetter(twin: Twin): Promise<void> {
  await sendUnreadableTask(twin);
  const letters = () => operate(twin, "GET", "/dead-letters");
  await vi.waitFor(async () => expect(await letters()).toMatchObject({ data: [{}] }), PATIENCE_MS);
}

/** Puts an event of a tenant on the bus that is created later, and redrives the event. */
async function acceptLate(twin: Twin): Promise<void> {
  await putOnBus(twin, "late", { tenantId: "late", data: {} });
  const listed = () => operate<{ data: { id: string }[] }>(twin, "GET", "/rejected-events");
  await vi.waitFor(async () => expect((await listed()).data).toHaveLength(1), PATIENCE_MS);
  await operate(twin, "POST", "/tenants", { id: "late", name: "late" }, 201);
  await operate(twin, "POST", "/rejected-events/redrive", undefined, 202);
  await vi.waitFor(async () => expect((await listed()).data).toEqual([]), PATIENCE_MS);
}

const deletedDeadLetters = (twin: Twin): boolean =>
  twin
    .usage()
    .some(({ action, resource }) => action === "sqs:DeleteMessage" && resource.endsWith(":posthorn-dev-dead-letters"));

test("without its grant to send messages, ingest accepts nothing", async () => {
  const receiver = await receiverForTest();
  const twin = await twinForTest({ amend: (assembly) => revoke(assembly, "Ingest", "sqs:SendMessage") });
  await subscribe(twin, receiver.url);
  await call(twin, "POST", "/events", { type: "good", data: {} }, 503);
  expect(receiver.requests).toEqual([]);
});

/** Removes an action from the role of a construct. */
function revoke({ stacks }: Assembly, construct: string, action: string): void {
  const roles = stacks
    .flatMap(({ resources }) => [...resources.values()])
    .filter(({ type, logicalId }) => type === "AWS::IAM::Role" && logicalId.startsWith(`${construct}Role`));
  let revoked = 0;
  for (const { properties } of roles) {
    const policies = properties.Policies as { PolicyDocument: { Statement: PolicyStatement[] } }[];
    for (const { PolicyDocument } of policies) {
      const kept = PolicyDocument.Statement.filter(({ Action }) => ![Action].flat().includes(action));
      revoked += PolicyDocument.Statement.length - kept.length;
      PolicyDocument.Statement = kept;
    }
  }
  expect(revoked).toBeGreaterThan(0);
}

/** Starts a session of the portal, and ends it. Gives the portal one logo, and then another. */
async function openPortal(twin: Twin, tenantId: string): Promise<void> {
  const path = `/tenants/${tenantId}`;
  const { url } = await operate<{ url: string }>(twin, "POST", `${path}/portal-links`, { capabilities: ["view"] }, 201);
  await operate(twin, "POST", "/portal/exchange", { code: url.split("#code=")[1] });
  await operate(twin, "DELETE", `${path}/portal-sessions`, undefined, 204);
  for (const _time of [1, 2]) await operate(twin, "PATCH", `${path}/portal-branding`, { logo: { png: PIXEL } });
}
