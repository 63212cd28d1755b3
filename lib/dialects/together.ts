import type { Dialect } from "./dialect.ts";

/** A dialect whose headers are sent too, for a while. */
export interface Companion {
  dialect: Dialect;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** Two dialects in one POST: the first one's body, which is the other's too, and the headers of both. */
export function together(first: Dialect, { dialect: other, untilMs }: Companion): Dialect {
  return {
    ...first,
    ownHeaders: [...new Set([...first.ownHeaders, ...other.ownHeaders])],
    goneStatuses: [...new Set([...first.goneStatuses, ...other.goneStatuses])],
    signatureList: first.signatureList && other.signatureList,
    secretProblem: (secret) => first.secretProblem(secret) ?? other.secretProblem(secret),
    render(input) {
      const rendered = first.render(input);
      if (input.nowMs >= untilMs) return rendered;
      return { ...rendered, headers: { ...other.render(input).headers, ...rendered.headers } };
    },
  };
}

/** Why two dialects can't be in one POST, or undefined. */
export function pairProblem(first: Dialect, other: Dialect): string | undefined {
  const clash = other.ownHeaders.find((name) => name !== "content-type" && first.ownHeaders.includes(name));
  if (clash) return `can't be together: both set the header ${clash}`;
  if (first.secretProblem(other.generateSecret()) && other.secretProblem(first.generateSecret())) {
    return "can't be together: their secrets have different forms";
  }
  return bodyOf(first).equals(bodyOf(other)) ? undefined : "can't be together: their bodies differ";
}

/** Of an event whose data tells whether it is spliced in as it came. */
function bodyOf(dialect: Dialect): Buffer {
  const occurredAt = "2026-01-01T00:00:00.000Z";
  const { body } = dialect.render({
    event: { id: "evt_1", tenantId: "tenant", type: "a.b", occurredAt, data: '{"b":1.0, "1":{"facts":{}}}' },
    subscription: {
      id: "sub_1",
      tenantId: "tenant",
      url: "",
      events: [],
      name: "name",
      dialect: dialect.name,
      secret: { store: "sealed", versions: [] },
      headers: {},
      timeoutSeconds: 1,
      maxRetries: 0,
      verifyTls: true,
      active: true,
      metadata: {},
      createdAt: occurredAt,
      updatedAt: occurredAt,
    },
    deliveryId: "dlv_1",
    secrets: [dialect.generateSecret()],
    nowMs: Date.parse(occurredAt),
  });
  return body;
}
