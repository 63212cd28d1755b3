import { useReceiver } from "../local/support/receivers.ts";
import { deliveryPages } from "./delivery-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { watchPages } from "./watch-pages.ts";

const world = usePagesWorld();
const receiver = useReceiver();

watchPages(world, receiver);

deliveryPages(world, receiver);
