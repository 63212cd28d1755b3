/** The list of endpoints. */
export const endpointsTexts = {
  "endpoints.title": "Endpoints",
  "endpoints.search": "Search by URL, name or ID",
  "endpoints.add": "Add endpoint",
  "endpoints.empty.title": "No endpoints yet",
  "endpoints.empty.text": "An endpoint is a URL that gets events.",
  "endpoints.none": "No endpoint matches “{search}”",
  "endpoints.noneOfHealth": "No endpoint is in this state",
  "endpoints.pull": "Fetched by the receiver",
  "endpoints.health.label": "Show by health",
  "endpoints.health.all": "All endpoints",
  "endpoints.rate": "{rate} success",
  "endpoints.neverTriggered": "No attempt yet",
  "endpoints.day":
    "Last 24 hours: {all, plural, =0 {no attempts} one {# attempt} other {# attempts}}{all, plural, =0 {} other {, {bad, number} failed}}",
  "switch.label": "Send events to {name}",
  "switch.isOn": "{name} is on.",
  "switch.isOff": "{name} is off.",
  "switch.off.title": "Switch off {name}?",
  "switch.off.action": "Switch off",
  "switch.off.skipped":
    "Events that come in while the endpoint is off are skipped. They aren’t sent when you switch it on again, unless you recover them.",
  "switch.off.pause": "To hold events back and send them later, pause the endpoint instead.",
} as const;
