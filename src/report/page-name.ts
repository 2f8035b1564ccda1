/** Where the page of a failure file is, or of a bundle: beside it. */
export function pageNameOf(file: string): string {
  return `${file.replace(/\.json$/, '')}.html`;
}
