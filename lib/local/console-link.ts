/** Makes a link that signs in to the console. Rejects when the API rejects the call. */
export async function consoleLink({ api, adminKey }: { api: string; adminKey: string }): Promise<string> {
  const headers = { authorization: `Bearer ${adminKey}` };
  const response = await fetch(`${api}/api/v1/console/links`, { method: "POST", headers });
  if (!response.ok) throw new Error(`could not make a link to the console: ${response.status}`);
  return ((await response.json()) as { url: string }).url;
}
