import type { FakeAnswer } from '../fake.mts';

export class Refusal extends Error {
	readonly code: number;
	readonly short: string;

	constructor(code: number, short: string, long = short) {
		super(long);
		this.code = code;
		this.short = short;
	}
}

export const tag = (name: string, content: string | number): string =>
	`<${name}>${content}</${name}>`;

export const success = tag('Ack', 'Success');

export const escape = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

export const errorNode = ({ code, short, message }: Refusal): string =>
	tag(
		'Errors',
		tag('ShortMessage', escape(short)) +
			tag('LongMessage', escape(message)) +
			tag('ErrorCode', code) +
			tag('SeverityCode', 'Error') +
			tag('ErrorClassification', 'RequestError'),
	);

export function answer(now: number, name: string, content: string): FakeAnswer {
	// The time stands before Ack, version and build after it; clients must not depend on either.
	const time = tag('Timestamp', new Date(now).toISOString());
	const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="urn:ebay:apis:eBLBaseComponents">${time}${content}${tag('Version', 1451)}</${name}Response>`;
	return { status: 200, headers: { 'content-type': 'text/xml;charset=utf-8' }, body };
}
