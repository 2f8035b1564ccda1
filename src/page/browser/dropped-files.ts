/** Files that the reader drops on the page: a history, and the large bodies that lie beside it. */
export interface DroppedFile {
  readonly name: string;
  readonly text: string;
}

/** Where a body's file is named by its hash and length. */
const BLOB = /^[0-9a-f]{16}-\d+$/;

export function droppedFiles(
  where: HTMLElement,
  onHistory: (history: DroppedFile, blobs: Readonly<Record<string, string>>) => void,
): void {
  where.addEventListener('dragover', (event) => event.preventDefault());
  where.addEventListener('drop', (event) => {
    event.preventDefault();
    void read([...(event.dataTransfer?.files ?? [])], onHistory);
  });
}

async function read(files: readonly File[], onHistory: Parameters<typeof droppedFiles>[1]): Promise<void> {
  const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
  const history = texts.find(({ name }) => !BLOB.test(name));
  const blobs = texts.filter(({ name }) => BLOB.test(name));
  if (history !== undefined)
    onHistory(history, Object.fromEntries(blobs.map(({ name, text }) => [name, text])));
}
