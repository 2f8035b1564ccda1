/** Where the page of a failure file is: beside it. */
export function pageNameOf(file: string): string {
  return `${file.replace(/\.json$/, '')}.html`;
}
