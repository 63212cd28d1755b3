import type { RequestParts } from "./api-client.ts";
import type { ArgsOf, paging } from "./command.ts";
import type { Context } from "./context.ts";
import type { ApiObject } from "./output/api-object.ts";
import { joinedPages } from "./output/json.ts";
import { type Column, table } from "./output/table.ts";
import { LARGEST_PAGE, type ListPage, pages } from "./pages.ts";
import type { KeyOwner } from "./target.ts";

interface Listing extends RequestParts {
  route: string;
  owner?: KeyOwner;
  /** By default, the fields of the first row. */
  columns?: Column[];
}

type PagingArgs = ArgsOf<Record<never, never>, typeof paging>;

/** Prints a list from the API: one page, or all pages. */
export async function listing(context: Context, args: PagingArgs, { route, owner, columns, ...request }: Listing) {
  const limit = args.limit ?? (args.all ? LARGEST_PAGE : undefined);
  const query = { ...request.query, limit, after: args.after };
  const found: ListPage<ApiObject>[] = [];
  for await (const page of pages(context.api(owner), route, { ...request, query })) {
    found.push(page);
    // Print each page at once, so that the next command in a pipe can start.
    if (args.ids && page.rows.length > 0) context.print(page.rows.map(idOf).join("\n"));
    if (!args.all) break;
  }
  if (!args.ids) show(context, found, columns);
}

function show(context: Context, found: ListPage<ApiObject>[], columns: Column[] | undefined): void {
  const { json, io, paint } = context;
  const rows = found.flatMap((page) => page.rows);
  const next = found.at(-1)?.next;
  if (json) {
    context.print(allOf(found));
  } else {
    const width = io.stdout.isTTY ? io.stdout.columns : undefined;
    if (rows.length === 0) context.note(next ? "No results on this page." : "No results.");
    else context.print(table(rows, columns ?? columnsOf(rows), { width, paint }));
    if (next) context.note(`More results: continue with --after ${next}, or use --all.`);
  }
}

/** A single page is printed unchanged. */
function allOf(found: ListPage<ApiObject>[]): string {
  const texts = found.map(({ text }) => text);
  return texts.length === 1 ? texts.join() : joinedPages(texts, found.at(-1)?.next ?? null);
}

const idOf = (row: ApiObject): string => String(row.id ?? row.name ?? row.subscriptionId ?? row.messageId);

/** The fields that fit in a cell, under their API names. */
function columnsOf([first = {}]: ApiObject[]): Column[] {
  return Object.keys(first)
    .filter((name) => typeof first[name] !== "object")
    .map((name) => ({ title: name, value: name, flexible: true }));
}
