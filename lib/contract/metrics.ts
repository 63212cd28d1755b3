/** The namespace of Posthorn's own metrics. Stages of one account share it. */
export const METRICS_NAMESPACE = "Posthorn";

/**
 * The number of events from the bus that `ingest` rejected. Powertools gives every metric the dimension `service`
 * (https://docs.aws.amazon.com/powertools/typescript/latest/features/metrics/). This one has the function's name too,
 * which tells the stages apart.
 */
export const REJECTED_EVENTS = { name: "RejectedEvents", functionDimension: "function" } as const;

/** The number of POSTs that a lane put off because our own network seemed to be down. */
export const NETWORK_DOWN = { name: "NetworkDown", functionDimension: "function" } as const;
