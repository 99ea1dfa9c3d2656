/** The time zones of this browser, with one that it may not list itself (UTC is such a one). */
export function zonesWith(zone: string): string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', here, zone])].sort((a, b) => a.localeCompare(b));
}
