/** The portal around its pages. */
export const portalTexts = {
  "portal.title": "Webhooks",
  "portal.actor": "Signed in as",
  "portal.until": "Open until {until}",
  "portal.opening": "Opening…",
  "portal.over.title": "This session is over",
  "portal.over.text": "Go back to where you came from, and open this page again.",
  "portal.over.return": "Open again",
  "portal.noLink.title": "Open this page from your application",
  "portal.noLink.text": "You need a link to see webhooks. Your application gives you one.",
  "portal.used.title": "This link doesn’t work any more",
  "portal.used.text":
    "A link works once, and only for a short time. Go back to where you came from, and open it again.",
  "portal.failed.title": "The page couldn’t be opened",
  "blind.title": "You can’t see webhooks here",
  "blind.text": "This link doesn’t allow it. Ask the person who gave you this link for another one.",
} as const;
