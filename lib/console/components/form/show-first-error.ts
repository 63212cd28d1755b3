/** Unfolds the sections with errors, and moves the focus to the first field that has one. */
export function showFirstError(form: HTMLFormElement | null): void {
  const invalid = [...(form?.querySelectorAll<HTMLElement>("[aria-invalid=true], [data-invalid=true]") ?? [])];
  for (const field of invalid) {
    const section = field.closest("details");
    if (section) section.open = true;
  }
  invalid[0]?.focus();
}
