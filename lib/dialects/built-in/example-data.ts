/** Makes an example event's data. A `type` overrides the one that was asked for. */
export type ExampleMaker = (metadata: Record<string, string>) => { type?: string; data: object };

/** Makers by event type. */
export type Examples = Readonly<Record<string, ExampleMaker>>;

const content = "A test: nothing has happened.";

/** The examples for dialects whose receivers take any data. */
export const genericExamples: Examples = {
  "test.sent": () => ({ data: { test: true, message: content } }),
};

const facts = { outcomeKey: "out_example", customerKey: "cus_example", agentKey: "support", agentName: "Support" };
const outcome = () => ({ data: { subjectKey: facts.outcomeKey, facts } });

const alert = {
  alertId: "alert_example",
  type: "content",
  platform: "example",
  platformDisplayName: "Example",
  subject: content,
  securityDescription: content,
  links: [],
};

/** A workflow item that was created in a state, or that moved into it. */
function workflowItem(newState: string, previousState?: string): { type: string; data: object } {
  const workflow = { workflowId: "wf_example", profileId: "pro_example", newState, previousState };
  const type = previousState === undefined ? "workflow-item-created" : "workflow-item-state-updated";
  return { type, data: { workflow, alert } };
}

const resolvedIn = ({ resolvedState = "resolved" }: Record<string, string>): string => resolvedState;
const activeIn = ({ activeStates = "open" }: Record<string, string>): string => activeStates.split(",")[0] ?? "open";

const agent = { id: "agent_example", name: "Example" };
const room = { id: "room_example", name: "Example" };

/** The examples for dialects whose receivers expect data of a certain shape. */
export const examplesByDialect: Readonly<Record<string, Examples>> = {
  witn: { outcome_succeed: outcome, outcome_failed: outcome },
  outtake: {
    "workflow.item.created": (metadata) => workflowItem(activeIn(metadata)),
    "workflow.item.state.changed": (metadata) => workflowItem(resolvedIn(metadata), activeIn(metadata)),
    "workflow.item.resolved": (metadata) => workflowItem(resolvedIn(metadata), activeIn(metadata)),
    "workflow.item.reopened": (metadata) => workflowItem(activeIn(metadata), resolvedIn(metadata)),
    "workflow-item-created": (metadata) => workflowItem(activeIn(metadata)),
    "workflow-item-state-updated": (metadata) => workflowItem(resolvedIn(metadata), activeIn(metadata)),
  },
  agents: {
    "agent.message": () => ({ data: { agent, room: room.id, content } }),
    "agent.action": () => ({ data: { agent, room: room.id, action: "example", content } }),
    "user.message": () => ({ data: { agent, user: { id: "user_example", name: "Example" }, room, content } }),
  },
  watsi: {
    "message.received": () => ({ data: { message: { id: "msg_example", from: "+15550100", text: content } } }),
    "message.status": () => ({ data: { message: { id: "msg_example", status: "delivered" } } }),
  },
};
