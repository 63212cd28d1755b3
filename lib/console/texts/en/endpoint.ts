/** One endpoint. */
export const endpointTexts = {
  "endpoint.off": "Switched off",
  "endpoint.pull": "Pull",
  "endpoint.url": "URL",
  "endpoint.events": "Event types",
  "endpoint.health": "Health",
  "endpoint.healthSince": "since {since}",
  "endpoint.created": "Created",
  "endpoint.lastAttempt": "Last attempt",
  "endpoint.never": "None yet",
  "endpoint.description": "Description",
  "endpoint.id": "Id",
  "endpoint.tabs": "Endpoint",
  "endpoint.overview": "Overview",
  "endpoint.copyId": "Copy id",
} as const;
