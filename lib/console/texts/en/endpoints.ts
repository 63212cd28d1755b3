/** The list of endpoints. */
export const endpointsTexts = {
  "endpoints.title": "Endpoints",
  "endpoints.search": "Search by URL, name or id",
  "endpoints.empty.title": "No endpoints yet",
  "endpoints.empty.text": "An endpoint is a URL of yours that gets events.",
  "endpoints.none": "No endpoint matches “{search}”.",
  "endpoints.pull": "Fetched by the receiver",
} as const;
