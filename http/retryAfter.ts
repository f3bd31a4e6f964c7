import { clock } from './clock';

/** `Retry-After` as milliseconds from now: seconds or an HTTP date (RFC 9110, section 10.2.3); undefined when absent or unreadable. */
export function retryAfterMs(value: string | undefined): number | undefined {
	if (value === undefined || value.trim() === '') return undefined;
	const seconds = Number(value);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now());
}
