import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';
import { ChannelProblem } from '../../http/problem';
import type { ChannelOptions } from '../platform';

const API = '/API/V3/Account';
const PAGE = 100;

/** One connection asks once; a sign-in belongs to one account. */
const asked = new WeakMap<Call, Promise<string>>();

/** The account's part of the address: of the account in the credential, or of the one the sign-in belongs to. */
export async function accountPath(
	call: Call,
	{ account }: Pick<ChannelOptions, 'account'>,
): Promise<string> {
	if (account.accountId) return `${API}/${strictEncode(account.accountId)}`;
	const answer = asked.get(call) ?? ownAccount(call);
	asked.set(call, answer);
	return `${API}/${strictEncode(await answer)}`;
}

async function ownAccount(call: Call): Promise<string> {
	const { body } = await call({ method: 'GET', path: `${API}.json` });
	const [account] = rows(asObject(body).Account);
	const id = asText(account?.accountID);
	if (id === '')
		throw new ChannelProblem({
			kind: 'permission',
			message: 'Lightspeed Retail names no account for this sign-in.',
			nextStep: "Fill in 'Account ID' in the credential, or connect it again.",
		});
	return id;
}

/** One row comes as an object, none as nothing or as an empty text (sheet, section 3). */
export function rows(value: unknown): IDataObject[] {
	if (Array.isArray(value)) return value.map(asObject);
	return typeof value === 'object' && value !== null ? [asObject(value)] : [];
}

/** All pages of a list. */
export async function list(
	call: Call,
	account: string,
	resource: string,
	filter: Query,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	const ask = forward(call, 'Lightspeed Retail');
	for (let query: Query | undefined = filter; query; ) {
		const page: Page = await pageOf(ask, account, resource, query);
		found.push(...page.rows);
		query = page.next;
	}
	return found;
}

export type Query = Readonly<Record<string, string>>;

export interface Page {
	rows: IDataObject[];
	next?: Query;
}

/** One page of 100; the next one is an address with a cursor of its own (sheet, section 3). */
export async function pageOf(
	call: Call,
	account: string,
	resource: string,
	query: Query,
): Promise<Page> {
	const { body } = await call({
		method: 'GET',
		path: `${account}/${resource}.json`,
		query: { ...query, limit: String(PAGE) },
		weight: 'load_relations' in query ? 2 : 1,
	});
	const next = URL.parse(asText(asObject(asObject(body)['@attributes']).next));
	return {
		rows: rows(asObject(body)[resource]),
		...(next ? { next: Object.fromEntries(next.searchParams) } : {}),
	};
}

/** In UTC and whole seconds, as Lightspeed writes times (sheet, section 10). */
export const since = (iso: string): string =>
	`>=,${new Date(iso).toISOString().slice(0, 19)}+00:00`;

export async function shopRows(call: Call): Promise<IDataObject[]> {
	return await list(call, await accountPath(call, { account: {} }), 'Shop', {});
}

export async function shops(call: Call): Promise<INodePropertyOptions[]> {
	return (await shopRows(call))
		.map(({ shopID, name }) => ({ name: asText(name), value: asText(shopID) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
