import { command, paging } from "../command.ts";
import { listing } from "../listing.ts";

const ID = { id: { help: "ID of the rejected event: see `rejected-events list`" } } as const;
const EXAMPLE_ID = "rej_01ARZ3NDEKTSV4RRFFQ69G5FAV";

const list = command({
  name: "rejected-events list",
  summary: "List events from the bus that Posthorn rejected (operator's key)",
  routes: ["GET /api/v1/rejected-events"],
  options: paging,
  examples: [["rejected-events list", "See what raised the rejected-events alarm"]],
  run: (args, context) => listing(context, args, { owner: "admin", route: "GET /api/v1/rejected-events" }),
});

const show = command({
  name: "rejected-events show",
  summary: "Show a rejected event with its text (operator's key)",
  routes: ["GET /api/v1/rejected-events/{id}"],
  positionals: ID,
  examples: [[`rejected-events show ${EXAMPLE_ID}`, "See what the producer sent, and which fields are invalid"]],
  async run({ id }, context) {
    context.show(await context.api("admin")("GET /api/v1/rejected-events/{id}", { params: { id } }));
  },
});

const redrive = command({
  name: "rejected-events redrive",
  summary: "Queue a rejected event again (operator's key)",
  routes: ["POST /api/v1/rejected-events/{id}/redrive"],
  positionals: ID,
  examples: [[`rejected-events redrive ${EXAMPLE_ID}`, "Accept the event after a fix, such as a new tenant"]],
  async run({ id }, context) {
    context.show(await context.api("admin")("POST /api/v1/rejected-events/{id}/redrive", { params: { id } }));
  },
});

const redriveAll = command({
  name: "rejected-events redrive-all",
  summary: "Queue all rejected events again, page by page (operator's key)",
  routes: ["POST /api/v1/rejected-events/redrive"],
  options: { after: paging.after },
  examples: [["rejected-events redrive-all", "Accept the events after a fix"]],
  async run({ after }, context) {
    const call = context.api("admin");
    for (let next: string | null | undefined = after; next !== null; ) {
      const answer = await call("POST /api/v1/rejected-events/redrive", { body: JSON.stringify({ after: next }) });
      context.show(answer);
      next = (JSON.parse(answer.text) as { next: string | null }).next;
    }
  },
});

const discard = command({
  name: "rejected-events discard",
  summary: "Discard a rejected event (operator's key)",
  routes: ["DELETE /api/v1/rejected-events/{id}"],
  positionals: ID,
  examples: [[`rejected-events discard ${EXAMPLE_ID}`, "Delete the record of an event that nobody needs"]],
  confirm: ({ id }) => `Discard the rejected event ${id}?`,
  async run({ id }, context) {
    await context.api("admin")("DELETE /api/v1/rejected-events/{id}", { params: { id } });
    context.note(`Discarded ${id}.`);
  },
});

export const rejectedEventCommands = [list, show, redrive, redriveAll, discard];
