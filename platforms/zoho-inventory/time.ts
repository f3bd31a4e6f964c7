/** Zoho's `2026-11-23T15:30:00+0530` (or with a space and a colon) as ISO 8601 in UTC; undefined where it is none. */
export function isoOf(text: string): string | undefined {
	const [, day, time, hours, minutes] =
		/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d)$/.exec(text) ?? [];
	if (day === undefined) return undefined;
	const date = new Date(`${day}T${time}${hours}:${minutes}`);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The way Zoho wants a time in a filter: whole seconds, numeric zone (sheet, section 10). */
export const zohoTime = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19)}+0000`;
