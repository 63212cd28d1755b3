const at = (...parts: string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join("");

/** The address of an endpoint's page, or of a page below it, such as `deliveries`. */
export const endpointPath = (id: string, ...below: string[]): string => at("endpoints", id, ...below);

export const deliveryPath = (id: string): string => at("deliveries", id);

export const eventPath = (id: string): string => at("events", id);

export const eventTypePath = (name: string): string => at("event-types", name);
