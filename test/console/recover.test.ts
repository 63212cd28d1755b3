import { useReceiver } from "../local/support/receivers.ts";
import { eventsPages } from "./events-pages.ts";
import { recoverPages } from "./recover-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();
const receiver = useReceiver();

recoverPages(world, receiver);

eventsPages(world, receiver);
