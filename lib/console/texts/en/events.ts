/** Events, and which endpoints got them. */
export const eventsTexts = {
  "explanation.changedSince": "The endpoint has changed since the event came in.",
  "explanation.today": "This follows from the endpoint’s current settings.",
} as const;
