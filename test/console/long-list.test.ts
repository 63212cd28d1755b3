import { useReceiver } from "../local/support/receivers.ts";
import { longListPages } from "./long-list-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

longListPages(usePagesWorld(), useReceiver());
