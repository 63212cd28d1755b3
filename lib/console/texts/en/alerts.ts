/** The console's alerts. */
export const alertsTexts = {
  "alerts.title": "Alerts",
  "alerts.summary": "What Posthorn told your systems and your people about endpoints",
  "alerts.show": "Show",
  "alerts.open": "Open",
  "alerts.past": "Past",
  "alerts.all": "All",
  "alerts.type": "Type",
  "alerts.anyType": "Any type",
  "alerts.tenant": "Tenant ID",
  "alerts.subscription": "Endpoint ID",
  "alerts.calm": "No alert is open",
  "alerts.calmText": "An alert is open for as long as its problem lasts.",
  "alerts.none": "No alert matches these filters",
  "alerts.noneText": "Alerts are kept for as long as events are.",
  "alerts.over": "Past",
  "alert.tenant": "Tenant",
  "alert.endpoint": "Endpoint",
  "alert.deleted": "It was deleted.",
  "alert.at": "Raised",
  "alert.what": "What happened",
  "alert.does": "What Posthorn does",
  "alert.todo": "What to do",
  "alert.failure": "Last failure",
  "alert.delivery": "Latest delivery",
  "alert.machines": "Bus and webhooks notified",
  "alert.people": "People notified",
  "alert.notYet": "Not yet",
  "alert.toldNote": "These times are set even if there was nobody to notify.",
  "alert.failing": "Endpoint failing",
  "alert.recovered": "Endpoint recovered",
  "alert.disable-scheduled": "Endpoint about to be switched off",
  "alert.gone": "Endpoint switched off: its receiver answered 410 Gone",
  "alert.disabled": "Endpoint switched off: it failed for days",
  "alert.by-hand": "Endpoint switched off by a request",
  "alert.rate-limited": "Deliveries wait for a rate limit",
  "alert.exhausted": "Deliveries exhausted",
  "alert.too-slow": "Filter too slow",
  "alertType.failing": "Endpoint failing",
  "alertType.recovered": "Endpoint recovered",
  "alertType.disable-scheduled": "About to be switched off",
  "alertType.disabled": "Switched off",
  "alertType.rate-limited": "Rate limit",
  "alertType.exhausted": "Deliveries exhausted",
  "alertType.too-slow": "Filter too slow",
  "alertWhat.failing": "The endpoint has failed since {since}: {why}.",
  "alertWhat.recovered": "The endpoint failed from {since} to {at}.",
  "alertWhat.disable-scheduled":
    "The endpoint has failed since {since}, {failures, plural, one {# time} other {# times}} in a row. Posthorn switches it off on {at}.",
  "alertWhat.gone": "The receiver answered 410 Gone: it wants no more events.",
  "alertWhat.disabled": "The endpoint failed since {since}, {failures, plural, one {# time} other {# times}} in a row.",
  "alertWhat.by-hand": "A request with the key {by} switched it off.",
  "alertWhat.rate-limited": "Deliveries have waited since {since} for the limit of {perSecond, number} a second.",
  "alertWhat.exhausted":
    "{count, plural, one {# delivery} other {# deliveries}} used up all attempts, from {since} to {until}.",
  "alertDoes.failing":
    "Posthorn holds the deliveries, and sends one now and then to find out whether the endpoint works again. Then it sends all that it held, slowly at first.",
  "alertDoes.recovered": "Posthorn sends the deliveries that it held, slowly at first.",
  "alertDoes.disable-scheduled":
    "Until then, Posthorn holds the deliveries and sends one now and then. If one succeeds, the endpoint stays on. Otherwise held deliveries are skipped.",
  "alertDoes.gone": "Nothing is sent. Events are recorded as skipped, and can be sent later.",
  "alertDoes.disabled": "Nothing is sent. Events are recorded as skipped, and can be sent later.",
  "alertDoes.by-hand": "Nothing is sent. Events are recorded as skipped, and can be sent later.",
  "alertDoes.rate-limited":
    "Posthorn sends the deliveries as quickly as the limit allows. None is lost, unless it waits for longer than the log is kept.",
  "alertDoes.exhausted":
    "Posthorn doesn’t try these deliveries again. Their events stay in the log, and can be sent again until they expire.",
  "alertDoes.too-slow":
    "Posthorn decides about these events later, with more time, so their deliveries are late. If that time isn’t enough either, an event creates no delivery.",
  "alertTodo.failing":
    "If you know the cause, repair it or tell the tenant. After a repair, “Probe now” on the endpoint’s page ends the wait.",
  "alertTodo.recovered": "Nothing needs to be done.",
  "alertTodo.disable-scheduled":
    "Tell the tenant today. After a repair, “Probe now” on the endpoint’s page sends a delivery at once.",
  "alertTodo.gone":
    "Ask the tenant whether the receiver is gone for good. If so, delete the endpoint. If not, switch it on, and recover what was skipped.",
  "alertTodo.disabled":
    "Tell the tenant. After a repair, send a test: if it passes, the endpoint is on again. Then recover what was skipped.",
  "alertTodo.by-hand":
    "If somebody meant to do this, nothing needs to be done. Otherwise switch the endpoint on, and recover what was skipped. The audit log says who did it.",
  "alertTodo.rate-limited":
    "If the receiver can take more, ask the tenant to raise the limit. If the burst is over, nothing needs to be done.",
  "alertTodo.exhausted":
    "Look at the latest delivery to see what the receiver answered. Once the cause is repaired, recover the events.",
  "alertTodo.too-slow":
    "Ask the tenant to simplify the filter, or simplify the condition of the derived type. Regular expressions and loops over long lists are slow.",
} as const;
