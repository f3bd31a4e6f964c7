import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
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

/** All pages of a list; the next one is an address with a cursor of its own (sheet, section 3). */
export async function list(
	call: Call,
	account: string,
	resource: string,
	filter: Readonly<Record<string, string>>,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	let query: Readonly<Record<string, string>> | undefined = { ...filter, limit: String(PAGE) };
	while (query) {
		const body = asObject(
			(
				await call({
					method: 'GET',
					path: `${account}/${resource}.json`,
					query,
					weight: 'load_relations' in filter ? 2 : 1,
				})
			).body,
		);
		found.push(...rows(body[resource]));
		const next = URL.parse(asText(asObject(body['@attributes']).next));
		query = next ? Object.fromEntries(next.searchParams) : undefined;
	}
	return found;
}

export async function shops(call: Call): Promise<INodePropertyOptions[]> {
	const account = await accountPath(call, { account: {} });
	const found = await list(call, account, 'Shop', {});
	return found
		.map(({ shopID, name }) => ({ name: asText(name), value: asText(shopID) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
