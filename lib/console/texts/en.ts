import { alertsTexts } from "./en/alerts.ts";
import { appTexts } from "./en/app.ts";
import { auditTexts } from "./en/audit.ts";
import { catalogTexts } from "./en/catalog.ts";
import { consoleTexts } from "./en/console.ts";
import { deliveriesTexts } from "./en/deliveries.ts";
import { deliveryTexts } from "./en/delivery.ts";
import { dialectsTexts } from "./en/dialects.ts";
import { endpointTexts } from "./en/endpoint.ts";
import { endpointsTexts } from "./en/endpoints.ts";
import { eventsTexts } from "./en/events.ts";
import { filterTexts } from "./en/filter.ts";
import { formTexts } from "./en/form.ts";
import { keysTexts } from "./en/keys.ts";
import { overviewTexts } from "./en/overview.ts";
import { portalTexts } from "./en/portal.ts";
import { portalDeskTexts } from "./en/portal-desk.ts";
import { recoverTexts } from "./en/recover.ts";
import { repairTexts } from "./en/repair.ts";
import { secretTexts } from "./en/secret.ts";
import { settingsTexts } from "./en/settings.ts";
import { tenantsTexts } from "./en/tenants.ts";
import { typesTexts } from "./en/types.ts";

/** All texts of the portal and the console, in ICU MessageFormat (https://unicode-org.github.io/icu/userguide/format_parse/messages/). */
export const en = {
  ...appTexts,
  ...portalTexts,
  ...endpointsTexts,
  ...endpointTexts,
  ...formTexts,
  ...secretTexts,
  ...deliveryTexts,
  ...deliveriesTexts,
  ...recoverTexts,
  ...eventsTexts,
  ...filterTexts,
  ...catalogTexts,
  ...consoleTexts,
  ...overviewTexts,
  ...alertsTexts,
  ...auditTexts,
  ...dialectsTexts,
  ...repairTexts,
  ...tenantsTexts,
  ...typesTexts,
  ...keysTexts,
  ...settingsTexts,
  ...portalDeskTexts,
} as const;
