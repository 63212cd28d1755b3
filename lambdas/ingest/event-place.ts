/** The JSON Pointer to an event in its request. It is empty unless the event came in a list. */
export const eventPlace = (index: number, batch: boolean): string => (batch ? `/events/${index}` : "");
