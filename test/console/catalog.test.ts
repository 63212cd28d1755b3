import { catalogPages } from "./catalog-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

catalogPages(usePagesWorld());
