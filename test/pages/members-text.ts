/** Members of a frame in words: those of one object are told together. */
export function membersText(members: readonly string[]): string {
  if (members.length === 0) return '';
  const groups = new Map<string, string[]>();
  for (const member of members) {
    const at = member.lastIndexOf('.');
    const [parent, name] = at < 0 ? ['', member] : [member.slice(0, at), member.slice(at + 1)];
    groups.set(parent, [...(groups.get(parent) ?? []), name]);
  }
  const told = Array.from(groups, ([parent, names]) =>
    names.length === 1
      ? `\`${parent === '' ? '' : `${parent}.`}${names[0] ?? ''}\``
      : `\`${parent}\`: ${names.map((name) => `\`${name}\``).join(', ')}`,
  );
  return ` (${told.join('; ')})`;
}
