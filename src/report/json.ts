/** Members stand in one fixed order, so equal runs give equal bytes. */
export function jsonText(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
