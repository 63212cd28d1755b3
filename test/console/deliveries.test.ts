import { useReceiver } from "../local/support/receivers.ts";
import { deliveriesPages } from "./deliveries-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

deliveriesPages(usePagesWorld(), useReceiver());
