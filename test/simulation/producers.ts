import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type IngestPorts, ingestHandler } from "../../lambdas/ingest/handler.ts";
import type { DeliveryEditor } from "../../lib/core/delivery/delivery-store.ts";
import { patternMatches } from "../../lib/core/matching/event-types.ts";
import { busEventText } from "../support/bus-event.ts";
import { httpRequest } from "../support/http-request.ts";
import { invocationContext, type memoryPipeline } from "../support/memory/memory-pipeline.ts";
import type { mortal } from "./mortal.ts";
import type { SentContent, SimulatedEvent } from "./scenario.ts";
import type { Sight } from "./witness.ts";

/** What a 202 told a producer. */
export interface Accepted {
  eventId: string;
  n: number;
  deliveries: number;
  skipped: number;
  /** How many subscriptions it is not decided about yet. */
  undecided: number;
  /** How many subscriptions matched at that moment, switched on and off. Unknown if the request was slow or a repeat. */
  wanted?: { on: number; off: number };
}

type Life = ReturnType<typeof mortal>;

interface Producing {
  pipeline: ReturnType<typeof memoryPipeline>;
  key: string;
  random: () => number;
  aLife(lag?: () => Promise<void>): Life;
  lag(): Promise<void>;
  seen(sight: Sight): void;
  /** What makes `ingest` hand its work to fan-out. */
  handing: Pick<IngestPorts, "evaluationOf" | "direct">;
}

/** Lambda kills `ingest` after this time. */
const REQUEST_MS = 29_000;

/** Producers that send their events, always with the same ids, until each is accepted, rejected or on the bus. */
export function producers({ pipeline, key, random, aLife, lag, seen, handing }: Producing) {
  const { world, intake } = pipeline;
  const editor: DeliveryEditor = {
    replaceDeliveries(changes) {
      if (changes.some(({ after }) => after.state === "held")) seen("held by ingest");
      return pipeline.ingestPorts.editor.replaceDeliveries(changes);
    },
  };
  const accepted: Accepted[] = [];
  const clashed: { eventId: string; n: number }[] = [];
  /** Those whose tenant has been deleted. */
  const refused: string[] = [];
  let serial = 0;
  const warm = ingestHandler({ ...pipeline.ingestPorts, editor, ...handing });

  function produce(eventId: string, { type, sent }: SimulatedEvent): void {
    for (const content of sent) {
      if (content.via === "bus") putOnBus(eventId, type, content);
      else void request(eventId, type, content);
    }
  }

  function putOnBus(id: string, type: string, { n }: SentContent): void {
    const time = new Date(world.now()).toISOString();
    intake.send(busEventText({ tenantId: "acme", id, data: { n } }, { type, id: `eb-${++serial}`, time }));
  }

  async function request(id: string, type: string, content: SentContent): Promise<void> {
    const body = JSON.stringify({ id, type, data: { n: content.n } });
    const before = matching(type);
    const slow = random() < 0.5;
    const answer = await answerTo(httpRequest({ route: "POST /api/v1/events", key, body }), slow);
    if (answer?.statusCode === 409) return void clashed.push({ eventId: id, n: content.n });
    if (answer?.statusCode === 401) return void refused.push(id);
    if (answer?.statusCode !== 202) return void setTimeout(() => void request(id, type, content), 2000);
    const { deliveries, skipped = 0, undecided = 0, duplicate } = JSON.parse(answer.body);
    const after = matching(type);
    // While many requests are under way, somebody may change a subscription.
    const changed = after.on !== before.on || after.off !== before.off;
    const wanted = slow || duplicate || changed ? undefined : before;
    accepted.push({ eventId: id, n: content.n, deliveries, skipped, undecided, wanted });
  }

  function matching(type: string): { on: number; off: number } {
    const all = world.subscriptions
      .values()
      .filter((s) => s.events.some((p) => patternMatches(p, type)) && s.filter !== "false");
    const on = all.filter(({ active }) => active).length;
    return { on, off: all.length - on };
  }

  /** A slow request has a function of its own, which may die. Other requests can act between its calls. */
  async function answerTo(sent: APIGatewayProxyEventV2, slow: boolean) {
    if (!slow) return warm(sent, invocationContext());
    const life = aLife(lag);
    const timeout = setTimeout(life.kill, REQUEST_MS);
    const answer = await Promise.race([ingestOnce(life)(sent, invocationContext()), life.death]);
    clearTimeout(timeout);
    return answer;
  }

  function ingestOnce(life: Life) {
    const { ingestPorts: ports } = pipeline;
    return ingestHandler({
      ...ports,
      ...handing,
      admission: life.guard(ports.admission),
      candidates: life.guard(ports.candidates),
      catalog: life.guard(ports.catalog),
      queue: life.guard(ports.queue),
      ordered: life.guard(ports.ordered),
      pages: life.guard(ports.pages),
      editor: life.guard(editor),
      claims: life.guard(ports.claims),
      recipients: life.guard(ports.recipients),
      log: life.guard(ports.log),
      events: life.guard(ports.events),
      rejected: life.guard(ports.rejected),
      visibility: life.guard(ports.visibility),
    });
  }

  return { accepted, clashed, refused, produce, ingestOnce };
}
