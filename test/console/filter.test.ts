import { filterPages } from "./filter-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

filterPages(usePagesWorld());
