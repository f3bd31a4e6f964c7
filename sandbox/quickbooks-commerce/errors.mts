import type { FakeAnswer } from '../fake.mts';

export interface FaultBody {
	Error: { Message: string; Detail: string; code: string; element?: string }[];
	type: string;
}

/** What QuickBooks answers instead of doing it; in a batch it stands beside what was done. */
export class QuickbooksFault extends Error {
	readonly fault: FaultBody;

	constructor(code: string, message: string, detail: string, element?: string) {
		super(detail);
		this.fault = {
			Error: [
				{ Message: message, Detail: detail, code, ...(element === undefined ? {} : { element }) },
			],
			type: 'ValidationFault',
		};
	}

	answer(time: string): FakeAnswer {
		return { status: 400, body: { Fault: this.fault, time } };
	}
}

export const notFound = (): QuickbooksFault =>
	new QuickbooksFault(
		'610',
		'Object Not Found',
		"Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
		'',
	);

export const stale = (): QuickbooksFault =>
	new QuickbooksFault(
		'5010',
		'Stale Object Error',
		'Stale Object Error : You and Another User were working on this at the same time. Another User finished before you did, so your work was not saved.',
		'',
	);

export const unknownProperty = (name: string): QuickbooksFault =>
	new QuickbooksFault(
		'2010',
		'Request has invalid or unsupported property',
		`Property Name:Unrecognized field "${name}", not marked as ignorable`,
	);

export const missing = (name: string): QuickbooksFault =>
	new QuickbooksFault(
		'2020',
		'Required param missing, need to supply the required value for the API',
		`Required parameter ${name} is missing in the request`,
		name,
	);

export const broken = (detail: string): QuickbooksFault =>
	new QuickbooksFault(
		'6000',
		'A business validation error has occurred while processing your request',
		`Business Validation Error: ${detail}`,
		'',
	);

export const beforeStart = (): QuickbooksFault =>
	new QuickbooksFault(
		'6270',
		'Transaction date is prior to start date for inventory item',
		'Transactions with inventory (QOH) products cant be dated earlier than the Inventory Start Date for the product',
		'',
	);

export const duplicateName = (): QuickbooksFault =>
	new QuickbooksFault(
		'6240',
		'Duplicate Name Exists Error',
		'The name supplied already exists. : null',
	);

export const unreadable = (near: string): QuickbooksFault =>
	new QuickbooksFault('4000', 'Error parsing query', `QueryParserError: Encountered "${near}"`);

export const wrongQuery = (detail: string): QuickbooksFault =>
	new QuickbooksFault('4001', 'Invalid query', `QueryValidationError: ${detail}`);

export const unsupported = (path: string): QuickbooksFault =>
	new QuickbooksFault(
		'500',
		'Unsupported Operation',
		`Operation Could not find resource for relative : ${path} is not supported.`,
	);

export const badId = (id: string): QuickbooksFault =>
	new QuickbooksFault(
		'2030',
		'Invalid ID',
		`Id should be a valid number. Supplied value:${id}`,
		'Id',
	);

/** Refused logins come in small letters (sheet, section 9). */
export function refusedLogin(
	status: 401 | 403,
	code: string,
	name: string,
	detail: string,
): FakeAnswer {
	return {
		status,
		body: {
			warnings: null,
			intuitObject: null,
			fault: {
				error: [
					{
						message: `message=${name}; errorCode=00${code}; statusCode=${status}`,
						detail,
						code,
						element: null,
					},
				],
				type: status === 401 ? 'AUTHENTICATION' : 'AUTHORIZATION',
			},
			report: null,
			queryResponse: null,
			batchItemResponse: [],
			attachableResponse: [],
			syncErrorResponse: null,
			requestId: null,
			time: 1601391072830,
			status: null,
			cdcresponse: [],
		},
	};
}

/** XML, whatever was asked for (sheet, section 8). */
export const tooMany = (): FakeAnswer => ({
	status: 429,
	headers: { 'content-type': 'application/xml' },
	body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<IntuitResponse time="2016-12-07T15:27:09.527-08:00" xmlns="http://schema.intuit.com/finance/v3">
  <Fault type="SERVICE">
    <Error code="3001">
      <Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>
      <Detail>The request limit was reached.  Try again later</Detail>
    </Error>
  </Fault>
</IntuitResponse>
`,
});
