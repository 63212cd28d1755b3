/** The deliveries of an endpoint. */
export const deliveriesTexts = {
  "deliveries.title": "Deliveries",
} as const;
