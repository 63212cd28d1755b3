import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type Alert, type AlertType, alertOf } from "../../../../lib/core/alerts/alert.ts";
import { exampleFacts } from "../../../../lib/core/alerts/alert-examples.ts";
import { newId } from "../../../../lib/core/ids.ts";
import type { Sender } from "../../../../lib/sending/sender.ts";
import { httpRequest } from "../../../support/http-request.ts";
import type { Faults } from "../../../support/memory/fault-plan.ts";
import { keepAlert } from "../../../support/memory/memory-alerts.ts";
import { ADMIN, AT, memoryApi } from "../../../support/memory/memory-api.ts";
import { invocationContext } from "../../../support/memory/memory-pipeline.ts";
import { populate, type Send, type World } from "./world.ts";

/** The functions over an in-memory AWS, with a world in it. */
export async function memoryWorldWithThings(): Promise<{ send: Send; world: World; faults: Faults }> {
  const { invoke, world: aws } = memoryApi({ sender: sometimesFailing() });
  const send: Send = async ({ route, key, path, query, headers, body }) => {
    const sent = Object.keys(query).length > 0 ? query : undefined;
    const plain = httpRequest({ route, key, params: path, query: sent, headers, body });
    const answer = await invoke(isText(headers) ? plain : inBase64(plain), invocationContext());
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  };
  const rejected = [rejection(1), { ...rejection(2), tenantId: "mine", type: "a", eventId: "e", body: "{}" }];
  for (const one of rejected) aws.rejected.put(one.id, one, AT);
  for (const one of alerts()) keepAlert(aws, one);
  const ids = rejected.map(({ id }) => id);
  return { send, world: await populate(send, ADMIN, "https://receiver.example", ids), faults: aws.faults };
}

const rejection = (ms: number) => ({
  id: newId("rej", ms),
  rejectedAt: AT,
  reason: "Unknown tenant.",
  errors: [{ path: "/detail/tenantId", message: "is not a known tenant" }],
});

/** One of each type. */
const alerts = () =>
  (Object.keys(exampleFacts) as AlertType[]).map((type, n) => {
    const about = { tenantId: "mine", subscriptionId: newId("sub", 1) };
    return alertOf(about, type, exampleFacts[type], Date.parse(AT) + n) as Alert;
  });

const isText = (headers: Record<string, string>): boolean =>
  /^(text\/|application\/json)/.test(headers["content-type"] ?? "text/");

/** As API Gateway hands bodies over that it does not take for text; here with bytes that are no UTF-8. */
function inBase64(request: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const bytes = Buffer.from(request.body ?? "", "latin1");
  return { ...request, body: bytes.toString("base64"), isBase64Encoded: true };
}

/** Answers, refuses and is not there, in turn: so that attempts of each kind are in the log. */
function sometimesFailing(): Sender {
  const startedAtMs = Date.parse(AT);
  const answerHeaders = { "content-type": "text/plain" };
  const outcomes = [
    { startedAtMs, status: 200, timings: { total: 12, connect: 1.5, firstByte: 9 }, excerpt: "ok", answerHeaders },
    { startedAtMs, status: 500, timings: { total: 3 }, excerpt: "\u0000💌", answerHeaders },
    { startedAtMs, failure: "tls" as const, detail: "It expired.", timings: { total: 3 }, excerpt: "" },
  ];
  let sent = 0;
  return {
    send: async () => ({
      ...(outcomes[sent++ % outcomes.length] ?? { startedAtMs, timings: { total: 0 }, excerpt: "" }),
    }),
  };
}
